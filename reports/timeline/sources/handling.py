"""Who had the case, and who was kept from it."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from reports.documents import Link
from reports.enums import EntryKind
from reports.timeline.entries import Entry
from surveys.models import CaseAssignment, Conflict, Response


def assignments(response: Response) -> Iterator[Entry]:
    """One query."""
    for one in response.assignments_of_case.select_related("taken_from", "given_to", "by"):
        yield Entry(
            key=f"assignment-{one.pk}",
            kind=EntryKind.CASE,
            pk=one.pk,
            at=one.at,
            title=_title(one),
            by=str(one.by or ""),
        )


def _title(one: CaseAssignment) -> str:
    if one.given_to and one.taken_from:
        return f"Sagen gik fra {one.taken_from} til {one.given_to}"
    return f"{one.given_to} fik sagen" if one.given_to else f"{one.taken_from} har ikke længere sagen"


def conflicts(response: Response) -> Iterator[Entry]:
    """One query: those in force at some time since the survey opened.

    The reasons are not told: a case is the same for all who read it, and those only the person, managers and auditors
    see, on the page the link leads to.
    """
    since_opening = Q(ended_at__isnull=True) | Q(ended_at__gte=response.survey.opened_at)
    found = Conflict.objects.filter(since_opening, municipality=response.municipality_id)
    for one in found.select_related("user", "ended_by"):
        yield _entry(one, "declared", f"{one.user} meldte sig inhabil i kommunens sager")
        if one.ended_at:
            yield _entry(one, "ended", f"{one.user} er ikke længere inhabil i kommunens sager")


def _entry(one: Conflict, act: str, title: str) -> Entry:
    is_end = act == "ended"
    return Entry(
        key=f"conflict-{one.pk}-{act}",
        kind=EntryKind.CASE,
        pk=one.pk,
        at=one.ended_at if is_end else one.declared_at,
        title=title,
        by=str(one.ended_by if is_end else one.user),
        internal=True,
        link=Link("Se inhabilitet", reverse("surveys:conflicts")),
    )
