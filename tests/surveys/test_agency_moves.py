"""What the agency's moves leave behind: a survey's events, and a returned response's own deadline."""

from datetime import date, datetime, timedelta

import pytest

from surveys.deadlines import COPENHAGEN
from surveys.enums import ResponseState, SurveyState
from surveys.services.errors import ResponseError, SurveyError
from surveys.services.responses import move_response
from surveys.services.surveys import move_survey, open_survey
from tests.factories.municipalities import make_municipality
from tests.factories.surveys import make_survey, today

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=COPENHAGEN)


def moves(survey):
    return [(event.from_state, event.to_state, event.by, event.reason) for event in survey.events.all()]


def test_reopening_a_survey_keeps_who_and_why(survey, manager):
    move_survey(survey=survey, target=SurveyState.CLOSED, by=manager)
    move_survey(survey=survey, target=SurveyState.OPEN, by=manager, reason=" To kommuner mangler. ")
    assert moves(survey) == [
        ("open", "closed", manager, ""),
        ("closed", "open", manager, "To kommuner mangler."),
    ]


def test_opening_a_survey_writes_an_event(db, manager):
    survey = make_survey(is_open=False)
    open_survey(survey=survey, deadline=today() + timedelta(days=30), municipalities=[make_municipality()], by=manager)
    assert moves(survey) == [("draft", "open", manager, "")]


@pytest.mark.parametrize("reason", ["", "  "])
def test_reopening_without_a_reason_leaves_no_trace(survey, manager, reason):
    move_survey(survey=survey, target=SurveyState.CLOSED, by=manager)
    with pytest.raises(SurveyError, match="Skriv hvorfor"):
        move_survey(survey=survey, target=SurveyState.OPEN, by=manager, reason=reason)
    survey.refresh_from_db()
    assert (survey.state, survey.events.count()) == (SurveyState.CLOSED, 1)


def test_a_draft_survey_is_never_opened_by_a_bare_move(db, manager):
    survey = make_survey(is_open=False)
    with pytest.raises(SurveyError, match="Under forberedelse"):
        move_survey(survey=survey, target=SurveyState.OPEN, by=manager)


def test_a_returned_response_gets_its_own_deadline(submitted_response, case_handler):
    move_response(
        response=submitted_response,
        target=ResponseState.RETURNED,
        by=case_handler,
        reason="Ret svaret.",
        own_deadline=date(2026, 11, 23),
        now=NOON,
    )
    submitted_response.refresh_from_db()
    assert (submitted_response.state, submitted_response.deadline) == (ResponseState.RETURNED, date(2026, 11, 23))


def test_a_returned_response_cannot_get_a_deadline_that_has_passed(submitted_response, case_handler):
    with pytest.raises(ResponseError, match="overskredet"):
        move_response(
            response=submitted_response,
            target=ResponseState.RETURNED,
            by=case_handler,
            reason="Ret svaret.",
            own_deadline=date(2026, 11, 22),
            now=NOON,
        )
    submitted_response.refresh_from_db()
    assert (submitted_response.state, submitted_response.own_deadline) == (ResponseState.SUBMITTED, None)
    assert submitted_response.events.count() == 1
