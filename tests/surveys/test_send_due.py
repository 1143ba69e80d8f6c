"""manage.py send_due: who is reminded when, and that nobody is twice, too late, or after submitting."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from municipalities.enums import Role
from municipalities.models import Membership
from surveys.deadlines import COPENHAGEN
from surveys.enums import MailKind, MailState, ResponseState, SurveyState
from surveys.models import Mail
from surveys.services.due import send_due, write_reminders
from surveys.services.responses import move_response
from surveys.services.surveys import move_survey
from tests.factories.municipalities import make_member
from tests.factories.surveys import make_response, make_submission, make_survey

OPENED = datetime(2026, 11, 2, 9, 0, tzinfo=COPENHAGEN)
DEADLINE = date(2026, 12, 15)


@pytest.fixture
def clock():
    with time_machine.travel(OPENED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def response(clock, municipality, lead, approver, reader):
    response = make_response(make_survey(deadline=DEADLINE), municipality)
    send_due()
    return response


def reminded(clock, day, hour=8, minute=0):
    """Who is reminded at that time."""
    clock.move_to(datetime.combine(day, datetime.min.time(), tzinfo=COPENHAGEN).replace(hour=hour, minute=minute))
    mail.outbox.clear()
    send_due()
    return [message.to[0] for message in mail.outbox]


def before(days):
    return DEADLINE - timedelta(days=days)


def test_those_in_charge_are_reminded_on_each_day_once(clock, response, lead, approver):
    for days in (14, 7, 1, -1, -7):
        assert reminded(clock, before(days), 7, 59) == []
        assert reminded(clock, before(days)) == [lead.email, approver.email]
        assert reminded(clock, before(days), 8, 1) == []
        assert reminded(clock, before(days - 1)) == []


def test_the_text_says_how_long_there_is_at_the_time_it_is_sent(clock, response):
    reminded(clock, before(5))

    assert "Frist: 15. december 2026 (5 dage tilbage)" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Husk at indsende jeres svar på Tilsyn 2026"


def test_the_survey_says_which_days(clock, response, lead, approver):
    response.survey.reminder_days = [3]
    response.survey.save()

    assert reminded(clock, before(14)) == []
    assert reminded(clock, before(3)) == [lead.email, approver.email]


def test_whoever_has_submitted_is_left_alone(clock, response, lead):
    reminded(clock, before(14))
    make_submission(response, by=lead)

    for days in (7, 1, -1, -7):
        assert MailKind.REMINDER not in {one.kind for one in Mail.objects.filter(due_on=before(days))}
        reminded(clock, before(days))
    assert Mail.objects.filter(kind=MailKind.REMINDER).count() == 2


def test_a_reminder_that_waits_is_not_sent_after_submission(clock, response, lead, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = 1
    reminded(clock, before(7))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_submission(response, by=lead)

    assert reminded(clock, before(7), 9) == [approver_of(response)]  # the receipt
    assert {one.state for one in Mail.objects.filter(kind=MailKind.REMINDER)} == {MailState.DROPPED}


def approver_of(response):
    return response.municipality.memberships.get(role=Role.APPROVER).user.email


def test_a_returned_response_is_reminded_of_its_own_deadline_and_not_on_the_day_it_came(
    clock, response, lead, case_handler
):
    make_submission(response, by=lead)
    clock.move_to(datetime(2027, 1, 4, 10, 0, tzinfo=COPENHAGEN))
    own = date(2027, 1, 11)
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.", own_deadline=own)
    move_survey(survey=response.survey, target=SurveyState.CLOSED)

    reminded(clock, date(2027, 1, 4), 11)
    assert Mail.objects.filter(kind=MailKind.REMINDER).count() == 0
    assert len(reminded(clock, date(2027, 1, 10))) == 2
    assert set(Mail.objects.filter(kind=MailKind.REMINDER).values_list("due_on", flat=True)) == {date(2027, 1, 10)}


def test_nobody_is_reminded_of_a_closed_survey_or_a_withdrawn_response(clock, response, other_municipality, manager):
    outsider = make_member(other_municipality, Role.LEAD)
    other = make_response(response.survey, other_municipality)
    send_due()
    move_response(response=other, target=ResponseState.WITHDRAWN, by=manager, reason="Lagt sammen.")

    assert outsider.email not in reminded(clock, before(14))
    move_survey(survey=response.survey, target=SurveyState.CLOSED)
    assert reminded(clock, before(7)) == []


def test_a_person_who_came_after_the_day_is_not_reminded_of_it(clock, response, municipality):
    reminded(clock, before(14))
    clock.move_to(datetime.combine(before(13), datetime.min.time(), tzinfo=COPENHAGEN))
    late = make_member(municipality, Role.APPROVER)

    assert reminded(clock, before(13)) == []
    assert late.email in reminded(clock, before(7))


def test_a_change_of_role_reminds_nobody_twice(clock, response, municipality, lead):
    reminded(clock, before(14))
    lead.memberships.update(ended_at=clock_now())
    Membership.objects.create(user=lead, municipality=municipality, role=Role.APPROVER)

    assert reminded(clock, before(14), 9) == []


def clock_now():
    return datetime.now(tz=COPENHAGEN)


def test_a_person_of_two_municipalities_gets_one_reminder_a_day(clock, response, lead, other_municipality):
    Membership.objects.create(user=lead, municipality=other_municipality, role=Role.LEAD)
    make_response(response.survey, other_municipality)
    send_due()

    assert reminded(clock, before(7)).count(lead.email) == 1
    assert reminded(clock, before(7), 9) == []
    assert reminded(clock, before(6), 7, 59) == []
    assert reminded(clock, before(6)) == [lead.email]
    assert Mail.objects.filter(kind=MailKind.REMINDER, recipient=lead, state=MailState.SENT).count() == 2


def test_a_reminder_waits_while_another_to_the_same_person_is_being_sent(clock, response, lead, other_municipality):
    Membership.objects.create(user=lead, municipality=other_municipality, role=Role.LEAD)
    make_response(response.survey, other_municipality)
    send_due()
    clock.move_to(datetime.combine(before(7), datetime.min.time(), tzinfo=COPENHAGEN).replace(hour=8))
    write_reminders(clock_now())
    first, second = Mail.objects.filter(kind=MailKind.REMINDER, recipient=lead).order_by("pk")
    Mail.objects.filter(pk=first.pk).update(state=MailState.SENDING, claimed_at=clock_now(), attempts=1)

    assert lead.email not in reminded(clock, before(7), 8)
    second.refresh_from_db()
    assert (second.state, second.attempts) == (MailState.WAITING, 0)


def test_the_command_says_how_many_it_sent(clock, response, capsys):
    clock.move_to(datetime.combine(before(7), datetime.min.time(), tzinfo=COPENHAGEN).replace(hour=12))
    call_command("send_due")
    call_command("send_due")

    assert capsys.readouterr().err.splitlines() == ["Sendt: 2 mails.", "Sendt: 0 mails."]


def test_a_minute_in_which_nothing_is_due_takes_few_queries(clock, response, django_assert_num_queries):
    with django_assert_num_queries(4):
        send_due()
    clock.move_to(datetime.combine(before(7), datetime.min.time(), tzinfo=COPENHAGEN).replace(hour=12))
    send_due()
    with django_assert_num_queries(6):
        send_due()
