"""The board of responses."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from municipalities.access import HANDLES_CASES, READS_RESPONSES, staff_required
from surveys.board import (
    NO_RESPONSES,
    NUMERIC_SORTS,
    STATES,
    Counts,
    Wanted,
    board_rows,
    select_counts,
    select_page,
    select_regions,
    with_board_counts,
)
from surveys.deadlines import in_words, urgency
from surveys.enums import SurveyState
from surveys.forms.agency import BoardFilter
from surveys.models import Extension, Response, Survey
from surveys.moves import moves_of
from surveys.views.agency.sorting import column

COLUMNS = (
    ("Kommune", "kommune"),
    ("Status", "status"),
    ("Fremdrift", "fremdrift"),
    ("Frist", "frist"),
    ("Indsendt", "indsendt"),
    ("Region", "region"),
    ("Sagsbehandler", "sagsbehandler"),
    ("Journalnummer", "journalnummer"),
)


STATE_TONES = {SurveyState.OPEN: "info", SurveyState.CLOSED: "warning", SurveyState.PUBLISHED: "success"}


def survey_crumbs(survey: Survey, *more: tuple[str, str]) -> list[dict]:
    """From the agency's start to a page below a survey; the last has no address. One being prepared has no board."""
    first = "surveys:board" if survey.is_frozen else "surveys:questions"
    page = reverse(first, args=[survey.slug]) if more else ""
    crumbs = [("Tilsyn", reverse("surveys:agency_start")), (survey.title, page), *more]
    return [{"label": label, "url": url} for label, url in crumbs]


def find_survey(request: HttpRequest, slug: str) -> Survey:
    """A survey that municipalities have been asked in; one being prepared has no responses to show."""
    return get_object_or_404(_surveys(request), slug=slug)


def _surveys(request: HttpRequest) -> QuerySet[Survey]:
    return Survey.objects.visible_to(request.user).exclude(state=SurveyState.DRAFT)


@require_safe
@staff_required(*READS_RESPONSES)
def board(request: HttpRequest, survey: str) -> HttpResponse:
    found = get_object_or_404(with_board_counts(_surveys(request), request.user), slug=survey)
    now, responses = timezone.now(), Response.objects.names_visible_to(request.user).filter(survey=found)
    counts = select_counts(responses).get(found.pk, NO_RESPONSES)
    form = BoardFilter(request.GET, regions=select_regions(found), counts=counts)
    wanted = form.wanted(request.GET.get("side"))
    page = select_page(responses.marked_for(request.user), wanted, counts)
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "tone": STATE_TONES.get(found.state, ""),
        "counts": counts,
        "tiles": _tiles(counts, wanted),
        "form": form,
        "is_filtered": bool(wanted.q or wanted.state or wanted.region),
        "page": page,
        "rows": board_rows(page, found, found.question_count, now),
        "columns": [
            column(request, label, key, wanted.sort, is_numeric=key in NUMERIC_SORTS) for label, key in COLUMNS
        ],
        "deadline_words": in_words(found.deadline, now) if found.state == SurveyState.OPEN else "",
        "deadline_tone": urgency(found.deadline, now),
        "may_handle": request.user.has_staff_role(*HANDLES_CASES),
        "moves": moves_of(found, request.user),
        "unsent": found.unsent_mails,
        "asked": Extension.objects.visible_to(request.user).of_board(found),
        "events": found.events.select_related("by"),
        "crumbs": survey_crumbs(found),
    }
    return render(request, "surveys/agency/board.html", context)


def _tiles(counts: Counts, wanted: Wanted) -> list[dict]:
    """One number a state, each a way to filter by it; the one in use leads back to all."""
    return [
        {
            "label": state.label,
            "number": counts.of(state.key),
            "query": f"?status={state.key}" if state.key != wanted.state else "?",
            "is_chosen": state.key == wanted.state,
        }
        for state in STATES
        if counts.of(state.key) or state.key == wanted.state
    ]
