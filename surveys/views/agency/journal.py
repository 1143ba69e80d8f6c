"""Journal numbers pasted for many: first shown, then set, all or none."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from municipalities.access import HANDLES_CASES, staff_required
from municipalities.typed import LINES, keeps_typed
from surveys.digests import digest
from surveys.forms.agency import JournalNumbersForm
from surveys.handlers import select_kept_codes
from surveys.journal import BadRow, PlannedNumber, plan_numbers, read_rows, shared_numbers
from surveys.models import Response, Survey
from surveys.services.casework import set_journal_numbers
from surveys.services.errors import ResponseError
from surveys.views.agency.board import find_survey, survey_crumbs


@keeps_typed(LINES)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*HANDLES_CASES)
def journal_numbers(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_survey(request, survey)
    board = reverse("surveys:board", args=[survey])
    form = JournalNumbersForm(request.POST or None, cancel_url=board)
    context = {"survey": found, "form": form, "is_demo": found.is_demo}
    context["crumbs"] = survey_crumbs(found, ("Journalnumre", ""))
    if not form.is_valid() or "edit" in request.POST:
        return render(request, "surveys/agency/journal_numbers.html", context)
    planned, bad = _plan(request, found, form.cleaned_data["text"])
    seen = digest([[row.code, row.before, row.number] for row in planned])
    if "confirm" in request.POST and not bad and request.POST.get("seen") == seen:
        if _set(request, found, planned):
            return redirect(board)
    elif "confirm" in request.POST and not bad:
        messages.warning(request, "Noget er ændret, siden du så listen. Se den igen, før du gemmer. Intet er gemt.")
    context |= {"planned": planned, "bad": bad, "seen": seen, "shared": shared_numbers(planned)}
    return render(request, "surveys/agency/journal_preview.html", context)


def _plan(request: HttpRequest, survey: Survey, text: str) -> tuple[list[PlannedNumber], list[BadRow]]:
    rows, unreadable = read_rows(text)
    known = {
        code: (name, number)
        for code, name, number in Response.objects.visible_to(request.user)
        .filter(survey=survey)
        .order_by()
        .values_list("municipality__code", "municipality__name", "journal_number")
    }
    planned, unknown = plan_numbers(rows, known, select_kept_codes(request.user))
    return planned, sorted([*unreadable, *unknown], key=lambda row: row.line)


def _set(request: HttpRequest, survey: Survey, planned: list[PlannedNumber]) -> bool:
    try:
        changed = set_journal_numbers(survey=survey, planned=planned, by=request.user)
    except ResponseError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, f"Gemt: {changed} {'journalnummer' if changed == 1 else 'journalnumre'}.")
    return True
