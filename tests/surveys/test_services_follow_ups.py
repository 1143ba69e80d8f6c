"""A follow-up on one answer: asked, replied to, asked again, closed; both sides of each rule."""

from datetime import timedelta

import pytest

from surveys.enums import FollowUpState, MailKind, MessageKind, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import AreaAssignment, CprDenial, FollowUp, FollowUpFile, FollowUpMessage, Mail, Response
from surveys.services.composing import compose, why_dropped
from surveys.services.conflicts import declare_conflict
from surveys.services.errors import HeldBackError, PastDeadlineError, ResponseError
from surveys.services.follow_ups import Said, ask_again, close_follow_up, open_follow_up, reply
from surveys.services.responses import move_response
from surveys.uploads import store
from surveys.uploads.store import FileFaultError
from tests.factories.follow_ups import QUESTION, make_correction, make_follow_up, make_reply, put_reply_file
from tests.factories.surveys import today

CPR = "311236-9995"
MAYBE_CPR = "0101369990"


@pytest.fixture
def follow_up(submitted_response, case_handler) -> FollowUp:
    return make_follow_up(submitted_response, case_handler)


def in_days(days):
    return today() + timedelta(days=days)


def kinds(follow_up):
    return list(follow_up.messages.values_list("kind", flat=True))


def put_in(response, state):
    """Directly: most of these states are several moves away."""
    Response.objects.filter(pk=response.pk).update(state=state)


def test_a_question_is_asked_of_the_submission_that_counts(follow_up, submitted_response, case_handler):
    message = follow_up.messages.get()

    assert (follow_up.number, follow_up.state) == (1, FollowUpState.ASKED)
    assert follow_up.submission == submitted_response.current_submission
    assert follow_up.answer_by == message.answer_by == in_days(14)
    assert (message.kind, message.by, message.text) == (MessageKind.QUESTION, case_handler, QUESTION)


@pytest.mark.parametrize("state", ResponseState)
def test_a_question_is_asked_only_of_what_stands(submitted_response, case_handler, state):
    put_in(submitted_response, state)
    if state in {ResponseState.SUBMITTED, ResponseState.ACCEPTED}:
        assert make_follow_up(submitted_response, case_handler).is_open
        return
    with pytest.raises(ResponseError, match="Der kan spørges til et svar, når den er indsendt"):
        make_follow_up(submitted_response, case_handler)
    assert not FollowUp.objects.exists()


def test_nothing_is_asked_in_an_archived_survey(submitted_response, case_handler):
    submitted_response.survey.__class__.objects.update(state=SurveyState.ARCHIVED)
    with pytest.raises(ResponseError, match="arkiveret"):
        make_follow_up(submitted_response, case_handler)


def test_asking_twice_at_once_is_one_and_another_question_is_refused(follow_up, submitted_response, case_handler):
    assert make_follow_up(submitted_response, case_handler) == follow_up
    with pytest.raises(ResponseError, match="allerede en opfølgning i gang"):
        make_follow_up(submitted_response, case_handler, text="Noget andet?")
    assert make_follow_up(submitted_response, case_handler, "dane-headline").number == 2
    assert FollowUpMessage.objects.count() == 2


@pytest.mark.parametrize(("text", "said"), [("  ", "Skriv en tekst"), ("æ" * 5001, "Teksten er på 5001 tegn")])
def test_a_question_that_says_nothing_or_too_much_is_refused(submitted_response, case_handler, text, said):
    with pytest.raises(ResponseError, match=said):
        make_follow_up(submitted_response, case_handler, text=text)
    assert not FollowUp.objects.exists()


def test_five_thousand_danish_letters_are_taken(submitted_response, case_handler, lead):
    follow_up = make_follow_up(submitted_response, case_handler, text="æøå Å" * 1000)
    assert make_reply(follow_up, lead, "ÆØÅ é" * 1000).text == "ÆØÅ é" * 1000


@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, True), (365, True), (366, False)])
def test_the_day_to_answer_by_lies_within_a_year(submitted_response, case_handler, days, is_taken):
    if is_taken:
        assert make_follow_up(submitted_response, case_handler, day=in_days(days)).answer_by == in_days(days)
        return
    with pytest.raises(PastDeadlineError):
        make_follow_up(submitted_response, case_handler, day=in_days(days))


def test_those_in_charge_and_the_areas_contributors_are_told(
    submitted_response, case_handler, lead, approver, contributor, reader, outsider
):
    area = submitted_response.survey.areas.get(key="deletion")
    Mail.objects.all().delete()
    make_follow_up(submitted_response, case_handler, "dane-headline")
    assert set(Mail.objects.values_list("recipient", flat=True)) == {lead.pk, approver.pk}
    AreaAssignment.objects.create(response=submitted_response, area=area, user=contributor)
    Mail.objects.all().delete()
    follow_up = make_follow_up(submitted_response, case_handler)
    told = {lead.pk, approver.pk, contributor.pk}
    assert set(Mail.objects.values_list("recipient", flat=True)) == told

    make_reply(follow_up, lead)
    Mail.objects.all().delete()
    again = Said("Og hvornår?")
    ask_again(follow_up=follow_up, by=case_handler, said=again, answer_by=in_days(3), seen=2)
    assert set(Mail.objects.values_list("recipient", "kind")) == {(pk, MailKind.FOLLOW_UP) for pk in told}


