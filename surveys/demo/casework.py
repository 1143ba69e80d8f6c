"""Who has which case in the demo's open survey: a colleague is away and kept from one municipality, a case is free."""

from datetime import datetime, timedelta

from municipalities.enums import StaffRole, UserKind
from municipalities.models import AgencyRole, User
from surveys.enums import ExtensionState, ResponseState
from surveys.models import Survey
from surveys.reminders import local_day
from surveys.services.assigning import assign_cases
from surveys.services.conflicts import declare_conflict
from surveys.services.substitutes import name_substitute

AWAY_FOR = timedelta(days=14)


def share_cases(survey: Survey, handler: User, now: datetime) -> None:
    """The colleague cannot sign in; their cases are shown to the case handler, who stands in for them."""
    colleague = _colleague()
    manager = User.objects.get(email="leder@demo.example")
    cases = survey.responses.exclude(state=ResponseState.WITHDRAWN).select_related("municipality")
    kept = cases.filter(state=ResponseState.RETURNED).order_by("municipality__code").first()
    declare_conflict(user=colleague, municipality=kept.municipality, reason="Min mand er ansat i kommunen.", now=now)
    waiting = cases.filter(extensions__state=ExtensionState.ASKED)
    free = cases.filter(case_handler=None).exclude(pk__in=waiting).exclude(municipality=kept.municipality)
    assign_cases(responses=list(free), handlers=[handler, colleague], by=manager)
    submitted = cases.filter(state=ResponseState.SUBMITTED).order_by("-municipality__code")
    assign_cases(responses=list(submitted[:1]), handlers=[colleague], by=manager)
    today = local_day(now)
    name_substitute(
        absent=colleague, substitute=handler, first_day=today, last_day=today + AWAY_FOR, by=colleague, now=now
    )


def _colleague() -> User:
    user = User.objects.create_user(
        email="kollega@demo.example", kind=UserKind.AGENCY, name="Tove Lind", title="Specialkonsulent", is_demo=True
    )
    AgencyRole.objects.create(user=user, role=StaffRole.CASE_HANDLER)
    return user
