"""Formal reminders to those who have not answered: chosen from a list, seen once more, then made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from municipalities.access import MANAGES, staff_required
from reports.enums import FormalKind
from reports.selectors.formal import select_text
from reports.selectors.formal_reminders import select_reminder_rows
from reports.services.errors import LetterError
from reports.services.formal_causes import remind_formally
from reports.views.formal import formal_crumbs
from surveys.models import Response
from surveys.views.agency.board import find_survey

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@staff_required(*MANAGES)
def formal_reminders(request: HttpRequest, survey: str) -> HttpResponse:
    """GET lists those who have not answered; POST shows the chosen, and confirmed makes a letter to each."""
    found = find_survey(request, survey)
    codes = {code for code in request.POST.getlist("kommune") if code.isalnum()}
    if "bekraeft" in request.POST:
        return _remind(request, survey, codes)
    responses = Response.objects.visible_to(request.user).filter(survey=found)
    rows = select_reminder_rows(responses, timezone.now())
    chosen = [row for row in rows if row.response.municipality.code in codes and not row.is_reminded_today]
    if request.method == "POST" and not chosen:
        messages.warning(request, "Du har ikke valgt nogen, der kan få et brev i dag. Sæt mindst ét kryds.")
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "rows": rows,
        "chosen": chosen,
        "may_be_chosen": any(not row.is_reminded_today for row in rows),
        "is_reviewed": select_text(found, FormalKind.REMINDER).is_reviewed,
        "crumbs": formal_crumbs(found, ("Formel påmindelse", "")),
    }
    return render(request, "reports/formal_reminders.html", context)


def _remind(request: HttpRequest, survey: str, codes: set[str]) -> HttpResponse:
    try:
        number = remind_formally(survey=find_survey(request, survey), codes=codes, by=request.user)
    except LetterError as error:
        messages.warning(request, str(error))
        return redirect("reports:formal_reminders", survey=survey)
    messages.success(request, f"{number} {'brev' if number == 1 else 'breve'} bliver dannet om et øjeblik.")
    return redirect("reports:formal_letters", survey=survey)
