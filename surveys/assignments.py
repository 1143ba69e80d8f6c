"""Which areas of a response are whose: read in one query, for the pages that show it and the rules that ask."""

from collections import defaultdict
from dataclasses import dataclass

from municipalities.enums import Role
from municipalities.models import Membership, User
from surveys.models import Area, AreaAssignment, Response


@dataclass(frozen=True)
class Assignments:
    """Area keys by the person's id; only contributors with access today are among them."""

    people: tuple[User, ...]
    areas: dict[int, frozenset[str]]

    def of(self, user: User) -> frozenset[str]:
        return self.areas.get(user.pk, frozenset())

    def people_of(self, area: str) -> list[str]:
        return [str(person) for person in self.people if area in self.of(person)]


def select_contributors(response: Response) -> list[User]:
    """One query: who may be given areas."""
    memberships = response.municipality.memberships.current().filter(role=Role.CONTRIBUTOR)
    return [membership.user for membership in memberships.select_related("user").order_by("user__name", "user__email")]


def select_assignments(response: Response) -> Assignments:
    """Two queries; someone whose access has ended has no areas, whatever rows are left."""
    people = select_contributors(response)
    rows = AreaAssignment.objects.filter(response=response, user__in=[person.pk for person in people])
    areas = defaultdict(set)
    for user, key in rows.values_list("user", "area__key"):
        areas[user].add(key)
    return Assignments(tuple(people), {user: frozenset(keys) for user, keys in areas.items()})


def select_own_areas(membership: Membership, response: Response) -> frozenset[str] | None:
    """The areas a contributor is held to; None where the person is not held to any. No query but for a contributor."""
    if membership.role != Role.CONTRIBUTOR or response.is_open_to_all:
        return None
    keys = response.assignments.filter(user=membership.user_id).values_list("area__key", flat=True)
    return frozenset(keys)


def select_own_areas_by_survey(membership: Membership) -> dict[int, list[Area]]:
    """A contributor's areas by the response's id, for all surveys of the municipality at once; one query or none."""
    areas = defaultdict(list)
    if membership.role != Role.CONTRIBUTOR:
        return areas
    rows = AreaAssignment.objects.filter(
        user=membership.user_id, response__municipality=membership.municipality_id, response__is_open_to_all=False
    )
    for row in rows.select_related("area").order_by("area__order"):
        areas[row.response_id].append(row.area)
    return areas
