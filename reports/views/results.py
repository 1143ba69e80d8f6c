"""What anyone may read: publications, with their documents and data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports import files
from reports.documents import ReportContent
from reports.exports import results_csv, results_json
from reports.models import Publication


def _find(survey: str, number: int | None) -> Publication:
    """The newest publication, or the one asked for; 404 before the first."""
    publications = Publication.objects.latest_of(survey)
    if number is not None:
        publications = publications.filter(number=number)
    return get_object_or_404(publications.select_related("survey")[:1])


@login_not_required
@require_safe
def results(request: HttpRequest, survey: str, number: int | None = None) -> HttpResponse:
    publication = _find(survey, number)
    context = {
        "publication": publication,
        "report": ReportContent.from_json(publication.content),
        "others": Publication.objects.latest_of(survey).exclude(pk=publication.pk).defer("pdf", "content"),
        "is_demo": publication.survey.is_demo,
    }
    return render(request, "reports/results.html", context)


@login_not_required
@require_safe
def results_pdf(request: HttpRequest, survey: str, number: int | None = None) -> HttpResponse:
    publication = _find(survey, number)
    return files.pdf(publication.pdf, name=f"rapport-{survey}-{publication.number}.pdf")


@login_not_required
@require_safe
def results_as_csv(request: HttpRequest, survey: str, number: int | None = None) -> HttpResponse:
    publication = _find(survey, number)
    text = results_csv(ReportContent.from_json(publication.content))
    return files.attachment(text, name=f"resultater-{survey}-{publication.number}.csv", kind="text/csv")


@login_not_required
@require_safe
def results_as_json(request: HttpRequest, survey: str, number: int | None = None) -> HttpResponse:
    publication = _find(survey, number)
    text = results_json(ReportContent.from_json(publication.content))
    return files.attachment(text, name=f"resultater-{survey}-{publication.number}.json", kind="application/json")
