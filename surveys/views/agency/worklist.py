"""The work list over all surveys: what waits on the person, on nobody yet, and on anyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from municipalities.access import HANDLES_CASES, staff_required
from surveys.forms.casework import WorkFilter
from surveys.views.agency.sorting import column
from surveys.worklist import Tab, Viewer
from surveys.worklist_page import WantedWork, count_work, make_viewer, select_surveys, select_work, work_rows

COLUMNS = (
    ("Kommune", "kommune"),
    ("Næste handling", "haster"),
    ("Siden", "siden"),
    ("Tilsyn", "tilsyn"),
    ("Sagsbehandler", "sagsbehandler"),
)
TABS = {Tab.MINE: "Venter på dig", Tab.UNASSIGNED: "Uden sagsbehandler", Tab.ALL: "Alle"}
EMPTY = {
    Tab.MINE: ("Der er intet, der venter på dig", "Når en af dine sager kalder på noget, står den her."),
    Tab.UNASSIGNED: ("Alle sager har en sagsbehandler", "En sag, der mangler en sagsbehandler, står her."),
    Tab.ALL: ("Der er intet, der venter", "Når en sag kalder på noget, står den her."),
}
NOTHING_FITS = ("Intet passer til valget", "Vælg et andet tilsyn eller en anden handling.")


@require_safe
@staff_required(*HANDLES_CASES)
def worklist(request: HttpRequest) -> HttpResponse:
    viewer = make_viewer(request.user, timezone.localdate())
    form = WorkFilter(request.GET, surveys=select_surveys(viewer))
    wanted = form.wanted(request.GET.get("side"))
    counts = count_work(viewer, wanted.survey)
    page = select_work(viewer, wanted, counts)
    is_filtered = bool(wanted.survey or wanted.action)
    context = {
        "form": form,
        "tabs": _tabs(wanted, counts),
        "heading": TABS[wanted.tab],
        "page": page,
        "rows": work_rows(page, viewer),
        "columns": [column(request, label, key, wanted.sort) for label, key in COLUMNS],
        "is_filtered": is_filtered,
        "all_url": f"?visning={wanted.tab}",
        "empty": NOTHING_FITS if is_filtered else EMPTY[wanted.tab],
        "is_all_chosen": request.GET.get("valg") == "alle",
        "stands_in": _stands_in(viewer),
    }
    return render(request, "surveys/agency/worklist.html", context)


def _tabs(wanted: WantedWork, counts: dict[Tab, int]) -> list[dict]:
    """One number a tab; a chosen survey goes along."""
    of_survey = f"&tilsyn={wanted.survey}" if wanted.survey else ""
    return [
        {
            "label": label,
            "number": counts[tab],
            "query": f"{reverse('surveys:worklist')}?visning={tab}{of_survey}",
            "is_chosen": tab == wanted.tab,
        }
        for tab, label in TABS.items()
    ]


def _stands_in(viewer: Viewer) -> bool:
    return len(viewer.handlers) > 1
