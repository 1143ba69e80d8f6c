"""What the schedule does each minute: write the reminders that have come due, and carry all that waits."""

from datetime import datetime
from itertools import groupby

from django.utils import timezone

from surveys.enums import MailKind, SurveyState
from surveys.models import Mail, Response
from surveys.reminders import is_time_of_day, local_day
from surveys.services.composing import reminder_day
from surveys.services.mails import carry_mails, new_mail, select_recipients
from surveys.states import AWAITED


def send_due() -> int:
    """Safe to run at any time and as often as one likes; returns how many mails were sent."""
    write_reminders(timezone.now())
    return carry_mails()


def write_reminders(now: datetime) -> int:
    """One row for each person and day; returns how many are new.

    What was missed while the portal was down is not made up for one by one: only the newest that is due is written,
    only while it is of use, and only to those who had their access when it came due.
    """
    if not is_time_of_day(now):
        return 0
    awaited = Response.objects.filter(state__in=AWAITED).exclude(survey__state=SurveyState.DRAFT)
    due = {
        response: day
        for response in awaited.select_related("survey").order_by("survey", "pk")
        if response.is_awaited and (day := reminder_day(response, now))
    }
    known = set(
        Mail.objects.filter(response__in=due, due_on__isnull=False).values_list("response", "recipient", "due_on")
    )
    mails = [
        new_mail(response, membership, MailKind.REMINDER, now, due_on=due[response])
        for _, responses in groupby(due, key=lambda response: response.survey_id)
        for response, membership in select_recipients(responses, MailKind.REMINDER)
        if local_day(membership.started_at) <= due[response]
        and (response.pk, membership.user_id, due[response]) not in known
    ]
    # Two runs at once write the same rows; the constraint lets one of each through.
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    return len(mails)
