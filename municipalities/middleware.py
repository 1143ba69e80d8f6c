"""What every request must pass: the session's two limits, and membership of the municipality in the address."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from municipalities.enums import UserKind
from municipalities.models import Membership, Municipality
from municipalities.sessions import SEEN, STARTED
from municipalities.typed import typed_in
from municipalities.views.session import kept_page

# The time of the last visit is written at most this often, so that reading pages does not write each time.
SEEN_EVERY_SECONDS = 60


class MunicipalityRequest(HttpRequest):
    """A request below /kommuner/<slug>/, after the middleware ran."""

    municipality: Municipality
    membership: Membership


class SessionLimitMiddleware:
    """A session ends after 60 idle minutes, and 12 hours after signing in whatever the person does.

    What a page asks by itself (does_not_prolong) is ended too, but is no activity.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._has_ended(request):
            logout(request)
        response = self.get_response(request)
        # Signing in begins the session's time, also where no page is asked for after it.
        if request.user.is_authenticated and STARTED not in request.session:
            self._note_visit(request.session, timezone.now().timestamp())
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        if request.user.is_authenticated and not getattr(view, "is_background", False):
            self._note_visit(request.session, timezone.now().timestamp())

    def _has_ended(self, request: HttpRequest) -> bool:
        now = timezone.now().timestamp()
        seen, started = request.session.get(SEEN, now), request.session.get(STARTED, now)
        return now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_MAX_SECONDS

    def _note_visit(self, session: SessionBase, now: float) -> None:
        session.setdefault(STARTED, now)
        if SEEN not in session or now - session[SEEN] >= SEEN_EVERY_SECONDS:
            session[SEEN] = now


class SignInMiddleware(LoginRequiredMiddleware):
    """Signed out, a page leads to signing in; a form that took work is shown again, and a script is told plainly."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        if request.htmx:
            return HttpResponse(status=401)
        typed = typed_in(request)
        if typed:
            return kept_page(request, typed, status=401)
        return self._too_late(request) if request.method == "POST" else super().handle_no_permission(request, view_func)

    def _too_late(self, request: HttpRequest) -> HttpResponse:
        """Signing in leads back to the page with the button: what was posted to is often no page of its own."""
        messages.warning(request, "Du var logget af, så det, du valgte, er ikke gjort. Log ind, og vælg det igen.")
        page = urlsplit(request.headers.get("referer", ""))
        came_from = page.path if page.netloc == request.get_host() else "/"
        return redirect_to_login(came_from)


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
