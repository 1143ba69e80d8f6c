"""The agency's formal letters: all of a survey with their state, each as PDF, and making what failed again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import HANDLES_CASES, READS_RESPONSES, staff_required
from reports import files
from reports.enums import FormalState
from reports.models import FormalLetter
from reports.selectors.formal import select_texts
from reports.services.formal_making import retry_failed
from surveys.access import can_handle, can_manage
from surveys.models import Survey
from surveys.views.agency.board import find_survey, survey_crumbs

PAGE_SIZE = 50
TONES = {
    FormalState.ISSUED: "success",
    FormalState.WAITING: "warning",
    FormalState.DRAFT: "info",
    FormalState.FAILED: "error",
}

ONLY_DRAFTS = (
    "Breve med en tekst, som ingen jurist har gennemgået, bliver lavet som udkast. Kommunerne ser dem ikke. Når "
    "teksten er markeret som gennemgået, bliver de dannet igen."
)
SEEN_IN_DEMO = "I demoen ser kommunerne brevene alligevel, og brevene siger, at teksten ikke er juridisk gennemgået."


@require_safe
@staff_required(*READS_RESPONSES)
def formal_letters(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_survey(request, survey)
    of_survey = FormalLetter.objects.visible_to(request.user).filter(response__survey=found)
    counts = dict(of_survey.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("status", "")
    chosen = of_survey.filter(state=state) if state in FormalState.values else of_survey
    related = ("response__municipality", "caused_by")
    page = Paginator(chosen.without_bytes().select_related(*related), PAGE_SIZE).get_page(request.GET.get("side"))
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "tiles": _tiles(counts, state),
        "rows": [_row(letter, found) for letter in page],
        "page": page,
        "total": sum(counts.values()),
        "failed": counts.get(FormalState.FAILED, 0),
        "issued": counts.get(FormalState.ISSUED, 0),
        "unreviewed": _unreviewed(found),
        "tone": "info" if found.is_demo else "warning",
        "may_handle": can_handle(request.user),
        "may_manage": can_manage(request.user),
        "crumbs": formal_crumbs(found),
    }
    return render(request, "reports/formal_letters.html", context)


def _unreviewed(survey: Survey) -> str:
    kinds = [text.kind.label for text in select_texts(survey) if not text.is_reviewed]
    return f"{SEEN_IN_DEMO if survey.is_demo else ONLY_DRAFTS} Det gælder: {', '.join(kinds)}." if kinds else ""


def formal_crumbs(survey: Survey, *more: tuple[str, str]) -> list[dict]:
    own = reverse("reports:formal_letters", args=[survey.slug]) if more else ""
    return survey_crumbs(survey, ("Formelle breve", own), *more)


def _tiles(counts: dict[str, int], chosen: str) -> list[dict]:
    """One number a state, each a way to filter by it; the one in use leads back to all."""
    return [
        {
            "label": state.label,
            "number": counts.get(state, 0),
            "query": "?" if state == chosen else f"?status={state}",
            "is_chosen": state == chosen,
        }
        for state in FormalState
        if counts.get(state) or state == chosen
    ]


def _row(letter: FormalLetter, survey: Survey) -> dict:
    code = letter.response.municipality.code
    return {
        "letter": letter,
        "municipality": letter.response.municipality,
        "case_url": reverse("surveys:response", args=[survey.slug, code]),
        "pdf_url": reverse("reports:formal_letter_pdf", args=[survey.slug, code, letter.number]),
        "tone": TONES.get(letter.state, ""),
    }


@require_safe
@staff_required(*READS_RESPONSES)
def formal_letter_pdf(request: HttpRequest, survey: str, code: str, number: int) -> HttpResponse:
    """The stored bytes, of a draft too; 404 until it is made."""
    letter = get_object_or_404(
        FormalLetter.objects.visible_to(request.user).filter(pdf__isnull=False),
        response__survey__slug=survey,
        response__municipality__code=code,
        number=number,
    )
    return files.pdf(letter.pdf, name=f"{letter.kind}-{survey}-{code}-{number}.pdf")


@require_POST
@staff_required(*HANDLES_CASES)
def retry_formal_letters(request: HttpRequest, survey: str) -> HttpResponse:
    number = retry_failed(survey=find_survey(request, survey), by=request.user)
    if number:
        messages.success(request, f"{number} {'brev' if number == 1 else 'breve'} bliver dannet igen om et øjeblik.")
    else:
        messages.warning(request, "Der er ingen mislykkede breve.")
    return redirect("reports:formal_letters", survey=survey)
