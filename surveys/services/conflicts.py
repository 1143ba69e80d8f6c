"""Declaring and ending a conflict of interest. The cases go from the person in the same transaction."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import Municipality, User
from surveys.enums import SurveyState
from surveys.handlers import KEPT_FROM, is_kept_from
from surveys.models import CaseAssignment, Conflict, Response
from surveys.services.errors import ConflictError, ResponseError


def require_impartial(response: Response, by: User | None) -> None:
    """Raises ResponseError where a conflict of interest keeps the person from the municipality."""
    if is_kept_from(by, response):
        raise ResponseError(KEPT_FROM)


@transaction.atomic
def declare_conflict(
    *, user: User, municipality: Municipality, reason: str, now: datetime | None = None
) -> tuple[Conflict, int]:
    """For oneself. Returns the conflict, and how many cases went from the person. An archived case stays as it was.

    Raises ConflictError where one is in force already.
    """
    # The lock that giving a case takes too: nobody is given one while they declare that they cannot have it.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    now = now or timezone.now()
    if not reason.strip():
        raise ConflictError("Skriv en begrundelse.")
    if user.conflicts.in_force().filter(municipality=municipality).exists():
        raise ConflictError(f"Du er allerede meldt inhabil i {municipality}.")
    conflict = Conflict.objects.create(user=user, municipality=municipality, reason=reason.strip(), declared_at=now)
    return conflict, _take_cases(conflict)


def _take_cases(conflict: Conflict) -> int:
    cases = Response.objects.filter(case_handler=conflict.user, municipality=conflict.municipality)
    found = list(cases.exclude(survey__state=SurveyState.ARCHIVED).select_for_update(of=("self",)).order_by("pk"))
    CaseAssignment.objects.bulk_create(
        CaseAssignment(response=response, taken_from=conflict.user, by=conflict.user, at=conflict.declared_at)
        for response in found
    )
    Response.objects.filter(pk__in=[response.pk for response in found]).update(case_handler=None)
    return len(found)


@transaction.atomic
def end_conflict(*, conflict: Conflict, by: User, reason: str, now: datetime | None = None) -> Conflict:
    """A manager's, and never one's own: somebody else must judge that the doubt is gone. Ending it again says so."""
    conflict = Conflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    if not conflict.is_in_force:
        raise ConflictError("Inhabiliteten er allerede ophævet.")
    if conflict.user_id == by.pk:
        raise ConflictError("Du kan ikke ophæve din egen inhabilitet. En anden leder skal gøre det.")
    if not reason.strip():
        raise ConflictError("Skriv en begrundelse.")
    conflict.ended_at, conflict.ended_by, conflict.end_reason = now or timezone.now(), by, reason.strip()
    conflict.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return conflict