def test_where_all_areas_are_open_every_contributor_is_told(submitted_response, case_handler, contributor):
    Response.objects.update(is_open_to_all=True)
    make_follow_up(submitted_response, case_handler)
    assert Mail.objects.filter(recipient=contributor, kind=MailKind.FOLLOW_UP).exists()


def test_the_mail_holds_a_day_and_a_link_and_nothing_of_the_question(follow_up, lead):
    mail = Mail.objects.get(kind=MailKind.FOLLOW_UP, recipient=lead)
    message = compose(mail, follow_up.moved_at)

    assert "/opfoelgning/" in message.body
    assert f"{in_days(14).day}. " in message.body
    assert "{" not in message.body + message.subject
    for word in ("systemer", "Sletning", QUESTION, "Sofie"):
        assert word not in message.body


def test_a_mail_that_waits_is_dropped_once_it_is_answered(follow_up, lead):
    mail = Mail.objects.get(kind=MailKind.FOLLOW_UP, recipient=lead)
    assert why_dropped(mail, follow_up.moved_at) == ""
    make_reply(follow_up, lead)
    assert why_dropped(mail, follow_up.moved_at) == "Der ventes ikke længere på svar."


def test_a_reply_takes_its_files_along_and_gives_the_turn_back(follow_up, lead):
    file = put_reply_file(follow_up, lead)
    message = make_reply(follow_up, lead)
    file.refresh_from_db()

    assert (file.message, follow_up.state) == (message, FollowUpState.ANSWERED)
    assert list(FollowUp.objects.awaiting_agency()) == [follow_up]
    assert not FollowUp.objects.awaiting_municipality().exists()


def test_a_reply_does_not_take_along_a_file_nobody_saw(follow_up, lead, contributor):
    shown = put_reply_file(follow_up, lead)
    put_reply_file(follow_up, contributor, "skjult.txt", b"Ukendt")
    with pytest.raises(ResponseError, match="En kollega har ændret filerne"):
        reply(follow_up=follow_up, by=lead, said=Said("Se filen."), seen=1, files=[shown.pk])
    assert not FollowUpFile.objects.filter(message__isnull=False).exists()


@pytest.mark.parametrize("state", [one for one in ResponseState if one != ResponseState.WITHDRAWN])
def test_the_conversation_goes_on_while_the_response_is_corrected(follow_up, submitted_response, lead, state):
    put_in(submitted_response, state)
    make_reply(follow_up, lead)
    assert follow_up.state == FollowUpState.ANSWERED


def test_a_new_question_waits_while_the_response_is_corrected(follow_up, submitted_response, case_handler):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret alt.")
    with pytest.raises(ResponseError, match="Sendt tilbage"):
        ask_again(follow_up=follow_up, by=case_handler, said=Said("Og?"), answer_by=in_days(3), seen=1)
    assert kinds(follow_up) == ["question"]


@pytest.mark.parametrize(
    ("place", "said"), [("withdrawn", "udtaget"), ("archived", "arkiveret"), ("closed", "afsluttet")]
)
def test_nothing_more_is_said_once_it_has_ended(follow_up, submitted_response, lead, case_handler, place, said):
    if place == "withdrawn":
        put_in(submitted_response, ResponseState.WITHDRAWN)
    elif place == "archived":
        submitted_response.survey.__class__.objects.update(state=SurveyState.ARCHIVED)
    else:
        close_follow_up(follow_up=follow_up, by=case_handler, outcome=FollowUpState.UPHELD, seen=1)
    seen = follow_up.messages.count()
    for act in (
        lambda: reply(follow_up=follow_up, by=lead, said=Said("Sent"), seen=seen),
        lambda: ask_again(follow_up=follow_up, by=case_handler, said=Said("x"), answer_by=in_days(1), seen=seen),
        lambda: close_follow_up(follow_up=follow_up, by=case_handler, outcome="upheld", text="x", seen=seen),
        lambda: put_reply_file(follow_up, lead),
    ):
        with pytest.raises(ResponseError, match=said):
            act()
    assert follow_up.messages.count() == seen
    assert not FollowUp.objects.awaiting_municipality().exists()


def test_nobody_speaks_past_a_message_they_have_not_read(follow_up, lead, approver, case_handler):
    make_reply(follow_up, lead)
    for act in (
        lambda: reply(follow_up=follow_up, by=approver, said=Said("To."), seen=1),
        lambda: ask_again(follow_up=follow_up, by=case_handler, said=Said("x"), answer_by=in_days(1), seen=1),
        lambda: close_follow_up(follow_up=follow_up, by=case_handler, outcome="upheld", seen=1),
    ):
        with pytest.raises(ResponseError, match="Der er kommet en ny besked"):
            act()
    assert kinds(follow_up) == ["question", "reply"]


