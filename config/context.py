"""What every page knows: who runs the portal, who is looking, and where they can go."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from municipalities.access import HANDLES_CASES
from municipalities.sessions import time_left

# The design system asks for about five minutes, and never under twenty seconds.
SESSION_WARNING_SECONDS = 5 * 60


def site(request: HttpRequest) -> dict:
    """Context processor; user and municipality are read by the middleware, and a person's agency roles once."""
    user = getattr(request, "user", None)
    municipality = getattr(request, "municipality", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "SITE": site_facts(),
        "visitor": visitor(request, place(user.kind, municipality)) if signed_in else None,
        "nav": navigation(
            kind=user.kind if signed_in else "",
            municipality=municipality.slug if municipality else "",
            path=request.path,
            handles_cases=signed_in and user.has_staff_role(*HANDLES_CASES),
        ),
    }


def visitor(request: HttpRequest, place: str) -> dict:
    left = time_left(getattr(request, "session", {}), timezone.now().timestamp())
    return {
        "id": str(request.user.pk),
        "name": str(request.user),
        "place": place,
        "seconds_left": left.seconds,
    }


def site_facts() -> dict:
    return {
        "name": "Modenhed",
        "demo": settings.DEMO,
        "sender_name": settings.SENDER_NAME,
        "address": settings.SENDER_ADDRESS,
        "cvr": settings.SENDER_CVR,
        "phone": settings.SENDER_PHONE,
        "email": settings.SENDER_EMAIL,
        "accessibility_url": settings.ACCESSIBILITY_STATEMENT_URL,
        "session_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "session_warning": SESSION_WARNING_SECONDS,
        "session_hours": settings.SESSION_MAX_SECONDS // 3600,
    }


def place(kind: str, municipality: object | None) -> str:
    """The organisation shown after a person's name."""
    if municipality is not None:
        return str(municipality)
    return settings.SENDER_NAME if kind == "agency" else ""


def navigation(*, kind: str, municipality: str, path: str, handles_cases: bool = False) -> list[dict]:
    """The main menu of one kind of person; the item whose address begins the path the longest is the current one."""
    if kind == "agency":
        names = [
            ("Tilsyn", "surveys:agency_start"),
            *([("Arbejdsliste", "surveys:worklist")] if handles_cases else []),
            ("Kommuner", "municipalities:register"),
            ("Medarbejdere", "municipalities:staff"),
        ]
        return mark_current([{"label": label, "url": reverse(name)} for label, name in names], path)
    if kind == "municipal" and municipality:
        names = [("Overblik", "surveys:home"), ("Personer", "municipalities:people")]
        return mark_current(
            [{"label": label, "url": reverse(name, args=[municipality])} for label, name in names], path
        )
    return []


def mark_current(items: list[dict], path: str) -> list[dict]:
    """`current` is the value of aria-current: "page" on the very page, "true" below it, else empty."""
    below = [item["url"] for item in items if path.startswith(item["url"])]
    nearest = max(below, key=len, default=None)
    for item in items:
        is_nearest = item["url"] == nearest
        item["current"] = ("page" if item["url"] == path else "true") if is_nearest else ""
    return items
