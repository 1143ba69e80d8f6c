"""Submitting a response, handing it over to management, and sending it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from municipalities.middleware import MunicipalityRequest
from municipalities.typed import REASON, keeps_typed
from surveys.access import can_mark_ready, can_send_back, can_submit, submitting_role
from surveys.checks import find_problems
from surveys.enums import ResponseState
from surveys.forms.submitting import SendBackForm
from surveys.models import Response
from surveys.services.errors import IncompleteError, ResponseError
from surveys.services.responses import checked_answers, move_response, submit_response
from surveys.views.checking import render_check
from surveys.views.own import own_response, url_of


@keeps_typed(REASON)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: MunicipalityRequest, survey: str) -> HttpResponse:
    """GET shows the check page; a button on it submits, hands over to management or sends back."""
    response = own_response(request, survey)
    if request.method != "POST":
        return render_check(request, response)
    action = next((ACTIONS[name] for name in ACTIONS if name in request.POST), None)
    if action is None:
        raise SuspiciousOperation("No known button was pressed.")
    return action(request, response)


def _submit(request: MunicipalityRequest, response: Response) -> HttpResponse:
    """Two clicks or two tabs lead to the same submission and the same receipt."""
    if not can_submit(request.membership, response):
        raise PermissionDenied(f"Kun rollen {submitting_role(response).label} kan indsende besvarelsen.")
    try:
        submit_response(
            response=response,
            by=request.user,
            confirmed_missing="confirmed" in request.POST,
            seen=request.POST.get("seen", ""),
        )
    except IncompleteError:
        return render_check(request, response, sent=True, status=422)
    except ResponseError as error:
        return _refused(request, response, error)
    return redirect(url_of(response, "receipt"))


def _mark_ready(request: MunicipalityRequest, response: Response) -> HttpResponse:
    if not can_mark_ready(request.membership, response):
        raise PermissionDenied("Kun kommunens ansvarlige kan sende besvarelsen til godkendelse.")
    if any(problem.blocks for problem in find_problems(checked_answers(response))):
        return render_check(request, response, status=422)
    return _move(request, response, ResponseState.READY, "Besvarelsen er sendt til ledelsens godkendelse.")


def _send_back(request: MunicipalityRequest, response: Response) -> HttpResponse:
    if not can_send_back(request.membership, response):
        raise PermissionDenied("Kun kommunens godkender kan sende besvarelsen tilbage.")
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return render_check(request, response, send_back=form, status=422)
    done = "Besvarelsen er sendt tilbage og kan rettes igen."
    return _move(request, response, ResponseState.DRAFT, done, form)


ACTIONS = {"submit": _submit, "ready": _mark_ready, "send_back": _send_back}


def _move(
    request: MunicipalityRequest,
    response: Response,
    target: ResponseState,
    done: str,
    form: SendBackForm | None = None,
) -> HttpResponse:
    reason = form.cleaned_data["reason"] if form else ""
    try:
        move_response(response=response, target=target, by=request.user, reason=reason)
    except ResponseError as error:
        return _refused(request, response, error, form)
    messages.success(request, done)
    return redirect(url_of(response, "overview"))


def _refused(
    request: MunicipalityRequest, response: Response, error: ResponseError, form: SendBackForm | None = None
) -> HttpResponse:
    """Say why, above the page as it stands now; a reason that was typed stays on it."""
    messages.error(request, str(error))
    return render_check(request, own_response(request, response.survey.slug), send_back=form, status=409)
