"""The valid letters with their metadata, for those who send them on."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from municipalities.access import HANDLES_CASES, staff_required
from reports.files import attachment
from reports.formal import FormalContent
from reports.handover import HandedOver, formal, guidance, write_handover
from reports.letters import LetterContent
from reports.models import FormalLetter, Letter
from surveys.enums import ResponseState
from surveys.models import Survey


@require_safe
@staff_required(*HANDLES_CASES)
def handover(request: HttpRequest, survey: str) -> HttpResponse:
    """Issued and not superseded, with the bytes as they were stored; 404 before the first."""
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    letters = Letter.objects.visible_to(request.user).issued().filter(response__survey=found)
    others = FormalLetter.objects.visible_to(request.user).issued().filter(response__survey=found)
    # One that was withdrawn after its letter was made is not to be written to any more.
    others = others.exclude(response__state=ResponseState.WITHDRAWN)
    if not letters.exists() and not others.exists():
        raise Http404
    content = write_handover(survey=found.slug, is_demo=found.is_demo, letters=_letters(letters, others))
    return attachment(content, name=f"overlevering-{survey}.zip", kind="application/zip")


def _letters(letters: QuerySet[Letter], others: QuerySet[FormalLetter]) -> Iterator[HandedOver]:
    """By municipality code, the guidance letters first; one PDF at a time is in memory."""
    wanted = ("response__municipality__code", "content", "pdf")
    by_code = "response__municipality__code"
    for code, content, pdf in letters.order_by(by_code).values_list(*wanted).iterator():
        yield guidance(code, LetterContent.from_json(content), bytes(pdf))
    for code, content, pdf in others.order_by(by_code, "number").values_list(*wanted).iterator():
        yield formal(code, FormalContent.from_json(content), bytes(pdf))
