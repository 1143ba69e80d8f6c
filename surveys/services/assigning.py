"""Giving cases to case handlers, one or many; each change leaves a row."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.enums import SurveyState
from surveys.handlers import KEPT_FROM, case_handlers, select_kept_pairs
from surveys.models import CaseAssignment, Response
from surveys.services.errors import AssignmentError


def share_evenly(responses: Sequence[Response], handlers: Sequence[User]) -> dict[int, User]:
    """Which case goes to whom: taken in turn by municipality code and survey, so that the same choice gives the same.

    The handlers' own order is their primary key's, whatever order they were ticked in.
    """
    cases = sorted(responses, key=lambda one: (one.municipality.code, one.survey_id, one.pk))
    order = sorted(handlers, key=lambda one: one.pk)
    return {case.pk: order[place % len(order)] for place, case in enumerate(cases)}


@transaction.atomic
def assign_cases(*, responses: Sequence[Response], handlers: Sequence[User], by: User) -> dict[User, int]:
    """Share many cases among one or more; how many each got. All of it or nothing.

    Raises AssignmentError where someone has no role that handles cases, or is kept from a municipality: its details
    name each such case.
    """
    allowed = set(case_handlers().filter(pk__in=[one.pk for one in handlers]))
    if strangers := [str(one) for one in handlers if one not in allowed]:
        raise AssignmentError(f"{', '.join(strangers)} kan ikke have sager. Vælg en anden. Intet er fordelt.")
    plan = share_evenly(responses, handlers)
    give_cases(plan=plan, by=by)
    given = list(plan.values())
    return {one: given.count(one) for one in sorted(set(given), key=lambda one: one.pk)}


@transaction.atomic
def give_cases(*, plan: Mapping[int, User | None], by: User | None, now: datetime | None = None) -> int:
    """Set the handler of each response, None to take it away; how many changed. All of it or nothing."""
    # First the people, then their cases, as declaring a conflict does.
    people = {one.pk for one in plan.values() if one} | ({by.pk} if by else set())
    locked = list(User.objects.filter(pk__in=people).select_for_update(no_key=True).order_by("pk"))
    cases = Response.objects.filter(pk__in=plan).select_related("municipality", "survey")
    found = list(cases.select_for_update(of=("self",)).order_by("pk"))
    # Only now, so that of two at once the later row also has the later time.
    now = now or timezone.now()
    changed = [case for case in found if case.case_handler_id != getattr(plan[case.pk], "pk", None)]
    _require_impartial(found, changed, plan, by, select_kept_pairs(locked))
    CaseAssignment.objects.bulk_create(
        CaseAssignment(response=case, taken_from_id=case.case_handler_id, given_to=plan[case.pk], by=by, at=now)
        for case in changed
    )
    for case in changed:
        case.case_handler = plan[case.pk]
    Response.objects.bulk_update(changed, ["case_handler"], batch_size=500)
    return len(changed)


def _require_impartial(
    cases: Sequence[Response],
    changed: Sequence[Response],
    plan: Mapping[int, User | None],
    by: User | None,
    kept: set[tuple[int, int]],
) -> None:
    if by and any((by.pk, case.municipality_id) in kept for case in cases):
        raise AssignmentError(KEPT_FROM)
    if changed and any(case.survey.state == SurveyState.ARCHIVED for case in changed):
        raise AssignmentError("Tilsynet er arkiveret, så sagerne kan ikke længere fordeles. Intet er gemt.")
    refused = [
        f"{handler} er inhabil i {case.municipality}."
        for case in changed
        if (handler := plan[case.pk]) and (handler.pk, case.municipality_id) in kept
    ]
    if refused:
        raise AssignmentError("Intet er gemt. Vælg en anden sagsbehandler.", refused)
