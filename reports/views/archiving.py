"""Archiving a survey: what it freezes and what is left, and the step that does it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from municipalities.access import MANAGES, staff_required
from reports.archiving import left_digest, select_left
from reports.services.archiving import archive_survey
from reports.services.errors import ArchiveError
from surveys.board import municipalities_in_words
from surveys.enums import SurveyState
from surveys.handlers import select_kept_codes
from surveys.models import Response, Survey
from surveys.views.agency.board import survey_crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES)
def archive(request: HttpRequest, survey: str) -> HttpResponse:
    found = get_object_or_404(Survey.objects.visible_to(request.user).exclude(state=SurveyState.DRAFT), slug=survey)
    if request.method == "POST" and _archive(request, found):
        return redirect("surveys:board", survey=survey)
    left = select_left(found)
    kept = {reverse("surveys:response", args=[survey, code]) for code in select_kept_codes(request.user)}
    shown = [one.hiding(kept) for one in left]
    responses = Response.objects.names_visible_to(request.user).filter(survey=found)
    context = {
        "survey": found,
        "is_published": found.state == SurveyState.PUBLISHED,
        "number": municipalities_in_words(responses.invited().count()),
        "blocking": [one for one in shown if one.blocks],
        "warnings": [one for one in shown if not one.blocks],
        "seen": left_digest(left),
        "is_demo": found.is_demo,
        "crumbs": survey_crumbs(found, ("Arkiver tilsynet", "")),
    }
    return render(request, "reports/archive.html", context)


def _archive(request: HttpRequest, survey: Survey) -> bool:
    """A second press of the button finds it done."""
    try:
        archive_survey(survey=survey, by=request.user, seen=request.POST.get("seen", ""))
    except ArchiveError as error:
        survey.refresh_from_db(fields=["state"])
        messages.error(request, str(error))
        return survey.state == SurveyState.ARCHIVED
    messages.success(request, "Tilsynet er arkiveret.")
    return True
