"""A survey's own words for its mails, and the days on which it reminds."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.enums import MailKind
from surveys.mail_texts import Text
from surveys.models import MailText, Survey


@transaction.atomic
def save_mail_text(*, survey: Survey, kind: MailKind, text: Text, by: User) -> MailText:
    """Mails that wait are sent in the new words."""
    fields = {"subject": text.subject, "body": text.body, "changed_by": by, "changed_at": timezone.now()}
    return MailText.objects.update_or_create(survey=survey, kind=kind, defaults=fields)[0]


@transaction.atomic
def reset_mail_text(*, survey: Survey, kind: MailKind) -> None:
    MailText.objects.filter(survey=survey, kind=kind).delete()


@transaction.atomic
def set_reminder_days(*, survey: Survey, days: Iterable[int]) -> Survey:
    """Whole days before the deadline, negative after it; each once, the earliest first."""
    survey.reminder_days = sorted(set(days), reverse=True)
    survey.save(update_fields=["reminder_days"])
    return survey
