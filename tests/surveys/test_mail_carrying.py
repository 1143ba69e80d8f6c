"""How the worker carries mails: a mail server that is dead, slow to know an address, or cut off in the middle."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from municipalities.enums import Role
from municipalities.models import User
from surveys.enums import MailKind, MailState
from surveys.models import Mail, MailText
from surveys.services.errors import SurveyError
from surveys.services.mails import ABANDONED_AFTER, PAUSES, carry_mails, send_again, write_mails
from tests.factories.municipalities import make_member
from tests.factories.surveys import make_survey
from tests.smtp import mail_server

CPR = "070761-4285"


@pytest.fixture
def waiting(draft_response, lead, approver) -> list[Mail]:
    write_mails(responses=[draft_response], kind=MailKind.INVITATION, now=timezone.now())
    return list(Mail.objects.order_by("pk"))


def states():
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


def test_a_mail_goes_through_a_real_server_and_is_kept_as_sent(settings, waiting, lead, approver):
    with mail_server(settings) as server:
        assert carry_mails() == 2

    assert [message["To"] for message in server.took] == [lead.email, approver.email]
    stored, message = Mail.objects.order_by("pk")[0], server.took[0]
    assert (stored.state, stored.subject, stored.address) == (MailState.SENT, message["Subject"], lead.email)
    assert message.get_content().replace("\r\n", "\n").strip() == stored.body.strip()


def test_a_dead_server_loses_nothing(settings, waiting):
    with mail_server(settings):
        pass  # now its port is closed

    assert carry_mails() == 0
    assert states() == [MailState.WAITING, MailState.WAITING]
    first, second = Mail.objects.order_by("pk")
    assert (first.attempts, first.failure) == (1, "Mailserveren kunne ikke nås.")
    assert second.attempts == 0, "the rest are spared, and no worker is held up by them"


def test_pauses_grow_and_end(settings, waiting):
    Mail.objects.exclude(pk=waiting[0].pk).delete()
    with mail_server(settings):
        pass
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for pause in PAUSES:
            carry_mails()
            assert Mail.objects.get().try_at == timezone.now() + pause
            clock.shift(pause - timedelta(seconds=1))
            carry_mails()
            assert Mail.objects.get().state == MailState.WAITING
            clock.shift(timedelta(seconds=1))
        carry_mails()
    assert list(PAUSES) == sorted(PAUSES)
    assert (Mail.objects.get().state, Mail.objects.get().attempts) == (MailState.FAILED, len(PAUSES) + 1)


def test_the_server_that_comes_back_gets_each_mail_once(settings, waiting):
    with mail_server(settings):
        pass
    carry_mails()
    with mail_server(settings) as server, time_machine.travel(timezone.now() + timedelta(minutes=2)):
        carry_mails()
        carry_mails()

    assert len(server.took) == 2
    assert states() == [MailState.SENT, MailState.SENT]


def test_an_address_the_server_does_not_know_fails_at_once_and_stops_no_other(settings, waiting, lead):
    with mail_server(settings) as server:
        server.refused[lead.email] = f"550 no such user {CPR}"
        carry_mails()

    assert states() == [MailState.FAILED, MailState.SENT]
    assert Mail.objects.order_by("pk")[0].failure == "Mailserveren afviste mailen: 550 no such user xxxxxx-xxxx"


def test_an_address_that_is_busy_is_tried_again(settings, waiting, lead):
    with mail_server(settings) as server:
        server.refused[lead.email] = "450 mailbox busy"
        carry_mails()

    assert states() == [MailState.WAITING, MailState.SENT]


def test_a_failed_mail_can_be_sent_again_and_a_sent_one_cannot(settings, survey, waiting, lead, case_handler):
    with mail_server(settings) as server:
        server.refused[lead.email] = "550 no such user"
        carry_mails()
        server.refused.clear()
        assert send_again(survey=survey, by=case_handler, pk=waiting[0].pk) == 1
        carry_mails()
        with pytest.raises(SurveyError, match="venter allerede eller er sendt"):
            send_again(survey=survey, by=case_handler, pk=waiting[0].pk)

    assert [message["To"] for message in server.took] == [waiting[1].address, lead.email]
    assert states() == [MailState.SENT, MailState.SENT]


def test_a_mail_of_another_survey_is_not_sent_again(waiting, case_handler):
    Mail.objects.update(state=MailState.FAILED)
    with pytest.raises(SurveyError):
        send_again(survey=make_survey("2027"), by=case_handler, pk=waiting[0].pk)


def test_a_killed_workers_mail_is_taken_up_again_with_the_same_id(settings, waiting):
    with mail_server(settings) as server:
        carry_mails()
        # As it stands if the worker dies after the server took the mail and before that was written down.
        Mail.objects.filter(pk=waiting[0].pk).update(
            state=MailState.SENDING, sent_at=None, claimed_at=timezone.now(), attempts=1
        )
        carry_mails()
        assert len(server.took) == 2, "it may still be under way"
        with time_machine.travel(timezone.now() + ABANDONED_AFTER + timedelta(seconds=1)):
            carry_mails()

    assert len(server.took) == 3
    assert server.took[2]["Message-ID"] == server.took[0]["Message-ID"] != server.took[1]["Message-ID"]


def test_a_mail_whose_workers_always_die_is_given_up(waiting):
    Mail.objects.update(state=MailState.SENDING, claimed_at=timezone.now(), attempts=len(PAUSES) + 1)
    with time_machine.travel(timezone.now() + ABANDONED_AFTER + timedelta(seconds=1)):
        assert carry_mails() == 0
    assert states() == [MailState.FAILED, MailState.FAILED]


def test_a_cpr_number_in_a_mail_holds_it_back_masked(waiting, lead, draft_response):
    MailText.objects.create(
        survey=draft_response.survey, kind=MailKind.INVITATION, subject="Tilsyn", body=f"Ring om {CPR}: {{link}}"
    )

    assert carry_mails() == 0
    assert states() == [MailState.HELD, MailState.HELD]
    held = Mail.objects.first()
    assert held.failure == "Kan indeholde et CPR-nummer: Tilsyn Ring om xxxxxx-xxxx: http://localhost:8000/…"
    assert held.body == ""
    assert mail.outbox == []


def test_a_held_mail_goes_out_once_the_text_is_mended(survey, waiting, draft_response, case_handler):
    text = MailText.objects.create(survey=survey, kind=MailKind.INVITATION, subject="Tilsyn", body=f"{CPR} {{link}}")
    carry_mails()
    text.delete()

    assert send_again(survey=survey, by=case_handler) == 2
    assert carry_mails() == 2


def test_a_name_with_line_breaks_makes_no_second_header(waiting, survey):
    MailText.objects.create(survey=survey, kind=MailKind.INVITATION, subject="{tilsyn}", body="{link}")
    type(survey).objects.filter(pk=survey.pk).update(title="Tilsyn\nBcc: alle@proeve.example")
    carry_mails()

    assert mail.outbox[0].subject == "Tilsyn Bcc: alle@proeve.example"
    assert mail.outbox[0].recipients() == [waiting[0].address]


def test_a_changed_address_gets_the_mail(waiting, lead):
    User.objects.filter(pk=lead.pk).update(email="nyt@proeve.example")
    carry_mails()

    assert mail.outbox[0].to == ["nyt@proeve.example"]
    assert Mail.objects.get(pk=waiting[0].pk).address == "nyt@proeve.example"


def test_carrying_needs_as_many_queries_for_each_mail(waiting, draft_response, django_assert_num_queries):
    with django_assert_num_queries(3 + 2 * 5):
        carry_mails()
    make_member(draft_response.municipality, Role.LEAD)
    write_mails(responses=[draft_response], kind=MailKind.INVITATION, now=timezone.now())
    with django_assert_num_queries(3 + 3 * 5):
        carry_mails()
