"""What must never be false of a follow-up, clause by clause; and who sees what."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from surveys.enums import FollowUpState, MessageKind, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import FollowUp, FollowUpFile, FollowUpMessage, Response, Survey
from tests.constraints import refused_by
from tests.factories.follow_ups import make_correction, make_follow_up, make_reply, put_reply_file
from tests.factories.surveys import today

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def follow_up(submitted_response, case_handler) -> FollowUp:
    return make_follow_up(submitted_response, case_handler)


def another(follow_up, **fields):
    fields = {"question": follow_up.question, "number": 2} | fields
    return FollowUp.objects.create(
        response=follow_up.response, submission=follow_up.submission, answer_by=today(), **fields
    )


def test_a_number_is_used_once_in_a_response(follow_up):
    other = follow_up.response.survey.questions.get(key="dane-headline")
    with refused_by("follow_up_number_once"):
        another(follow_up, question=other, number=1)


@pytest.mark.parametrize("state", [FollowUpState.ASKED, FollowUpState.ANSWERED])
def test_one_follow_up_is_open_on_an_answer(follow_up, state):
    with refused_by("follow_up_one_open_per_answer"):
        another(follow_up, state=state)


def test_a_follow_up_is_in_a_known_state(follow_up):
    with refused_by("follow_up_state_known"):
        FollowUp.objects.update(state="nowhere")


@pytest.mark.parametrize("state", [FollowUpState.UPHELD, FollowUpState.CORRECTED])
@pytest.mark.parametrize("missing", [{"closed_at": None}, {"closed_by": None}])
def test_a_closed_follow_up_has_someone_and_a_time(follow_up, case_handler, state, missing):
    with refused_by("follow_up_closed_iff_by_and_time"):
        FollowUp.objects.update(state=state, **{"closed_at": AT, "closed_by": case_handler} | missing)


@pytest.mark.parametrize("state", [FollowUpState.ASKED, FollowUpState.ANSWERED])
@pytest.mark.parametrize("field", ["closed_at", "closed_by"])
def test_an_open_follow_up_has_neither(follow_up, case_handler, state, field):
    with refused_by("follow_up_closed_iff_by_and_time"):
        FollowUp.objects.update(state=state, **{field: AT if field == "closed_at" else case_handler})


def test_a_message_is_of_a_known_kind(follow_up, lead):
    make_reply(follow_up, lead)
    with refused_by("follow_up_message_kind_known"):
        FollowUpMessage.objects.filter(kind=MessageKind.REPLY).update(kind="shout")


def test_a_question_and_nothing_else_has_a_day_to_answer_by(follow_up, lead):
    with refused_by("follow_up_message_day_iff_question"):
        FollowUpMessage.objects.update(answer_by=None)
    make_reply(follow_up, lead)
    with refused_by("follow_up_message_day_iff_question"):
        FollowUpMessage.objects.filter(kind=MessageKind.REPLY).update(answer_by=today())


def test_a_correction_and_nothing_else_has_a_submission(follow_up, lead):
    with refused_by("follow_up_message_submission_iff_correction"):
        FollowUpMessage.objects.update(submission=follow_up.submission)
    make_correction(follow_up, lead, Value(choice=0))
    with refused_by("follow_up_message_submission_iff_correction"):
        FollowUpMessage.objects.filter(kind=MessageKind.CORRECTION).update(submission=None)


@pytest.mark.parametrize("wrong", [{"choice": 5}, {"choice": 4, "not_relevant": True}])
def test_a_proposal_is_a_choice_or_not_relevant(follow_up, wrong):
    with refused_by("follow_up_message_choice_or_not_relevant"):
        FollowUpMessage.objects.update(**wrong)


def test_a_file_is_not_empty(follow_up, lead):
    put_reply_file(follow_up, lead)
    with refused_by("follow_up_file_not_empty"):
        FollowUpFile.objects.update(size=0)


def test_a_follow_up_is_seen_by_those_who_see_the_response(
    follow_up, lead, reader, outsider, auditor, case_handler, administrator
):
    for user in (lead, reader, auditor, case_handler):
        assert list(FollowUp.objects.visible_to(user)) == [follow_up]
    for user in (outsider, administrator, AnonymousUser()):
        assert list(FollowUp.objects.visible_to(user)) == []


def test_a_file_is_the_municipalitys_alone_until_its_reply_is_sent(follow_up, lead, reader, outsider, case_handler):
    file = put_reply_file(follow_up, lead)

    def seen_by(*users):
        return [list(FollowUpFile.objects.visible_to(user)) for user in users]

    assert seen_by(lead, reader, case_handler, outsider, AnonymousUser()) == [[file], [file], [], [], []]
    make_reply(follow_up, lead)
    assert seen_by(lead, reader, case_handler, outsider, AnonymousUser()) == [[file], [file], [file], [], []]


@pytest.mark.parametrize("ended", ["withdrawn", "archived"])
def test_nobody_waits_where_all_has_ended(follow_up, lead, ended):
    for turn in ("awaiting_municipality", "awaiting_agency"):
        waiting = getattr(FollowUp.objects, turn)
        assert list(waiting()) == [follow_up]
        if ended == "withdrawn":
            Response.objects.update(state=ResponseState.WITHDRAWN)
        else:
            Survey.objects.update(state=SurveyState.ARCHIVED)
        assert list(waiting()) == []
        Response.objects.filter(current_submission__isnull=True).update(state=ResponseState.DRAFT)
        Response.objects.filter(current_submission__isnull=False).update(state=ResponseState.SUBMITTED)
        Survey.objects.update(state=SurveyState.OPEN)
        if turn == "awaiting_municipality":
            make_reply(follow_up, lead)
