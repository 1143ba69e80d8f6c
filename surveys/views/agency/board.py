"""The board of responses, and closing and reopening the survey from it."""

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import HANDLES_CASES, MANAGES, READS_RESPONSES, staff_required
from municipalities.typed import REASON, keeps_typed
from surveys.board import (
    NO_RESPONSES,
    NUMERIC_SORTS,
    STATES,
    Counts,
    Wanted,
    board_rows,
    municipalities_in_words,
    select_counts,
    select_page,
    select_regions,
    with_board_counts,
)
from surveys.deadlines import in_words, urgency
from surveys.enums import SurveyState
from surveys.forms.agency import BoardFilter, ReopenForm
from surveys.models import Extension, Response, Survey
from surveys.services.errors import SurveyError
from surveys.services.surveys import move_survey

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


def survey_crumbs(survey: Survey, *more: tuple[str, str]) -> list[dict]:
    """From the agency's start to a page below a survey; the last has no address."""
    board = reverse("surveys:board", args=[survey.slug]) if more else ""
    crumbs = [("Tilsyn", reverse("surveys:agency_start")), (survey.title, board), *more]
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
    now, responses = timezone.now(), Response.objects.visible_to(request.user).filter(survey=found)
    counts = select_counts(responses).get(found.pk, NO_RESPONSES)
    form = BoardFilter(request.GET, regions=select_regions(found), counts=counts)
    wanted = form.wanted(request.GET.get("side"))
    page = select_page(responses, wanted, counts)
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "counts": counts,
        "tiles": _tiles(counts, wanted),
        "form": form,
        "is_filtered": bool(wanted.q or wanted.state or wanted.region),
        "page": page,
        "rows": board_rows(page, found, found.question_count, now),
        "columns": _columns(request, wanted),
        "deadline_words": in_words(found.deadline, now) if found.state == SurveyState.OPEN else "",
        "deadline_tone": urgency(found.deadline, now),
        "may_handle": request.user.has_staff_role(*HANDLES_CASES),
        "may_close": found.state == SurveyState.OPEN and request.user.has_staff_role(*MANAGES),
        "may_reopen": found.state == SurveyState.CLOSED and request.user.has_staff_role(*MANAGES),
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


def _columns(request: HttpRequest, wanted: Wanted) -> list[dict]:
    """Each heading sorts by its column, and the other way round if the list is sorted by it already."""
    return [_column(request, label, key, wanted.sort) for label, key in COLUMNS]


def _column(request: HttpRequest, label: str, key: str, sort: str) -> dict:
    directions = {key: "ascending", f"-{key}": "descending"}
    query = request.GET.copy()
    query["sorter"] = f"-{key}" if sort == key else key
    query.pop("side", None)
    return {
        "label": label,
        "url": f"?{query.urlencode()}",
        "direction": directions.get(sort, ""),
        "numeric": key in NUMERIC_SORTS,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES)
def close(request: HttpRequest, survey: str) -> HttpResponse:
    """A page that says what closing does and to how many, and the POST behind it."""
    found = find_survey(request, survey)
    if request.method == "POST":
        _move(request, found, SurveyState.CLOSED, "Tilsynet er lukket for besvarelser.")
        return redirect("surveys:board", survey=survey)
    counts = select_counts(Response.objects.visible_to(request.user).filter(survey=found))
    context = {
        "survey": found,
        "effects": _closing_effects(counts.get(found.pk, NO_RESPONSES)),
        "crumbs": survey_crumbs(found, ("Luk tilsynet", "")),
        "is_demo": found.is_demo,
    }
    return render(request, "surveys/agency/close.html", context)


def _closing_effects(counts: Counts) -> list[str]:
    """What happens to those in each state, leaving out what concerns nobody."""
    effects = (
        (("indsendt", "godkendt"), "har indsendt. Deres besvarelser tæller med som nu."),
        (("ikke-begyndt", "kladde", "klar"), "har ikke indsendt og kan ikke længere svare eller indsende."),
        (("sendt-tilbage",), "har fået besvarelsen tilbage og kan stadig rette og indsende igen."),
    )
    return [f"{municipalities_in_words(counts.of(*keys))} {text}" for keys, text in effects if counts.of(*keys)]


@keeps_typed(REASON)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES)
def reopen(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_survey(request, survey)
    back = reverse("surveys:board", args=[survey])
    form = ReopenForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        done = _move(request, found, SurveyState.OPEN, "Tilsynet er åbnet igen.", form.cleaned_data["reason"], form)
        if done:
            return redirect(back)
    counts = select_counts(Response.objects.visible_to(request.user).filter(survey=found))
    awaited = counts.get(found.pk, NO_RESPONSES).of("ikke-begyndt", "kladde", "klar")
    context = {
        "survey": found,
        "form": form,
        "awaited": municipalities_in_words(awaited),
        "crumbs": survey_crumbs(found, ("Genåbn tilsynet", "")),
        "is_demo": found.is_demo,
    }
    return render(request, "surveys/agency/reopen.html", context)


def _move(
    request: HttpRequest, survey: Survey, target: SurveyState, done: str, reason: str = "", form: Form | None = None
) -> bool:
    """Where it is refused, a form keeps what was typed, with the message in it."""
    try:
        move_survey(survey=survey, target=target, by=request.user, reason=reason)
    except SurveyError as error:
        if form is None:
            messages.error(request, str(error))
        else:
            form.add_error(None, str(error))
        return False
    messages.success(request, done)
    return True
