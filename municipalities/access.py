"""Who may do what with people and the register, and which agency roles stand behind each right."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models.people import Membership, User

ANY_STAFF = tuple(StaffRole)
# Reading what municipalities answered is for those whose work needs it; an administrator's does not.
READS_RESPONSES = (StaffRole.CASE_HANDLER, StaffRole.MANAGER, StaffRole.AUDITOR)
HANDLES_CASES = (StaffRole.CASE_HANDLER, StaffRole.MANAGER)
MANAGES = (StaffRole.MANAGER,)
MANAGES_PEOPLE = (StaffRole.ADMINISTRATOR,)


def staff_required(*roles: str) -> Callable:
    """Let only agency staff with one of the roles in; the refusal says which role is needed."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            require_staff(request.user, *roles)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def require_staff(user: User, *roles: str) -> None:
    if user.kind != UserKind.AGENCY or not user.has_staff_role(*roles):
        names = " eller ".join(StaffRole(role).label.lower() for role in roles)
        raise PermissionDenied(f"Siden er for tilsynsmyndighedens medarbejdere med rollen {names}.")


def require_role(membership: Membership, *roles: str) -> None:
    if membership.role not in roles:
        names = " eller ".join(Role(role).label for role in roles)
        raise PermissionDenied(f"Det kræver rollen {names} i kommunen.")


def can_manage_people(membership: Membership) -> bool:
    return membership.role == Role.LEAD
