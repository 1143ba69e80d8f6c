"""Who can have a case, and who is kept from one."""

from collections.abc import Collection

from django.db.models import QuerySet

from municipalities.access import HANDLES_CASES
from municipalities.enums import UserKind
from municipalities.models import AgencyRole, User
from municipalities.ordering import danish_order
from surveys.models import Conflict, Response

KEPT_FROM = "Du er meldt inhabil i kommunens sager og kan ikke behandle dem. En kollega må gøre det."


def case_handlers() -> QuerySet[User]:
    """Active people with a role that handles cases, in Danish order."""
    holders = AgencyRole.objects.filter(role__in=HANDLES_CASES).values("user")
    handlers = User.objects.filter(kind=UserKind.AGENCY, is_active=True, pk__in=holders)
    return handlers.order_by(danish_order("name"), "pk")


def is_kept_from(user: User | None, response: Response) -> bool:
    """For services, which may be reached after the page was shown; makes no query for a municipality's people."""
    if user is None or user.kind != UserKind.AGENCY:
        return False
    return user.conflicts.in_force().filter(municipality=response.municipality_id).exists()


def select_kept_pairs(users: Collection[User]) -> set[tuple[int, int]]:
    """(user, municipality) of each conflict in force. One query."""
    return set(Conflict.objects.in_force().filter(user__in=users).values_list("user", "municipality"))


def select_kept_codes(user: User) -> set[str]:
    """The codes of the municipalities a conflict keeps the person from. One query."""
    return set(user.conflicts.in_force().values_list("municipality__code", flat=True))
