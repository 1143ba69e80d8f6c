"""Submitting and moving a response: what is frozen, who may when, and that a refusal leaves no trace."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest

from surveys.deadlines import COPENHAGEN
from surveys.digests import sha256_text, submission_digest
from surveys.enums import ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import Response, Submission, Survey
from surveys.services.errors import IncompleteError, ResponseError
from surveys.services.responses import copy_token, move_response, submit_response
from surveys.services.surveys import move_survey
from surveys.states import RESPONSE_MOVES, find_move
from tests.factories.surveys import answer, fill_response, make_response, make_submission, make_survey

DEADLINE = date(2026, 11, 23)
LAST_INSTANT = datetime(2026, 11, 23, 23, 59, 59, 999999, tzinfo=COPENHAGEN)
S = ResponseState


@pytest.fixture
def response(municipality) -> Response:
    """A draft in a survey whose deadline is DEADLINE."""
    return make_response(make_survey(deadline=DEADLINE), municipality)


def trace(response):
    """Everything a refusal must leave as it was."""
    response = Response.objects.get(pk=response.pk)
    events = [(one.from_state, one.to_state) for one in response.events.all()]
    return response.state, response.current_submission, response.own_deadline, response.submissions.count(), events


def move(response, target, **options):
    return move_response(response=response, target=target, **({"by": None, "reason": "Derfor."} | options))


# --- Submitting -------------------------------------------------------------------


def test_submitting_freezes_every_question_also_the_unanswered(response, lead):
    fill_response(response, deletion_2=None, deletion_3=Value(not_relevant=True, comment="Vi har ingen."))
    submission = submit_response(response=response, by=lead, confirmed_missing=True, now=LAST_INSTANT)

    response.refresh_from_db()
    rows = {row.question.key: row for row in submission.answers.select_related("question")}
    assert (response.state, response.current_submission) == (S.SUBMITTED, submission)
    assert (submission.number, submission.submitted_by, submission.submitted_at) == (1, lead, LAST_INSTANT)
    assert set(rows) == set(response.survey.questions.values_list("key", flat=True))
    assert (rows["deletion-2"].choice, rows["deletion-2"].not_relevant) == (None, False)
    assert (rows["deletion-3"].not_relevant, rows["deletion-3"].comment) == (True, "Vi har ingen.")
    assert {row.comment_sha256 for row in rows.values()} == {sha256_text(""), sha256_text("Vi har ingen.")}


def test_submitting_writes_one_event(response, lead):
    make_submission(response, by=lead)

    (event,) = response.events.all()
    assert (event.from_state, event.to_state, event.by, event.reason) == (S.DRAFT, S.SUBMITTED, lead, "")


def test_the_digest_of_a_submission_can_be_worked_out_from_its_rows(response):
    submission = make_submission(response, deletion_2=Value(choice=1, comment="æ"), dane_2=None)
    rows = submission.answers.values("question__key", "choice", "not_relevant", "comment_sha256")

    assert submission.digest == submission_digest(
        survey=response.survey.slug,
        municipality=response.municipality.code,
        number=1,
        answers=[{"question": row.pop("question__key"), **row} for row in rows],
    )


def test_submitting_again_gives_the_same_submission(response, lead):
    first = make_submission(response, by=lead)

    assert submit_response(response=response, by=None, seen="old") == first
    assert trace(response) == (S.SUBMITTED, first, None, 1, [(S.DRAFT, S.SUBMITTED)])
    move(response, S.ACCEPTED)
    move_survey(survey=response.survey, target=SurveyState.CLOSED)
    assert submit_response(response=response, by=None) == first


def test_a_returned_response_is_submitted_as_the_next_number(response):
    first = make_submission(response)
    move(response, S.RETURNED, now=LAST_INSTANT)
    answer(response, "deletion-headline", Value(choice=0), base_version=1)
    second = submit_response(response=response, by=None)

    response.refresh_from_db()
    assert (first.number, second.number, response.current_submission) == (1, 2, second)
    assert [one.answers.get(question__key="deletion-headline").choice for one in (first, second)] == [4, 0]
    assert first.digest != second.digest


@pytest.mark.parametrize(("at", "is_late"), [(LAST_INSTANT, False), (LAST_INSTANT + timedelta(microseconds=1), True)])
def test_a_submission_is_late_from_midnight_in_copenhagen(response, at, is_late):
    fill_response(response)

    assert submit_response(response=response, by=None, now=at).is_late is is_late


def test_an_own_deadline_is_the_one_that_counts(response):
    Response.objects.filter(pk=response.pk).update(own_deadline=DEADLINE + timedelta(days=1))
    fill_response(response)

    late = LAST_INSTANT + timedelta(days=1, microseconds=1)
    assert submit_response(response=response, by=None, now=late - timedelta(microseconds=1)).is_late is False
    move(response, S.RETURNED, own_deadline=DEADLINE + timedelta(days=1), now=LAST_INSTANT)
    assert submit_response(response=response, by=None, now=late).is_late is True


@pytest.mark.parametrize(
    ("values", "confirmed", "problems"),
    [
        ({"deletion_headline": None}, True, ["headlines_answered"]),
        ({"deletion_3": Value(not_relevant=True)}, True, ["not_relevant_has_reason"]),
        ({"deletion_2": None}, False, ["supporting_answered"]),
        ({"deletion_headline": None, "deletion_2": None}, False, ["headlines_answered", "supporting_answered"]),
    ],
)
def test_an_incomplete_response_is_refused_with_its_problems(response, values, confirmed, problems):
    fill_response(response, **values)
    before = trace(response)

    with pytest.raises(IncompleteError) as refused:
        submit_response(response=response, by=None, confirmed_missing=confirmed)
    assert [problem.check for problem in refused.value.problems] == problems
    assert trace(response) == before


def test_answers_changed_since_they_were_shown_are_not_submitted(response):
    fill_response(response)
    seen = copy_token(list(response.answers.all()))
    answer(response, "deletion-headline", Value(choice=0), base_version=1)
    before = trace(response)

    with pytest.raises(ResponseError, match="En kollega har ændret"):
        submit_response(response=response, by=None, seen=seen)
    assert trace(response) == before
    assert submit_response(response=response, by=None, seen=copy_token(list(response.answers.all()))).number == 1


@pytest.mark.parametrize("state", [SurveyState.CLOSED, SurveyState.PUBLISHED, SurveyState.ARCHIVED])
def test_a_draft_is_not_submitted_once_the_survey_is_closed(response, state):
    fill_response(response)
    Survey.objects.update(state=state)
    before = trace(response)

    with pytest.raises(ResponseError, match="Tilsynet er lukket"):
        submit_response(response=response, by=None)
    assert trace(response) == before


def test_a_withdrawn_response_is_not_submitted(response):
    fill_response(response)
    move(response, S.WITHDRAWN)

    with pytest.raises(ResponseError, match="Udtaget"):
        submit_response(response=response, by=None)


# --- Every other move -------------------------------------------------------------


@pytest.mark.parametrize("approval", [True, False])
@pytest.mark.parametrize(("source", "target"), list(product(S, S)))
def test_move_response_makes_the_moves_of_the_table_and_no_other(municipality, source, target, approval):
    response = make_response(make_survey(requires_approval=approval), municipality)
    submission = None
    if source in {S.SUBMITTED, S.RETURNED, S.ACCEPTED}:
        submission = Submission.objects.create(response=response, number=1, submitted_at=LAST_INSTANT, digest="0" * 64)
    Response.objects.filter(pk=response.pk).update(state=source, current_submission=submission)
    before = trace(response)
    allowed = find_move(RESPONSE_MOVES, source, target, approval=approval) and target != S.SUBMITTED

    if source == target:
        assert move(response, target).state == source
        assert trace(response) == before
    elif allowed:
        assert move(response, target).state == target
        assert trace(response) == (target, submission, None, before[3], [(source, target)])
    else:
        with pytest.raises(ResponseError):
            move(response, target)
        assert trace(response) == before


@pytest.mark.parametrize("reason", ["", " \n "])
@pytest.mark.parametrize("target", [S.RETURNED, S.WITHDRAWN])
def test_a_move_that_asks_for_a_reason_is_refused_without(submitted_response, target, reason):
    before = trace(submitted_response)

    with pytest.raises(ResponseError, match="begrundelse"):
        move(submitted_response, target, reason=reason)
    assert trace(submitted_response) == before


@pytest.mark.parametrize("target", [S.RETURNED, S.ACCEPTED, S.WITHDRAWN])
def test_nothing_moves_in_an_archived_survey(submitted_response, target):
    Survey.objects.update(state=SurveyState.ARCHIVED)
    before = trace(submitted_response)

    with pytest.raises(ResponseError, match="arkiveret"):
        move(submitted_response, target)
    assert trace(submitted_response) == before


def test_a_returned_response_is_not_submitted_once_the_survey_is_archived(submitted_response):
    move(submitted_response, S.RETURNED)
    Survey.objects.update(state=SurveyState.ARCHIVED)
    before = trace(submitted_response)

    assert not Response.objects.get(pk=submitted_response.pk).is_open_for_answers
    with pytest.raises(ResponseError, match="Tilsynet er lukket"):
        submit_response(response=submitted_response, by=None)
    assert trace(submitted_response) == before


def test_a_response_is_never_submitted_by_a_bare_move(response):
    fill_response(response)

    with pytest.raises(ResponseError, match="kommunen selv"):
        move(response, S.SUBMITTED)


def test_a_response_is_returned_only_with_time_to_correct_it(response):
    make_submission(response)
    before = trace(response)
    after = LAST_INSTANT + timedelta(microseconds=1)

    with pytest.raises(ResponseError, match="overskredet"):
        move(response, S.RETURNED, now=after)
    assert trace(response) == before
    assert move(response, S.RETURNED, now=LAST_INSTANT).own_deadline is None


def test_only_a_return_sets_a_deadline(response):
    make_submission(response)

    move(response, S.ACCEPTED, own_deadline=DEADLINE + timedelta(days=5))
    response.refresh_from_db()
    assert response.own_deadline is None


def test_a_withdrawn_response_keeps_its_submission_out_of_the_count(response):
    submission = make_submission(response)
    move(response, S.WITHDRAWN)

    response.refresh_from_db()
    assert response.current_submission == submission
    assert not Response.objects.respondents().exists()
    assert not Response.objects.invited().exists()


@pytest.mark.parametrize(
    ("state", "answered", "label"),
    [
        (S.DRAFT, 0, "Ikke begyndt"),
        (S.DRAFT, 1, "Kladde"),
        (S.READY, 0, "Klar til godkendelse"),
        (S.WITHDRAWN, 0, "Udtaget"),
    ],
)
def test_state_label_says_ikke_begyndt_of_an_empty_draft(state, answered, label):
    assert Response(state=state, answered_count=answered).state_label == label


def test_state_label_of_a_response_submitted_before_is_never_ikke_begyndt():
    assert Response(state=S.DRAFT, answered_count=0, current_submission_id=1).state_label == "Kladde"
