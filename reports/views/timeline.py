"""Everything that happened in a case: as a page with a filter, and as a PDF for the archive."""

from collections import Counter
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from municipalities.access import READS_RESPONSES, staff_required
from reports import files
from reports.enums import EntryKind
from reports.html import case_html
from reports.pdf import render_pdf
from reports.timeline.document import archive_document
from reports.timeline.entries import Entry, by_day
from reports.timeline.selectors import select_case, select_entries
from surveys.access import can_handle
from surveys.views.agency.board import survey_crumbs
from surveys.views.agency.responses import find_response

FILTER = "vis"


@require_safe
@staff_required(*READS_RESPONSES)
def timeline(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    found = find_response(request, survey, code)
    entries = select_entries(found)
    chosen = request.GET.get(FILTER, "")
    shown = [one for one in entries if one.kind == chosen] if chosen in EntryKind.values else entries
    back = reverse("surveys:response", args=[survey, code])
    context = {
        "response": found,
        "survey": found.survey,
        "municipality": found.municipality,
        "is_demo": found.survey.is_demo,
        "days": by_day(shown),
        "kinds": _kinds(entries, chosen),
        "total": len(entries),
        "is_filtered": len(shown) < len(entries),
        "may_handle": can_handle(request.user),
        "crumbs": survey_crumbs(found.survey, (found.municipality.name, back), ("Forløb", "")),
    }
    return render(request, "reports/timeline.html", context)


def _kinds(entries: Sequence[Entry], chosen: str) -> list[dict]:
    """Those the case has, with how many; the one in use is marked, and an unknown one shows everything."""
    counts = Counter(entry.kind for entry in entries)
    return [
        {"value": kind.value, "label": kind.label, "number": counts[kind], "is_chosen": kind == chosen}
        for kind in EntryKind
        if counts[kind] or kind == chosen
    ]


@require_safe
@staff_required(*READS_RESPONSES)
def timeline_pdf(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    """Made anew each time: it tells of the case as it stands, and says when."""
    case = select_case(find_response(request, survey, code))
    content = render_pdf(case_html(archive_document(case, timezone.now())))
    return files.pdf(content, name=f"forloeb-{survey}-{code}.pdf")
