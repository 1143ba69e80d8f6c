"""Asking for a later deadline, and answering. The deadline, its reminders and the mail follow the answer."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.enums import ExtensionState, MailKind
from surveys.models import Extension, Response
from surveys.reminders import local_day
from surveys.services.conflicts import require_impartial
from surveys.services.errors import PastDeadlineError, ResponseError
from surveys.services.locking import is_archived
from surveys.services.mails import write_mails
from surveys.signals import extension_decided

LONGEST = timedelta(days=365)


@transaction.atomic
def ask_extension(*, response: Response, by: User, wanted: date, reason: str, now: datetime | None = None) -> Extension:
    """One request waits at a time. Raises PastDeadlineError where the day gives no more time, else ResponseError."""
    now = now or timezone.now()
    response = _lock(response)
    if not response.is_awaited:
        raise ResponseError("Besvarelsen kan ikke indsendes nu, så der er ingen frist at forlænge.")
    if response.extensions.awaiting().exists():
        raise ResponseError("I har allerede bedt om længere frist. Vent på svaret, før I beder igen.")
    if not reason.strip():
        raise ResponseError("Skriv en begrundelse.")
    _require_more_time(response, wanted, now)
    return Extension.objects.create(response=response, asked_by=by, asked_at=now, wanted=wanted, reason=reason.strip())


@transaction.atomic
def decide_extension(
    *, extension: Extension, by: User, granted: date | None, answer: str, now: datetime | None = None
) -> Extension:
    """Grant the wanted day or another, or refuse with no day; all but the wanted day need a reason.

    Raises PastDeadlineError where the day gives no more time, ResponseError where it was answered already or the
    response has been submitted meanwhile.
    """
    now, answer = now or timezone.now(), answer.strip()
    response = _lock(extension.response)
    require_impartial(response, by)
    extension = Extension.objects.get(pk=extension.pk)
    if is_archived(response.survey_id):
        raise ResponseError("Tilsynet er arkiveret, så der kan ikke længere svares på anmodningen.")
    if not extension.is_awaiting:
        raise ResponseError("Anmodningen er allerede besvaret. Genindlæs siden for at se svaret.")
    if granted != extension.wanted and not answer:
        raise ResponseError("Skriv en begrundelse.")
    if granted is not None:
        _extend(response, granted, now)
    extension.state = _state(extension, granted)
    extension.decided_by, extension.decided_at, extension.granted, extension.answer = by, now, granted, answer
    extension.save(update_fields=["state", "decided_by", "decided_at", "granted", "answer"])
    write_mails(responses=[response], kind=MailKind.EXTENSION, now=now, by=by)
    extension.response = response
    extension_decided.send(sender=Extension, extension=extension, by=by, now=now)
    return extension


def _state(extension: Extension, granted: date | None) -> ExtensionState:
    if granted is None:
        return ExtensionState.REFUSED
    return ExtensionState.GRANTED if granted == extension.wanted else ExtensionState.CHANGED


def _extend(response: Response, granted: date, now: datetime) -> None:
    if not response.is_awaited:
        raise ResponseError("Besvarelsen kan ikke indsendes nu, så der er ingen frist at forlænge. Afslå i stedet.")
    _require_more_time(response, granted, now)
    response.own_deadline, response.told_at = granted, now
    response.save(update_fields=["own_deadline", "told_at"])


def _require_more_time(response: Response, day: date, now: datetime) -> None:
    today = local_day(now)
    if day <= response.deadline or day < today:
        raise PastDeadlineError("Datoen giver ikke længere tid. Vælg en dag efter den frist, der gælder nu.")
    if day > today + LONGEST:
        raise PastDeadlineError("Datoen ligger mere end et år ude i fremtiden. Vælg en tidligere dag.")


def _lock(response: Response) -> Response:
    return Response.objects.select_related("survey", "municipality").select_for_update(of=("self",)).get(pk=response.pk)
