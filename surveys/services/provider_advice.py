"""What is said of a mail provider: added, edited and removed, by rules that hold whoever calls.

Each change names what it started from, so that none overwrites a colleague's unseen.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone

from municipalities.dane.names import clean_domain
from municipalities.models import User
from surveys.digests import digest
from surveys.models import ProviderAdvice
from surveys.reminders import local_day
from surveys.services.errors import FieldError, StaleError

FIELDS = ("suffix", "provider", "standing", "text", "source_url", "as_of")
SCHEMES = ("https", "http")
NOT_A_NAME = "Skriv den sidste del af servernes navne, fx mail.protection.outlook.com, uden stjerne og mellemrum."
TAKEN = "Der er allerede et råd om servere, hvis navne ender sådan. Ret det i stedet."
STALE = "En kollega har ændret rådet, siden du åbnede siden. Det, du har skrevet, er ikke gemt."
GONE = "En kollega har fjernet rådet, siden du åbnede siden. Det, du har skrevet, er ikke gemt."

Fields = Mapping[str, Any]


def provider_token(advice: ProviderAdvice | None) -> str:
    """The same for the same content, so that only a real change is told as one; empty for what is not there yet."""
    return digest([_plain(getattr(advice, name)) for name in FIELDS]) if advice else ""


@transaction.atomic
def add_provider_advice(*, fields: Fields, by: User, now: datetime | None = None) -> ProviderAdvice:
    """Raises FieldError beside the field whose rule is broken."""
    now = now or timezone.now()
    return _write(ProviderAdvice(), _checked(fields, now), by, now)


@transaction.atomic
def edit_provider_advice(
    *, pk: int, fields: Fields, token: str, by: User, now: datetime | None = None
) -> ProviderAdvice:
    """Raises StaleError where a colleague changed or removed it meanwhile, and FieldError as above.

    Nothing changed is nothing written: who changed it last stays.
    """
    now = now or timezone.now()
    found = _lock(pk, token)
    checked = _checked(fields, now)
    if all(getattr(found, name) == checked[name] for name in FIELDS):
        return found
    return _write(found, checked, by, now)


@transaction.atomic
def remove_provider_advice(*, pk: int, token: str) -> None:
    """Raises StaleError where a colleague changed it meanwhile; what is gone already is gone."""
    if ProviderAdvice.objects.filter(pk=pk).exists():
        _lock(pk, token).delete()


def clean_suffix(text: str) -> str:
    """How names end, in lower case and as DNS has them: without the star or dot people write in front.

    Raises FieldError where no server's name can end so.
    """
    try:
        return clean_domain(text.strip().removeprefix("*").removeprefix("."))
    except ValueError:
        raise FieldError("suffix", NOT_A_NAME) from None


def _lock(pk: int, token: str) -> ProviderAdvice:
    found = ProviderAdvice.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise StaleError(GONE)
    if provider_token(found) != token:
        raise StaleError(STALE)
    return found


def _checked(fields: Fields, now: datetime) -> dict[str, Any]:
    if fields["as_of"] > local_day(now):
        raise FieldError("as_of", "Dagen ligger i fremtiden. Skriv den dag, hvor kilden blev læst.")
    parts = urlsplit(fields["source_url"])
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise FieldError("source_url", "Adressen skal begynde med https:// eller http://.")
    return {name: fields[name] for name in FIELDS} | {"suffix": clean_suffix(fields["suffix"])}


def _write(advice: ProviderAdvice, fields: Fields, by: User, now: datetime) -> ProviderAdvice:
    for name, value in fields.items():
        setattr(advice, name, value)
    advice.changed_by, advice.changed_at = by, now
    try:
        with transaction.atomic():
            advice.save()
    except IntegrityError:
        raise FieldError("suffix", TAKEN) from None
    return advice


def _plain(value: str | date) -> str:
    return value.isoformat() if isinstance(value, date) else value
