"""A mail as it is sent: today's facts in the survey's own words or the default ones, or why it is not sent at all."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.formats import date_format

from municipalities.enums import UserKind
from municipalities.models import Membership, User
from surveys.deadlines import in_words
from surveys.enums import MailKind, ResponseState
from surveys.mail_texts import RULES, Text, default_text, fill
from surveys.models import Mail, MailText, Response, Survey
from surveys.reminders import due_reminder, local_day

# Each asks the municipality to answer, which is nonsense once it has.
ASKS_TO_ANSWER = frozenset({MailKind.INVITATION, MailKind.REMINDER, MailKind.SENT_BACK, MailKind.RETURNED})


def why_dropped(mail: Mail, now: datetime) -> str:
    """What has happened since it was written, so that it would come too late; empty where nothing has."""
    response = mail.response
    if not Membership.objects.current(now).filter(pk=mail.membership_id, user__is_active=True).exists():
        return "Personens adgang er ophørt."
    if response.state == ResponseState.WITHDRAWN:
        return "Besvarelsen er udtaget."
    if mail.kind in ASKS_TO_ANSWER and not response.is_awaited:
        return "Der ventes ikke længere på besvarelsen."
    if mail.kind == MailKind.REMINDER and reminder_day(response, now) != mail.due_on:
        return "Påmindelsen var forældet."
    if mail.kind == MailKind.READY and response.state != ResponseState.READY:
        return "Besvarelsen er gået videre."
    if mail.kind == MailKind.FOLLOW_UP and not response.follow_ups.awaiting_municipality().exists():
        return "Der ventes ikke længere på svar."
    return ""


def reminder_day(response: Response, now: datetime) -> date | None:
    return due_reminder(
        deadline=response.deadline,
        days=response.survey.reminder_days,
        told_on=local_day(response.told_at),
        today=local_day(now),
    )


def compose(mail: Mail, now: datetime) -> EmailMessage:
    """Ready to send. The same row has the same Message-ID, so that a mail system can tell it has seen it before."""
    text = select_text(mail.response.survey, mail.kind)
    values = values_for(mail.response, mail.kind, mail.by, now)
    domain = settings.SITE_URL.partition("://")[2].partition(":")[0]
    return EmailMessage(
        subject=" ".join(fill(text.subject, values).split()),
        body=fill(text.body, values) + "\n",
        to=[mail.membership.user.email],
        headers={"Message-ID": f"<mail-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}@{domain}>"},
    )


def select_text(survey: Survey, kind: str) -> Text:
    own = MailText.objects.filter(survey=survey, kind=kind).first()
    return Text(own.subject, own.body) if own else default_text(kind)


def values_for(response: Response, kind: str, by: User | None, now: datetime) -> dict[str, str]:
    rule = RULES[kind]
    link = reverse(f"{rule.app}:{rule.page}", args=[response.municipality.slug, response.survey.slug])
    deadline = _answer_by(response) if kind == MailKind.FOLLOW_UP else response.deadline
    return {
        "kommune": response.municipality.official_name,
        "tilsyn": response.survey.title,
        "frist": date_format(deadline),
        "dage": in_words(deadline, now),
        "afsender": settings.SENDER_NAME,
        "navn": _name(by),
        "link": f"{settings.SITE_URL}{link}",
    }


def _answer_by(response: Response) -> date:
    """The first day a reply is awaited by; the response's own deadline has nothing to do with it."""
    awaited = response.follow_ups.awaiting_municipality().order_by("answer_by").first()
    return awaited.answer_by if awaited else response.deadline


def _name(person: User | None) -> str:
    """Agency staff write for the agency."""
    return settings.SENDER_NAME if person is None or person.kind == UserKind.AGENCY else str(person)


def select_texts(survey: Survey) -> list[dict]:
    """Each kind of mail with the words that hold for the survey."""
    own = {text.kind: text for text in survey.mail_texts.select_related("changed_by")}
    return [
        {
            "kind": kind,
            "own": own.get(kind),
            "subject": own[kind].subject if kind in own else default_text(kind).subject,
        }
        for kind in MailKind
    ]


def example_values(survey: Survey, now: datetime) -> dict[str, str]:
    """What a text is previewed with."""
    deadline = survey.deadline or local_day(now) + timedelta(days=30)
    return {
        "kommune": "Eksempel Kommune",
        "tilsyn": survey.title,
        "frist": date_format(deadline),
        "dage": in_words(deadline, now),
        "afsender": settings.SENDER_NAME,
        "navn": "Anne Eksempel",
        "link": f"{settings.SITE_URL}/kommuner/eksempel/{survey.slug}/",
    }
