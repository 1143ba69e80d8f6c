"""Asking for a later deadline and answering: the deadline, its reminders, the mail and both sides' pages follow."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from surveys.deadlines import COPENHAGEN
from surveys.enums import ExtensionState, MailKind, ResponseState, SurveyState
from surveys.models import Extension, Mail, Response
from surveys.services.due import send_due
from surveys.services.errors import PastDeadlineError, ResponseError
from surveys.services.extensions import ask_extension, decide_extension
from surveys.services.surveys import move_survey
from tests.factories.surveys import make_response, make_submission, make_survey
from tests.surveys.pages import text_of, url

OPENED = datetime(2026, 11, 2, 9, 0, tzinfo=COPENHAGEN)
DEADLINE, WANTED, OTHER = date(2026, 12, 1), date(2026, 12, 18), date(2026, 12, 11)
CPR = "070761-4285"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPENED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def response(clock, municipality, lead, approver) -> Response:
    return make_response(make_survey(deadline=DEADLINE), municipality)


@pytest.fixture
def asked(response, lead) -> Extension:
    return ask_extension(response=response, by=lead, wanted=WANTED, reason=" Vi mangler en kollega. ")


def decide(extension, by, granted, answer=""):
    return decide_extension(extension=extension, by=by, granted=granted, answer=answer)


# --- The rules -------------------------------------------------------------------


def test_asking_changes_no_deadline(asked, response, lead):
    response.refresh_from_db()

    assert (response.deadline, asked.state, asked.reason) == (DEADLINE, "asked", "Vi mangler en kollega.")


@pytest.mark.parametrize(
    ("granted", "answer", "state", "deadline"),
    [
        (WANTED, "", ExtensionState.GRANTED, WANTED),
        (OTHER, "Ti dage er nok.", ExtensionState.CHANGED, OTHER),
        (None, "I har haft tid.", ExtensionState.REFUSED, DEADLINE),
    ],
)
def test_the_deadline_follows_the_answer_and_it_is_told(
    asked, response, case_handler, lead, approver, granted, answer, state, deadline
):
    send_due()
    mail.outbox.clear()
    decided = decide(asked, case_handler, granted, answer)
    response.refresh_from_db()
    send_due()

    assert (decided.state, response.deadline, decided.decided_by) == (state, deadline, case_handler)
    assert [message.to for message in mail.outbox] == [[lead.email], [approver.email]]
    body = mail.outbox[0].body
    assert url(response, "extension") in body
    assert f"Jeres frist er {deadline.day}. december 2026." in body
    assert "kollega" not in body
    assert not answer or answer not in body


def test_the_reminders_follow_the_new_deadline(asked, response, case_handler, clock):
    clock.move_to(datetime(2026, 11, 16, 10, 0, tzinfo=COPENHAGEN))
    decide(asked, case_handler, WANTED)
    days = []
    for day in range(60):
        clock.move_to(datetime(2026, 11, 16, 12, 0, tzinfo=COPENHAGEN) + timedelta(days=day))
        send_due()
    days = set(Mail.objects.filter(kind=MailKind.REMINDER).values_list("due_on", flat=True))

    assert days == {WANTED - timedelta(days=number) for number in (14, 7, 1, -1, -7)}


def test_a_submission_by_the_new_deadline_is_in_time(asked, response, case_handler, lead, clock):
    decide(asked, case_handler, WANTED)
    clock.move_to(datetime(2026, 12, 18, 23, 0, tzinfo=COPENHAGEN))

    assert make_submission(response, by=lead).is_late is False


@pytest.mark.parametrize("wanted", [DEADLINE, DEADLINE - timedelta(days=1), OPENED.date() + timedelta(days=366)])
def test_a_day_that_gives_no_more_time_or_is_far_away_is_refused(response, lead, wanted):
    with pytest.raises(PastDeadlineError):
        ask_extension(response=response, by=lead, wanted=wanted, reason="Ferie")
    assert not Extension.objects.exists()


def test_after_the_deadline_a_day_ahead_can_still_be_asked_for(response, lead, clock):
    clock.move_to(datetime(2026, 12, 10, 9, 0, tzinfo=COPENHAGEN))
    with pytest.raises(PastDeadlineError):
        ask_extension(response=response, by=lead, wanted=date(2026, 12, 9), reason="Ferie")

    assert ask_extension(response=response, by=lead, wanted=date(2026, 12, 10), reason="Ferie").pk


def test_one_request_waits_at_a_time_and_the_next_may_follow_the_answer(asked, response, lead, case_handler):
    with pytest.raises(ResponseError, match="allerede bedt"):
        ask_extension(response=response, by=lead, wanted=OTHER, reason="Igen")
    decide(asked, case_handler, None, "Nej.")

    assert ask_extension(response=response, by=lead, wanted=OTHER, reason="Igen").pk


def test_what_is_submitted_or_closed_has_no_deadline_to_extend(response, lead, manager):
    move_survey(survey=response.survey, target=SurveyState.CLOSED, by=manager)
    with pytest.raises(ResponseError, match="ingen frist"):
        ask_extension(response=response, by=lead, wanted=WANTED, reason="Ferie")


def test_a_submitted_response_gets_no_more_time_but_an_answer(asked, response, lead, case_handler):
    make_submission(response, by=lead)
    with pytest.raises(ResponseError, match="Afslå i stedet"):
        decide(asked, case_handler, WANTED)
    assert Extension.objects.get().is_awaiting

    decide(asked, case_handler, None, "I har indsendt.")
    response.refresh_from_db()
    assert (response.state, response.own_deadline) == (ResponseState.SUBMITTED, None)


@pytest.mark.parametrize("granted", [OTHER, None])
def test_an_answer_that_is_not_what_was_asked_needs_a_reason(asked, case_handler, granted):
    with pytest.raises(ResponseError, match="begrundelse"):
        decide(asked, case_handler, granted, "  ")
    assert Extension.objects.get().is_awaiting
    assert not Mail.objects.filter(kind=MailKind.EXTENSION).exists()


def test_a_request_is_answered_once(asked, case_handler, manager, response):
    decide(asked, case_handler, WANTED)
    with pytest.raises(ResponseError, match="allerede besvaret"):
        decide(asked, manager, None, "Nej.")

    response.refresh_from_db()
    assert response.deadline == WANTED
    assert Mail.objects.filter(kind=MailKind.EXTENSION).count() == 2


def test_a_day_that_has_passed_since_it_was_asked_for_is_not_granted(asked, case_handler, clock):
    clock.move_to(datetime(2026, 12, 19, 9, 0, tzinfo=COPENHAGEN))
    with pytest.raises(PastDeadlineError):
        decide(asked, case_handler, WANTED)


# --- The municipality's page --------------------------------------------------------


def test_the_lead_asks_from_the_overview(client, response, lead):
    client.force_login(lead)
    assert url(response, "extension") in client.get(url(response, "overview")).content.decode()
    sent = {"wanted": "18.12.2026", "reason": "Vi mangler en kollega."}
    shown = text_of(client.post(url(response, "extension"), sent, follow=True))

    assert "Anmodningen er sendt." in shown
    assert "Venter på svar" in shown
    assert "Bed om længere frist" not in shown, "one at a time"
    assert "Jeres anmodning: venter på svar" in text_of(client.get(url(response, "overview")))


@pytest.mark.parametrize(
    ("wanted", "reason", "said"),
    [
        ("30.11.2026", "Ferie", "Datoen giver ikke længere tid."),
        ("", "Ferie", "Skriv en dato."),
        ("i morgen", "Ferie", "Skriv datoen som 24.12.2026."),
        ("18.12.2026", " ", "Skriv en begrundelse."),
        ("18.12.2026", f"Anne, {CPR}, er syg", "Teksten indeholder et CPR-nummer: Anne, xxxxxx-xxxx, er syg."),
    ],
)
def test_a_request_that_would_not_do_is_refused_and_kept(client, response, lead, wanted, reason, said):
    client.force_login(lead)
    answer = client.post(url(response, "extension"), {"wanted": wanted, "reason": reason})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert (answer.context["form"]["wanted"].value(), answer.context["form"]["reason"].value()) == (wanted, reason)
    assert not Extension.objects.exists()


def test_the_municipality_reads_the_answer_and_not_who_wrote_it(client, asked, response, lead, reader, case_handler):
    decide(asked, case_handler, OTHER, "Ti dage er nok.")
    client.force_login(reader)
    shown = text_of(client.get(url(response, "extension")))

    assert "Anden dato: 11. december 2026" in shown
    assert "Ti dage er nok." in shown
    assert "Sofie Sag" not in shown
    assert "Bed om længere frist" not in shown


def test_a_reader_is_shown_no_way_to_ask(client, response, reader):
    client.force_login(reader)

    assert url(response, "extension") not in client.get(url(response, "overview")).content.decode()
    assert "Den ansvarlige og ledelsen i kommunen kan bede" in text_of(client.get(url(response, "extension")))


# --- The agency's pages ---------------------------------------------------------------


def page(name, response):
    return reverse(f"surveys:{name}", args=[response.survey.slug, response.municipality.code])


def test_the_board_and_the_case_tell_of_the_request(client, asked, response, case_handler, auditor):
    client.force_login(case_handler)
    board = text_of(client.get(reverse("surveys:board", args=[response.survey.slug])))
    case = client.get(page("response", response)).content.decode()

    assert "Beder om længere frist: <a" in board
    assert "Vi mangler en kollega." in case
    assert page("decide_extension", response) in case
    client.force_login(auditor)
    assert page("decide_extension", response) not in client.get(page("response", response)).content.decode()


def test_the_case_handler_chooses_another_day(client, asked, response, case_handler):
    client.force_login(case_handler)
    assert "18. december 2026" in text_of(client.get(page("decide_extension", response)))
    sent = {"decision": "changed", "granted": "11.12.2026", "reason": "Ti dage er nok."}
    shown = text_of(client.post(page("decide_extension", response), sent, follow=True))

    assert "Svaret er sendt til kommunen." in shown
    assert "Anden dato: 11. december 2026" in shown
    assert "Sofie Sag" in shown
    assert "ingen anmodning" in text_of(client.get(page("decide_extension", response), follow=True))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Vælg et svar."),
        ({"decision": "refused"}, "Skriv en begrundelse."),
        ({"decision": "changed", "reason": "Nok"}, "Skriv den dato, fristen skal være."),
        ({"decision": "changed", "reason": "Nok", "granted": "x"}, "Skriv datoen som 24.12.2026."),
        ({"decision": "changed", "granted": "11.12.2026"}, "Skriv en begrundelse."),
        ({"decision": "changed", "reason": "Nok", "granted": "1.12.2026"}, "Datoen giver ikke længere tid."),
    ],
)
def test_an_answer_that_would_not_do_is_refused(client, asked, response, case_handler, sent, said):
    client.force_login(case_handler)
    answer = client.post(page("decide_extension", response), {"reason": "", "granted": "", **sent})

    assert said in text_of(answer)
    assert Extension.objects.get().is_awaiting
