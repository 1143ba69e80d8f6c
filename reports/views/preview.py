"""The questionnaire on paper before anyone is asked, for the agency to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from municipalities.access import READS_RESPONSES, staff_required
from reports import files
from reports.html import blank_html
from reports.pdf import render_pdf
from reports.selectors.papers import select_blank
from surveys.models import Survey


@require_safe
@staff_required(*READS_RESPONSES)
def preview_blank(request: HttpRequest, survey: str) -> HttpResponse:
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    return files.pdf(render_pdf(blank_html(select_blank(found))), name=f"spoergeskema-{survey}.pdf")
