"""The report before it is public, and the step that makes it so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import MANAGES, READS_RESPONSES, require_staff, staff_required
from reports import files
from reports.html import report_html
from reports.pdf import render_pdf
from reports.selectors.report import select_report
from reports.selectors.tally_page import select_tally_page
from reports.services.errors import PublicationError
from reports.services.publications import PUBLISHABLE, publish_survey
from surveys.access import can_manage
from surveys.board import NO_RESPONSES, select_counts
from surveys.enums import SurveyState
from surveys.models import Response, Survey
from surveys.moves import publishing_effects
from surveys.selectors import select_tally
from surveys.views.agency.board import survey_crumbs


@require_safe
@staff_required(*READS_RESPONSES)
def report_pdf(request: HttpRequest, survey: str) -> HttpResponse:
    """The report as it would be published today, with the watermark; nothing is stored."""
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    content = select_report(found, select_tally(found))
    return files.pdf(render_pdf(report_html(content)), name=f"rapport-udkast-{survey}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*READS_RESPONSES)
def publish(request: HttpRequest, survey: str) -> HttpResponse:
    """Whoever reads responses may see what is published; only a manager publishes."""
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    if request.method == "POST":
        require_staff(request.user, *MANAGES)
        return _publish(request, found)
    context = {
        "survey": found,
        "page": select_tally_page(found),
        "publications": found.publications.defer("pdf", "content").order_by("-number"),
        "effects": _effects(request, found),
        "is_publishable": found.state in PUBLISHABLE,
        "may_publish": can_manage(request.user),
        "crumbs": survey_crumbs(found, ("Offentliggørelse", "")),
        "is_demo": found.is_demo,
    }
    return render(request, "reports/publish.html", context)


def _effects(request: HttpRequest, survey: Survey) -> list[str]:
    """Of the first publication; a correction changes nobody's place."""
    if survey.state != SurveyState.CLOSED:
        return []
    responses = Response.objects.names_visible_to(request.user).filter(survey=survey)
    return publishing_effects(select_counts(responses).get(survey.pk, NO_RESPONSES))


def _publish(request: HttpRequest, survey: Survey) -> HttpResponse:
    before = set(survey.publications.values_list("pk", flat=True))
    try:
        publication = publish_survey(survey=survey, by=request.user)
    except PublicationError as error:
        messages.error(request, str(error))
        return redirect("reports:publish", survey=survey.slug)
    if publication.pk in before:
        messages.info(request, f"Intet er ændret siden offentliggørelse nr. {publication.number}, så der er ingen ny.")
    else:
        messages.success(request, f"Offentliggørelse nr. {publication.number} kan nu læses af alle.")
    return redirect("reports:results", survey=survey.slug)
