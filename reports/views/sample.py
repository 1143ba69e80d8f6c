"""The sample as a document to keep."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from municipalities.access import READS_RESPONSES, staff_required
from reports import files
from reports.html import sample_html
from reports.pdf import render_pdf
from reports.selectors.sample_paper import select_sample_paper
from surveys.models import Survey
from surveys.numbers import read_number


@require_safe
@staff_required(*READS_RESPONSES)
def sample_pdf(request: HttpRequest, survey: str) -> HttpResponse:
    """The newest, or with ?nr= an earlier one; drawn up anew from what is frozen, so it is always the same."""
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    paper = select_sample_paper(found, request.user, read_number(request.GET.get("nr", "")))
    if paper is None:
        raise Http404
    return files.pdf(render_pdf(sample_html(paper)), name=f"udvaelgelse-{survey}-{paper.page.number}.pdf")
