"""Closing and reopening a survey: a page that says what it does and to how many, and the POST behind it."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from municipalities.access import MANAGES, staff_required
from municipalities.typed import REASON, keeps_typed
from surveys.board import NO_RESPONSES, Counts, select_counts
from surveys.enums import SurveyState
from surveys.forms.agency import ReopenForm
from surveys.models import Response, Survey
from surveys.moves import closing_effects, reopening_effects
from surveys.services.errors import SurveyError
from surveys.services.surveys import move_survey
from surveys.views.agency.board import find_survey, survey_crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES)
def close(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_survey(request, survey)
    if request.method == "POST":
        _move(request, found, SurveyState.CLOSED, "Tilsynet er lukket for besvarelser.")
        return redirect("surveys:board", survey=survey)
    context = {
        "survey": found,
        "effects": closing_effects(found, _counts(request, found), timezone.now()),
        "crumbs": survey_crumbs(found, ("Luk tilsynet", "")),
        "is_demo": found.is_demo,
    }
    return render(request, "surveys/agency/close.html", context)


@keeps_typed(REASON)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES)
def reopen(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_survey(request, survey)
    back = reverse("surveys:board", args=[survey])
    form = ReopenForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        done = _move(request, found, SurveyState.OPEN, "Tilsynet er åbnet igen.", form.cleaned_data["reason"], form)
        if done:
            return redirect(back)
    context = {
        "survey": found,
        "form": form,
        "effects": reopening_effects(found, _counts(request, found), timezone.now()),
        "crumbs": survey_crumbs(found, ("Genåbn tilsynet", "")),
        "is_demo": found.is_demo,
    }
    return render(request, "surveys/agency/reopen.html", context)


def _counts(request: HttpRequest, survey: Survey) -> Counts:
    responses = Response.objects.names_visible_to(request.user).filter(survey=survey)
    return select_counts(responses).get(survey.pk, NO_RESPONSES)


def _move(
    request: HttpRequest, survey: Survey, target: SurveyState, done: str, reason: str = "", form: Form | None = None
) -> bool:
    """Where it is refused, a form keeps what was typed, with the message in it."""
    try:
        move_survey(survey=survey, target=target, by=request.user, reason=reason)
    except SurveyError as error:
        if form is None:
            messages.error(request, str(error))
        else:
            form.add_error(None, str(error))
        return False
    messages.success(request, done)
    return True
