"""The agency's letters: the list, drafts, issuing one or many, and all of them as one file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import HANDLES_CASES, MANAGES, READS_RESPONSES, staff_required
from reports import files
from reports.enums import JobKind
from reports.models import Letter, LetterJob
from reports.selectors.letter_list import select_letter_rows
from reports.selectors.letters import select_letter
from reports.services.jobs import start_job
from reports.services.letters import draft_pdf
from surveys.access import can_handle, can_manage
from surveys.models import Response, Survey
from surveys.views.agency.board import survey_crumbs


@require_safe
@staff_required(*READS_RESPONSES)
def letters(request: HttpRequest, survey: str) -> HttpResponse:
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    rows = select_letter_rows(Response.objects.visible_to(request.user).respondents().filter(survey=found))
    return render(
        request,
        "reports/letters.html",
        {
            "survey": found,
            "rows": rows,
            "issued": sum(row.letter is not None for row in rows),
            "ready": sum(row.can_issue for row in rows),
            "jobs": LetterJob.objects.visible_to(request.user).with_progress().filter(survey=found)[:5],
            "may_issue": can_manage(request.user),
            "may_collect": can_handle(request.user),
            "crumbs": survey_crumbs(found, ("Vejledningsbreve", "")),
            "is_demo": found.is_demo,
        },
    )


@require_safe
@staff_required(*READS_RESPONSES)
def letter_draft(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    """The letter as it would be issued today, with the watermark; nothing is stored."""
    response = get_object_or_404(
        Response.objects.visible_to(request.user)
        .respondents()
        .select_related("survey", "municipality", "current_submission", "case_handler"),
        survey__slug=survey,
        municipality__code=code,
    )
    return files.pdf(draft_pdf(select_letter(response)), name=f"udkast-{survey}-{code}.pdf")


@require_safe
@staff_required(*READS_RESPONSES)
def agency_letter_pdf(request: HttpRequest, survey: str, code: str, number: int) -> HttpResponse:
    letter = get_object_or_404(
        Letter.objects.visible_to(request.user),
        response__survey__slug=survey,
        response__municipality__code=code,
        number=number,
    )
    return files.pdf(letter.pdf, name=f"vejledningsbrev-{survey}-{code}-{number}.pdf")


@require_POST
@staff_required(*MANAGES)
def issue_letters(request: HttpRequest, survey: str) -> HttpResponse:
    """First says what will happen and to whom; the confirmed POST starts the work."""
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    rows = select_letter_rows(Response.objects.visible_to(request.user).respondents().filter(survey=found))
    codes = set(request.POST.getlist("kommune"))
    chosen = [row.response for row in rows if row.can_issue and row.response.municipality.code in codes]
    if not chosen:
        messages.warning(request, "Vælg mindst én kommune, der kan få et brev nu.")
        return redirect("reports:letters", survey=survey)
    if "bekraeft" not in request.POST:
        context = {"survey": found, "chosen": chosen, "is_demo": found.is_demo}
        return render(request, "reports/issue_letters.html", context)
    job = start_job(survey=found, kind=JobKind.ISSUE, responses=chosen, by=request.user)
    return redirect("reports:letter_job", survey=survey, job=job.pk)


@require_POST
@staff_required(*HANDLES_CASES)
def collect_letters(request: HttpRequest, survey: str) -> HttpResponse:
    """Start gathering every respondent's letter into one ZIP."""
    found = get_object_or_404(Survey.objects.visible_to(request.user), slug=survey)
    responses = list(Response.objects.visible_to(request.user).respondents().filter(survey=found))
    if not responses:
        messages.warning(request, "Der er ingen breve at samle, før den første kommune har indsendt.")
        return redirect("reports:letters", survey=survey)
    job = start_job(survey=found, kind=JobKind.COLLECT, responses=responses, by=request.user)
    return redirect("reports:letter_job", survey=survey, job=job.pk)
