"""Where a survey asks for management's approval: over ready, and again after a return."""

from datetime import date, datetime

import pytest

from surveys.deadlines import COPENHAGEN
from surveys.enums import ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import Response
from surveys.services.errors import ResponseError
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import move_survey
from tests.factories.surveys import answer, fill_response, make_response, make_survey

DEADLINE = date(2026, 11, 23)
LAST_INSTANT = datetime(2026, 11, 23, 23, 59, 59, 999999, tzinfo=COPENHAGEN)
S = ResponseState


def move(response, target, **options):
    return move_response(response=response, target=target, **({"by": None, "reason": "Derfor."} | options))


@pytest.fixture
def draft_with_approval(municipality) -> Response:
    return make_response(make_survey(deadline=DEADLINE, requires_approval=True), municipality)


def test_where_approval_is_asked_a_draft_goes_over_ready(draft_with_approval, lead, approver):
    response = fill_response(draft_with_approval)
    with pytest.raises(ResponseError, match="Kladde"):
        submit_response(response=response, by=lead)

    move(response, S.READY, by=lead, reason="")
    move(response, S.DRAFT, by=approver, reason="Se på DANE.")
    move(response, S.READY, by=lead, reason="")
    submit_response(response=response, by=approver)

    assert [(one.to_state, one.by, one.reason) for one in response.events.all()] == [
        (S.READY, lead, ""),
        (S.DRAFT, approver, "Se på DANE."),
        (S.READY, lead, ""),
        (S.SUBMITTED, approver, ""),
    ]


def test_a_returned_response_passes_approval_again_also_after_closing(draft_with_approval):
    """A response sent on to management is no longer "returned", and must not be shut in by the closed survey."""
    response = fill_response(draft_with_approval)
    move(response, S.READY)
    submit_response(response=response, by=None)
    move_survey(survey=response.survey, target=SurveyState.CLOSED)
    move(response, S.RETURNED, now=LAST_INSTANT)

    move(response, S.READY)
    move(response, S.DRAFT)
    answer(response, "dane-headline", Value(choice=0), base_version=1)
    assert response.state_label == "Kladde"
    move(response, S.READY)
    assert submit_response(response=response, by=None).number == 2


def test_a_draft_is_not_made_ready_once_the_survey_is_closed(draft_with_approval):
    response = fill_response(draft_with_approval)
    move_survey(survey=response.survey, target=SurveyState.CLOSED)

    with pytest.raises(ResponseError, match="Tilsynet er lukket"):
        move(response, S.READY)
