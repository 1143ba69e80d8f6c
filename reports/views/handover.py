"""The valid letters with their metadata, for those who send them on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from municipalities.access import HANDLES_CASES, staff_required
from reports.files import attachment
from reports.handover import write_handover
from reports.letters import LetterContent
from reports.models import Letter
from surveys.models import Survey


@require_safe
@staff_required(*HANDLES_CASES)
def handover(request: HttpRequest, survey: str) -> HttpResponse:
    """Issued and not superseded, with the bytes as they were stored; 404 before the first."""
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    letters = Letter.objects.visible_to(request.user).issued().filter(response__survey=found)
    if not letters.exists():
        raise Http404
    rows = letters.order_by("response__municipality__code").values_list(
        "response__municipality__code", "content", "pdf"
    )
    content = write_handover(
        survey=found.slug,
        is_demo=found.is_demo,
        letters=((code, LetterContent.from_json(content), bytes(pdf)) for code, content, pdf in rows.iterator()),
    )
    return attachment(content, name=f"overlevering-{survey}.zip", kind="application/zip")
