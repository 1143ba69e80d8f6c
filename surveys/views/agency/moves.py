"""Accepting, returning and withdrawing a response: a page that says what will happen, and the POST behind it."""

from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from municipalities.access import HANDLES_CASES, staff_required
from municipalities.typed import REASON, keeps_typed
from surveys.enums import ResponseState
from surveys.forms.agency import ReturnForm, WithdrawForm
from surveys.models import Response
from surveys.services.errors import PastDeadlineError, ResponseError
from surveys.services.responses import move_response
from surveys.views.agency.board import survey_crumbs
from surveys.views.agency.responses import find_response

# What is offered when a response is returned; the case handler may choose another day.
SUGGESTED_DAYS = 14
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@staff_required(*HANDLES_CASES)
def accept_response(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    found = find_response(request, survey, code)
    if request.method == "POST":
        _move(request, found, ResponseState.ACCEPTED, "Besvarelsen er godkendt.")
        return redirect(_url(found))
    return _page(request, found, "surveys/agency/accept.html", "Godkend")


@keeps_typed(REASON)
@require_http_methods(METHODS)
@staff_required(*HANDLES_CASES)
def return_response(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    found = find_response(request, survey, code)
    suggested = timezone.localdate() + timedelta(days=SUGGESTED_DAYS)
    form = ReturnForm(request.POST or None, cancel_url=_url(found), initial={"own_deadline": suggested})
    done = "Besvarelsen er sendt tilbage til kommunen."
    if form.is_valid() and _move(request, found, ResponseState.RETURNED, done, form, **form.cleaned_data):
        return redirect(_url(found))
    return _page(request, found, "surveys/agency/return.html", "Send tilbage", form=form)


@keeps_typed(REASON)
@require_http_methods(METHODS)
@staff_required(*HANDLES_CASES)
def withdraw_response(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    found = find_response(request, survey, code)
    form = WithdrawForm(request.POST or None, cancel_url=_url(found))
    done = "Besvarelsen er udtaget og tæller ikke med."
    if form.is_valid() and _move(request, found, ResponseState.WITHDRAWN, done, form, **form.cleaned_data):
        return redirect(_url(found))
    return _page(request, found, "surveys/agency/withdraw.html", "Udtag", form=form)


def _url(found: Response) -> str:
    return reverse("surveys:response", args=[found.survey.slug, found.municipality.code])


def _move(
    request: HttpRequest, found: Response, target: ResponseState, done: str, form: Form | None = None, **details
) -> bool:
    """A move that came too late is refused with a message; a form keeps what was typed, with the message in it."""
    try:
        move_response(response=found, target=target, by=request.user, **details)
    except ResponseError as error:
        if form is None:
            messages.error(request, str(error))
        else:
            form.add_error("own_deadline" if isinstance(error, PastDeadlineError) else None, str(error))
        return False
    messages.success(request, done)
    return True


def _page(request: HttpRequest, found: Response, template: str, label: str, **context) -> HttpResponse:
    context |= {
        "response": found,
        "survey": found.survey,
        "municipality": found.municipality,
        "is_demo": found.survey.is_demo,
        "crumbs": survey_crumbs(found.survey, (found.municipality.name, _url(found)), (label, "")),
    }
    return render(request, template, context)
