"""What every request must pass: the session's two limits, and membership of the municipality in the address."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from municipalities.enums import UserKind
from municipalities.models import Membership, Municipality

STARTED, SEEN = "started", "seen"
# The time of the last visit is written at most this often, so that reading pages does not write each time.
SEEN_EVERY_SECONDS = 60


class MunicipalityRequest(HttpRequest):
    """A request below /kommuner/<slug>/, after the middleware ran."""

    municipality: Municipality
    membership: Membership


class SessionLimitMiddleware:
    """A session ends after 60 idle minutes, and 12 hours after signing in whatever the person does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._enforce(request, timezone.now().timestamp())
        return self.get_response(request)

    def _enforce(self, request: HttpRequest, now: float) -> None:
        session = request.session
        started, seen = session.setdefault(STARTED, now), session.get(SEEN, now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_MAX_SECONDS:
            logout(request)
            return
        if SEEN not in session or now - seen >= SEEN_EVERY_SECONDS:
            session[SEEN] = now


class MunicipalityMiddleware:
    """Turns the municipality in the address into request.municipality and request.membership, or 404.

    A municipality one is not a member of answers exactly like one that does not exist.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        slug = kwargs.pop("municipality", None)
        if slug is None or not request.user.is_authenticated:
            return
        # Nobody is of both kinds, and a membership row must not let agency staff into a municipality's drafts.
        if request.user.kind != UserKind.MUNICIPAL:
            raise Http404
        membership = (
            request.user.memberships.current().filter(municipality__slug=slug).select_related("municipality").first()
        )
        if membership is None:
            raise Http404
        request.membership, request.municipality = membership, membership.municipality
