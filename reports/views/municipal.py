"""What a municipality can take home: its letters, its receipt, and the questions on paper."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from municipalities.middleware import MunicipalityRequest
from reports import files
from reports.html import blank_html, copy_html, receipt_html
from reports.models import FormalLetter, Letter
from reports.pdf import render_pdf
from reports.selectors.papers import select_blank, select_copy, select_receipt
from surveys.models import Response


def _own_response(request: MunicipalityRequest, survey: str) -> Response:
    responses = Response.objects.visible_to(request.user).filter(municipality=request.municipality)
    return get_object_or_404(
        responses.select_related("survey", "municipality", "current_submission__submitted_by"), survey__slug=survey
    )


@require_safe
def municipal_letters(request: MunicipalityRequest, survey: str) -> HttpResponse:
    response = _own_response(request, survey)
    letters = Letter.objects.visible_to(request.user).without_bytes().filter(response=response).order_by("-number")
    context = {
        "municipality": request.municipality,
        "survey": response.survey,
        "response": response,
        "letters": letters,
        "is_demo": response.survey.is_demo,
    }
    return render(request, "reports/municipal_letters.html", context)


@require_safe
def letter_pdf(request: MunicipalityRequest, survey: str, number: int) -> HttpResponse:
    """The very bytes that were issued."""
    letters = Letter.objects.visible_to(request.user).filter(response__municipality=request.municipality)
    letter = get_object_or_404(letters, response__survey__slug=survey, number=number)
    return files.pdf(letter.pdf, name=f"vejledningsbrev-{survey}-{request.municipality.slug}-{number}.pdf")


@require_safe
def own_formal_letter_pdf(request: MunicipalityRequest, survey: str, number: int) -> HttpResponse:
    letters = FormalLetter.objects.visible_to(request.user).filter(response__municipality=request.municipality)
    letter = get_object_or_404(letters, response__survey__slug=survey, number=number)
    return files.pdf(letter.pdf, name=f"brev-{survey}-{request.municipality.slug}-{number}.pdf")


@require_safe
def receipt_pdf(request: MunicipalityRequest, survey: str) -> HttpResponse:
    response = get_object_or_404(
        Response.objects.visible_to(request.user)
        .filter(municipality=request.municipality, current_submission__isnull=False)
        .select_related("survey", "municipality", "current_submission__submitted_by"),
        survey__slug=survey,
    )
    pdf = render_pdf(receipt_html(select_receipt(response)))
    return files.pdf(pdf, name=f"kvittering-{survey}-{request.municipality.slug}.pdf")


@never_cache
@require_safe
def answers_pdf(request: MunicipalityRequest, survey: str) -> HttpResponse:
    """The answers as they stand now; what was submitted is on the receipt."""
    response = _own_response(request, survey)
    pdf = render_pdf(copy_html(select_copy(response, timezone.now())))
    return files.pdf(pdf, name=f"svar-{survey}-{request.municipality.slug}.pdf")


@require_safe
def blank_questionnaire(request: MunicipalityRequest, survey: str) -> HttpResponse:
    response = _own_response(request, survey)
    return files.pdf(render_pdf(blank_html(select_blank(response.survey))), name=f"spoergeskema-{survey}.pdf")