def test_a_second_click_says_nothing_twice(follow_up, lead, case_handler):
    for _ in range(2):
        reply(follow_up=follow_up, by=lead, said=Said("Kun ét. "), seen=1)
    for _ in range(2):
        ask_again(follow_up=follow_up, by=case_handler, said=Said("Hvilket?"), answer_by=in_days(1), seen=2)
    for _ in range(2):
        close_follow_up(follow_up=follow_up, by=case_handler, outcome="upheld", text="Tak.", seen=3)
    assert kinds(follow_up) == ["question", "reply", "question", "closing"]


def test_a_text_with_a_cpr_number_is_stopped_and_a_doubtful_one_asked_about(follow_up, lead):
    for denied in (False, True):
        with pytest.raises(HeldBackError, match="rummer et CPR-nummer"):
            reply(follow_up=follow_up, by=lead, said=Said(f"Anne, {CPR}"), seen=1, is_cpr_denied=denied)
    with pytest.raises(HeldBackError, match="måske") as held:
        reply(follow_up=follow_up, by=lead, said=Said(f"Sag {MAYBE_CPR}"), seen=1)
    assert MAYBE_CPR not in str(held.value.held)
    reply(follow_up=follow_up, by=lead, said=Said(f"Sag {MAYBE_CPR}"), seen=1, is_cpr_denied=True)
    assert list(CprDenial.objects.values_list("place", "by")) == [("message", lead.pk)]


@pytest.mark.parametrize("state", ["submitted", "accepted", "returned"])
def test_an_answer_that_was_not_changed_stands(follow_up, submitted_response, case_handler, state):
    put_in(submitted_response, state)
    with pytest.raises(ResponseError, match="Svaret er indsendt igen"):
        close_follow_up(follow_up=follow_up, by=case_handler, outcome=FollowUpState.CORRECTED, seen=1)
    closed = close_follow_up(follow_up=follow_up, by=case_handler, outcome=FollowUpState.UPHELD, seen=1)
    assert (closed.state, closed.closed_by) == (FollowUpState.UPHELD, case_handler)


def test_an_answer_that_was_changed_is_corrected(follow_up, case_handler, lead):
    make_correction(follow_up, lead, Value(choice=0))
    with pytest.raises(ResponseError, match="Svaret er indsendt igen"):
        close_follow_up(follow_up=follow_up, by=case_handler, outcome=FollowUpState.UPHELD, seen=2)
    assert close_follow_up(follow_up=follow_up, by=case_handler, outcome="corrected", seen=2).state == "corrected"


def test_closing_deletes_files_that_were_never_sent(follow_up, lead, case_handler, django_capture_on_commit_callbacks):
    kept = put_reply_file(follow_up, lead)
    make_reply(follow_up, lead)
    unsent = put_reply_file(follow_up, lead, "kladde.txt", b"Kladde")
    with django_capture_on_commit_callbacks(execute=True):
        close_follow_up(follow_up=follow_up, by=case_handler, outcome="upheld", seen=2)

    assert list(FollowUpFile.objects.all()) == [kept]
    store.open_whole(kept.stored_as, kept.sha256).close()
    with pytest.raises(FileFaultError):
        store.open_whole(unsent.stored_as, unsent.sha256)


def test_a_new_follow_up_may_be_opened_once_the_first_is_closed(follow_up, submitted_response, case_handler):
    close_follow_up(follow_up=follow_up, by=case_handler, outcome="upheld", seen=1)
    assert make_follow_up(submitted_response, case_handler).number == 2


def test_a_question_of_another_survey_is_not_asked(submitted_response, case_handler):
    with pytest.raises(submitted_response.survey.questions.model.DoesNotExist):
        open_follow_up(
            response=submitted_response, question_key="x", by=case_handler, said=Said("?"), answer_by=in_days(1)
        )


def test_a_conflict_declared_meanwhile_stops_every_act_of_the_agency(follow_up, case_handler):
    response = follow_up.response
    declare_conflict(user=case_handler, municipality=response.municipality, reason="Min bror er kommunaldirektør.")
    more = {"follow_up": follow_up, "by": case_handler, "seen": 1}
    acts = (
        lambda: make_follow_up(response, case_handler, question="dpia-2"),
        lambda: ask_again(said=Said("Hvilke systemer?"), answer_by=in_days(14), **more),
        lambda: close_follow_up(outcome=FollowUpState.UPHELD, **more),
    )
    for act in acts:
        with pytest.raises(ResponseError, match="inhabil"):
            act()
    assert kinds(follow_up) == [MessageKind.QUESTION]
    assert response.follow_ups.get().is_open
