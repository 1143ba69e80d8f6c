"""Naming a substitute for some days, and ending it before time."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.access import can_manage
from surveys.handlers import case_handlers
from surveys.models import Substitution
from surveys.reminders import local_day
from surveys.services.errors import SubstitutionError

LONGEST = timedelta(days=365)


@transaction.atomic
def name_substitute(
    *, absent: User, substitute: User, first_day: date, last_day: date, by: User, now: datetime | None = None
) -> Substitution:
    """For oneself, or by a manager for another; one substitute at a time. Raises SubstitutionError with its field."""
    now = now or timezone.now()
    # Held until it is written, so that two at once cannot overlap.
    absent = User.objects.select_for_update(no_key=True).get(pk=absent.pk)
    _require_people(absent, substitute, by)
    _require_days(first_day, last_day, local_day(now))
    overlapping = absent.absences.not_over(first_day).filter(first_day__lte=last_day).select_related("substitute")
    if taken := overlapping.first():
        raise SubstitutionError(
            f"{taken.substitute} er allerede stedfortræder fra {taken.first_day:%d.%m.%Y} til "
            f"{taken.last_day:%d.%m.%Y}. Vælg andre dage, eller afslut det først.",
            field="first_day",
        )
    return Substitution.objects.create(
        absent=absent, substitute=substitute, first_day=first_day, last_day=last_day, named_by=by, named_at=now
    )


def _require_people(absent: User, substitute: User, by: User) -> None:
    if absent.pk != by.pk and not can_manage(by):
        raise SubstitutionError("Kun en leder kan vælge en stedfortræder for en anden.", field="absent")
    if absent.pk == substitute.pk:
        raise SubstitutionError("Vælg en anden end den, der er væk.", field="substitute")
    allowed = set(case_handlers().filter(pk__in=[absent.pk, substitute.pk]))
    for person, field in ((absent, "absent"), (substitute, "substitute")):
        if person not in allowed:
            raise SubstitutionError(f"{person} behandler ikke sager. Vælg en anden.", field=field)


def _require_days(first_day: date, last_day: date, today: date) -> None:
    if last_day < first_day:
        raise SubstitutionError("Sidste dag ligger før den første. Vælg en senere dag.", field="last_day")
    if last_day < today:
        raise SubstitutionError("Sidste dag er allerede gået. Vælg i dag eller en senere dag.", field="last_day")
    if last_day - first_day > LONGEST:
        raise SubstitutionError("Det er mere end et år. Vælg færre dage.", field="last_day")


@transaction.atomic
def end_substitution(*, substitution: Substitution, by: User, now: datetime | None = None) -> Substitution:
    """By the one who is away, or a manager. Ending it again changes nothing."""
    found = Substitution.objects.select_for_update(of=("self",)).get(pk=substitution.pk)
    if found.absent_id != by.pk and not can_manage(by):
        raise SubstitutionError("Kun den, der er væk, eller en leder kan afslutte det.")
    if found.ended_at is None:
        found.ended_at, found.ended_by = now or timezone.now(), by
        found.save(update_fields=["ended_at", "ended_by"])
    return found
