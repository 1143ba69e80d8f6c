"""The national tally, as the agency sees it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from municipalities.access import READS_RESPONSES, staff_required
from municipalities.ordering import danish_key, danish_order
from reports.drill import GROUPS, narrow
from reports.exports import tally_csv
from reports.files import attachment
from reports.selectors.tally_page import select_tally_page
from surveys.errata import note_of, with_erratum
from surveys.models import Response, SubmittedAnswer, Survey
from surveys.selectors import select_tally
from surveys.views.agency.board import survey_crumbs

PAGE_SIZE = 100


@require_safe
@staff_required(*READS_RESPONSES)
def tally(request: HttpRequest, survey: str) -> HttpResponse:
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    context = {
        "survey": found,
        "page": select_tally_page(found),
        "crumbs": survey_crumbs(found, ("National opgørelse", "")),
        "is_demo": found.is_demo,
    }
    return render(request, "reports/tally.html", context)


@require_safe
@staff_required(*READS_RESPONSES)
def tally_as_csv(request: HttpRequest, survey: str) -> HttpResponse:
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    return attachment(tally_csv(select_tally(found)), name=f"opgoerelse-{found.slug}.csv", kind="text/csv")


@require_safe
@staff_required(*READS_RESPONSES)
def tally_question(request: HttpRequest, survey: str, question: str) -> HttpResponse:
    """The municipalities behind one figure, by answer and region."""
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    asked = get_object_or_404(with_erratum(found.questions.select_related("area")), key=question)
    group, region = request.GET.get("svar", ""), request.GET.get("region", "")
    responses = Response.objects.visible_to(request.user).respondents().filter(survey=found)
    answers = SubmittedAnswer.objects.with_counts().filter(
        question=asked, submission__in=responses.values("current_submission")
    )
    answers = narrow(answers, group)
    if region:
        answers = answers.filter(submission__response__region__name=region)
    answers = answers.select_related("submission__response__municipality", "submission__response__region")
    answers = answers.order_by(danish_order("submission__response__municipality__name"))
    return render(
        request,
        "reports/tally_question.html",
        {
            "survey": found,
            "question": asked,
            "erratum": note_of(asked),
            "page": Paginator(answers, PAGE_SIZE).get_page(request.GET.get("side")),
            "groups": GROUPS,
            "regions": sorted(set(responses.order_by().values_list("region__name", flat=True)), key=danish_key),
            "group": group,
            "region": region,
            "is_demo": found.is_demo,
        },
    )
