"""The session's end: how long is left, staying, and going on with a form that came too late."""

from allauth.account.views import login as allauth_login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from municipalities.sessions import does_not_prolong, time_left
from municipalities.typed import Typed, carried


@does_not_prolong
@login_not_required
@never_cache
@require_safe
def session_time(request: HttpRequest) -> JsonResponse:
    """Asked by a page's script; the asking is no activity."""
    return _answer(request)


@never_cache
@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """The person says that they are still there, which any visit does."""
    return _answer(request)


def _answer(request: HttpRequest) -> JsonResponse:
    if not request.user.is_authenticated:
        return JsonResponse({"seconds": 0, "can_stay": False})
    left = time_left(request.session, timezone.now().timestamp())
    return JsonResponse({"seconds": left.seconds, "can_stay": left.can_stay})


@sensitive_post_parameters()
@login_not_required
@never_cache
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Sign in by allauth's own view, with its limits, and then show what was typed with a button that saves it."""
    typed = carried(request.POST)
    if typed is None:
        raise SuspiciousOperation("The form that is carried along is not one of ours.")
    answer = allauth_login(request)
    if request.user.is_authenticated:
        return kept_page(request, typed)
    if isinstance(answer, TemplateResponse):
        return kept_page(request, typed, form=answer.context_data["form"], status=422)
    return kept_page(request, typed, status=429, waits=True) if answer.status_code == 429 else answer


def kept_page(
    request: HttpRequest, typed: Typed, *, form: object = None, waits: bool = False, status: int = 200
) -> HttpResponse:
    """`waits` says that there were too many tries to sign in; the text stays on the page meanwhile."""
    if typed.is_by_another(request.user):
        return render(request, "account/not_kept.html", status=403)
    context = {"typed": typed, "form": form or _login_form(request), "waits": waits}
    return render(request, "account/kept.html", context, status=status)


def _login_form(request: HttpRequest) -> object:
    from allauth.account.forms import LoginForm  # reads the settings when it is loaded

    return None if request.user.is_authenticated else LoginForm(request=request)
