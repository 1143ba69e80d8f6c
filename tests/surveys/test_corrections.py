"""A correction: a submission equal to the one before but for one answer; the working copy and the tally follow."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.services.errors import LetterError
from reports.services.letters import issue_letter
from reports.verification import find_faults
from surveys.enums import Choice, FollowUpState, MailKind, ResponseState, Source, SurveyState
from surveys.merge import Value
from surveys.models import CprDenial, FollowUpMessage, Mail, Response, Submission, Survey
from surveys.selectors import select_tally
from surveys.services.answers import value_of
from surveys.services.corrections import send_correction
from surveys.services.errors import HeldBackError, IncompleteError, ResponseError
from surveys.services.responses import move_response, submit_response
from tests.factories.evidence import put_file
from tests.factories.follow_ups import make_correction, make_follow_up, make_reply
from tests.factories.reports import make_advice, make_approved
from tests.factories.surveys import answer, make_response, make_submission

KEY = "deletion-headline"
NEW = Value(choice=Choice.NO, comment="Vi tog fejl af Ærø.")


@pytest.fixture
def response(draft_response, lead) -> Response:
    """Submitted with a file, a comment and an answer that is not relevant."""
    put_file(draft_response, KEY, by=lead)
    put_file(draft_response, "dane-2", "andet.txt", b"Andet", by=lead)
    make_submission(
        draft_response,
        by=lead,
        dane_2=Value(choice=2, comment="Næsten"),
        dpia_3=Value(not_relevant=True, comment="Har vi ikke"),
        access_2=None,
    )
    return draft_response


@pytest.fixture
def follow_up(response, case_handler):
    return make_follow_up(response, case_handler)


def frozen(submission):
    """All of it that is not its own number, day and author."""
    answers = submission.answers.values_list("question__key", "choice", "not_relevant", "comment", "comment_sha256")
    files = submission.evidence.values_list("evidence", "sha256")
    return {key: values for key, *values in answers}, sorted(files)


def rows_of(response):
    response.refresh_from_db()
    return (
        response.state,
        response.current_submission_id,
        response.submissions.count(),
        [(one.question_id, value_of(one), one.version) for one in response.answers.order_by("pk")],
        FollowUpMessage.objects.count(),
    )


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_correction_is_the_submission_before_but_for_one_answer(follow_up, response, lead, case_handler, state):
    if state == "accepted":
        move_response(response=response, target=ResponseState.ACCEPTED, by=case_handler)
    before = response.current_submission
    was, files = frozen(before)
    make_correction(follow_up, lead, NEW)
    response.refresh_from_db()
    after = response.current_submission
    now, files_now = frozen(after)

    assert (response.state, after.number, after.submitted_by) == (state, before.number + 1, lead)
    assert files_now == files != []
    changed = {key for key in was if was[key] != now[key]}
    assert changed == {KEY}
    assert now[KEY][:3] == [Choice.NO, False, NEW.comment]
    assert frozen(Submission.objects.get(pk=before.pk)) == (was, files), "both are kept"
    assert list(find_faults(response.survey)) == []


def test_the_working_copy_gets_it_with_a_source_of_its_own(follow_up, response, lead):
    make_correction(follow_up, lead, NEW)
    working = response.answers.get(question__key=KEY)
    revision = working.revisions.last()

    assert value_of(working) == value_of(revision) == NEW
    assert (revision.version, revision.source, revision.saved_by) == (2, Source.FOLLOW_UP, lead)
    response.refresh_from_db()
    assert response.answered_count == response.answers.exclude(choice=None, not_relevant=False).count()


def test_the_tally_changes_by_the_corrected_answer_alone(
    follow_up, response, lead, survey, other_municipality, outsider
):
    make_submission(make_response(survey, other_municipality), by=outsider)
    before = select_tally(survey)
    make_correction(follow_up, lead, NEW)
    after = select_tally(survey)

    changed = [(was, now) for was, now in zip(before.questions, after.questions, strict=True) if was != now]
    assert [was.question for was, _ in changed] == [KEY]
    assert [(was.counted, now.counted, now.of) for was, now in changed] == [(2, 1, 2)]


def test_the_agency_is_next_and_those_in_charge_get_a_receipt(follow_up, response, lead, approver):
    Mail.objects.all().delete()
    make_correction(follow_up, lead, NEW)

    assert follow_up.state == FollowUpState.ANSWERED
    assert list(Mail.objects.values_list("recipient", "kind")) == [(approver.pk, MailKind.RECEIPT)]


@pytest.mark.parametrize("is_late", [True, False])
def test_the_mark_of_a_late_submission_is_carried_over(follow_up, response, lead, is_late):
    Submission.objects.update(is_late=is_late)
    assert make_correction(follow_up, lead, NEW).submission.is_late == is_late


@pytest.mark.parametrize("state", [one for one in ResponseState if one not in {"submitted", "accepted", "withdrawn"}])
def test_it_is_refused_while_the_response_is_being_corrected(follow_up, response, lead, state):
    Response.objects.filter(pk=response.pk).update(state=state)
    before = rows_of(response)
    with pytest.raises(ResponseError, match="er sendt tilbage til jer"):
        make_correction(follow_up, lead, NEW)
    assert rows_of(response) == before


@pytest.mark.parametrize(("place", "said"), [("withdrawn", "udtaget"), ("archived", "arkiveret")])
def test_it_is_refused_where_all_has_ended(follow_up, response, lead, place, said):
    one = Response.objects.filter(pk=response.pk)
    one.update(state="withdrawn") if place == "withdrawn" else Survey.objects.update(state="archived")
    before = rows_of(response)
    with pytest.raises(ResponseError, match=said):
        make_correction(follow_up, lead, NEW)
    assert rows_of(response) == before


@pytest.mark.parametrize("state", [SurveyState.CLOSED, SurveyState.PUBLISHED])
def test_a_closed_survey_takes_a_correction(follow_up, response, lead, state):
    Survey.objects.update(state=state)
    assert make_correction(follow_up, lead, NEW).submission.number == 2


@pytest.mark.parametrize(
    ("question", "new", "said"),
    [
        (KEY, Value(), "Vælg et svar"),
        (KEY, Value(comment="Kun en kommentar"), "Vælg et svar"),
        (KEY, Value(choice=4), "Det er det svar, I har indsendt"),
        (KEY, Value(not_relevant=True, comment="Nej"), "kan ikke besvares med »Ikke relevant«"),
        ("dpia-3", Value(not_relevant=True, comment=" "), "kan ikke indsendes endnu"),
        (KEY, Value(choice=3, comment="æ" * 5001), "Forkort den til højst 5000"),
    ],
)
def test_what_could_not_be_submitted_is_no_correction(response, case_handler, lead, question, new, said):
    follow_up = make_follow_up(response, case_handler, question)
    before = rows_of(response)
    with pytest.raises(ResponseError, match=said):
        make_correction(follow_up, lead, new)
    assert rows_of(response) == before


def test_the_checks_before_submission_say_what_is_wrong(response, case_handler, lead):
    follow_up = make_follow_up(response, case_handler, "dpia-3")
    with pytest.raises(IncompleteError) as refused:
        make_correction(follow_up, lead, Value(not_relevant=True))
    assert [problem.check for problem in refused.value.problems] == ["not_relevant_has_reason"]


def test_five_thousand_letters_and_an_unanswered_question_are_corrected(response, case_handler, lead):
    new = Value(choice=1, comment="æøå É" * 1000)
    message = make_correction(make_follow_up(response, case_handler, "access-2"), lead, new)
    assert message.submission.answers.get(question__key="access-2").comment == new.comment


def test_a_comment_with_a_cpr_number_is_held_back_and_nothing_is_written(follow_up, response, lead):
    before = rows_of(response)
    send = {"follow_up": follow_up, "by": lead, "seen": 1}
    for comment, denied in (("Anne 311236-9995", True), ("Sag 0101369990", False)):
        with pytest.raises(HeldBackError) as held:
            send_correction(new=Value(choice=1, comment=comment), is_cpr_denied=denied, **send)
        assert held.value.place == "comment"
    with pytest.raises(HeldBackError) as held:
        send_correction(new=NEW, text="Sag 0101369990", **send)
    assert held.value.place == "message"
    assert rows_of(response) == before
    send_correction(new=Value(choice=1, comment="Sag 0101369990"), is_cpr_denied=True, **send)
    assert list(CprDenial.objects.values_list("place", flat=True)) == ["comment"]


def test_a_second_click_sends_one_and_another_correction_is_refused(follow_up, response, lead, approver):
    first = send_correction(follow_up=follow_up, by=lead, new=NEW, seen=1)
    assert send_correction(follow_up=follow_up, by=lead, new=NEW, seen=1) == first
    for by, new in ((approver, NEW), (lead, Value(choice=1))):
        with pytest.raises(ResponseError, match="Der er kommet en ny besked"):
            send_correction(follow_up=follow_up, by=by, new=new, seen=1)
    assert response.submissions.count() == 2


def test_it_may_be_corrected_again_and_back(follow_up, response, lead, case_handler):
    make_correction(follow_up, lead, NEW)
    make_correction(follow_up, lead, Value(choice=4))
    assert response.submissions.count() == 3
    response.refresh_from_db()
    assert frozen(response.current_submission) == frozen(response.submissions.first())


def test_after_a_return_the_working_copy_has_the_correction_and_submits_it_again(
    follow_up, response, lead, case_handler
):
    """Had the working copy lacked it, the next submission would take the correction back unsaid."""
    make_correction(follow_up, lead, NEW)
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret DANE.")
    response.refresh_from_db()
    answer(response, "dane-headline", Value(choice=1), by=lead, base_version=1)
    with pytest.raises(ResponseError):
        make_correction(follow_up, lead, Value(choice=4))
    submission = submit_response(response=response, by=lead, confirmed_missing=True)

    rows, _ = frozen(submission)
    assert rows[KEY][:3] == [Choice.NO, False, NEW.comment]
    assert rows["dane-headline"][0] == 1
    response.refresh_from_db()
    follow_up.refresh_from_db()
    assert make_correction(follow_up, lead, Value(choice=4)).submission.number == 4


def test_files_are_copied_as_they_were_submitted(response, lead, case_handler):
    """What is copied are the rows that froze the files, whatever the working copy holds."""
    response.evidence.filter(name="andet.txt").update(removed_at="2026-11-25T12:00:00Z")
    before = frozen(response.current_submission)[1]
    make_correction(make_follow_up(response, case_handler), lead, NEW)
    response.refresh_from_db()
    assert frozen(response.current_submission)[1] == before


VALUES = st.one_of(
    st.builds(Value, choice=st.sampled_from([0, 1, 2, 3, 4]), comment=st.text("aæøå .", max_size=20).map(str.strip)),
    st.builds(Value, not_relevant=st.just(True), comment=st.text("abc", min_size=1, max_size=5)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corrections=st.lists(st.tuples(st.sampled_from(["deletion-3", "dane-3", "access-3"]), VALUES), max_size=6))
def test_any_corrections_leave_the_submission_before_plus_one_answer(response, case_handler, lead, corrections):
    with transaction.atomic():
        for key, new in corrections:
            response.refresh_from_db()
            was, files = frozen(response.current_submission)
            row = response.follow_ups.open().filter(question__key=key).first()
            follow_up = row or make_follow_up(response, case_handler, key)
            try:
                make_correction(follow_up, lead, new)
            except ResponseError:
                continue
            response.refresh_from_db()
            now, files_now = frozen(response.current_submission)
            assert files_now == files
            assert now | {key: was[key]} == was
            assert now[key][:3] == [new.choice, new.not_relevant, new.comment]
            working = {one.question.key: value_of(one) for one in response.answers.select_related("question")}
            assert {k: v for k, v in working.items() if v.is_answered} == {
                k: Value(*v[:3]) for k, v in now.items() if Value(*v[:3]).is_answered
            }
        assert list(find_faults(response.survey)) == []
        transaction.set_rollback(True)
    assert connection.in_atomic_block


def test_a_letter_drafted_on_the_submission_before_is_not_issued(follow_up, response, lead, manager):
    make_advice(response.survey)
    letter = make_approved(response, manager)
    make_correction(follow_up, lead, NEW)
    with pytest.raises(LetterError, match="nye svar"):
        issue_letter(letter=letter, by=manager)


def test_a_reply_after_a_correction_goes_on(follow_up, lead, case_handler):
    make_correction(follow_up, lead, NEW)
    make_reply(follow_up, lead, "Nu er det rettet.")
    assert list(follow_up.messages.values_list("kind", flat=True)) == ["question", "correction", "reply"]
