"""The agency's letters: the list, and the three acts that lead to a sent letter, each with a last look before it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import HANDLES_CASES, MANAGES, READS_RESPONSES, staff_required
from reports import files
from reports.enums import JobKind
from reports.models import Letter, LetterJob
from reports.selectors.letter_list import LetterRow, Stage, count_letters, select_letter_rows
from reports.services.drafts import approve_letter, why_not_approve
from reports.services.errors import LetterError
from reports.services.jobs import draft_bytes, start_job
from surveys.access import can_handle, can_manage
from surveys.advice import without_advice
from surveys.enums import SurveyState
from surveys.models import Response, Survey
from surveys.preparation import count_without_advice
from surveys.views.agency.board import survey_crumbs

NONE_CHOSEN = "Der er ingen breve at {act} blandt dem, du valgte."


@require_safe
@staff_required(*READS_RESPONSES)
def letters(request: HttpRequest, survey: str) -> HttpResponse:
    found = _find_survey(request, survey)
    rows = _rows(request, found)
    counts = {stage.value: sum(row.stage == stage for row in rows) for stage in Stage}
    return render(
        request,
        "reports/letters.html",
        {
            "survey": found,
            "rows": rows,
            "may_hand_over": can_handle(request.user) and any(row.letter for row in rows),
            "figure": count_letters(Response.objects.names_visible_to(request.user).filter(survey=found)),
            "counts": counts,
            "jobs": LetterJob.objects.visible_to(request.user).with_progress().filter(survey=found)[:5],
            "is_archived": found.state == SurveyState.ARCHIVED,
            "without_advice": count_without_advice(found),
            "may_manage": can_manage(request.user),
            "may_handle": can_handle(request.user),
            "crumbs": survey_crumbs(found, ("Vejledningsbreve", "")),
            "is_demo": found.is_demo,
        },
    )


@require_safe
@staff_required(*READS_RESPONSES)
def letter_draft(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    """The draft with the watermark; where none is stored, the letter as it would be drafted today."""
    response = get_object_or_404(
        Response.objects.visible_to(request.user)
        .respondents()
        .select_related("survey", "municipality", "current_submission", "case_handler"),
        survey__slug=survey,
        municipality__code=code,
    )
    return files.pdf(draft_bytes(response), name=f"udkast-{survey}-{code}.pdf")


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
@staff_required(*HANDLES_CASES)
def draft_letters(request: HttpRequest, survey: str) -> HttpResponse:
    """Those chosen, or with »alle« those that lack a letter."""
    found = _find_survey(request, survey)
    chosen = [row for row in _chosen(request, found, Stage.MISSING) if row.can_draft]
    if not chosen:
        return _nothing(request, found, "lave udkast til")
    if missing := without_advice(found, found.advice_versions.last()):
        messages.error(request, missing)
        return redirect("reports:letters", survey=survey)
    if "bekraeft" not in request.POST:
        return render(
            request, "reports/draft_letters.html", {"survey": found, "chosen": chosen, "is_demo": found.is_demo}
        )
    return _start(request, found, JobKind.DRAFT, chosen)


@require_POST
@staff_required(*MANAGES)
def approve_letters(request: HttpRequest, survey: str) -> HttpResponse:
    """The confirmed POST names each letter with the digest the person was shown; one that has changed is refused."""
    found = _find_survey(request, survey)
    if "bekraeft" in request.POST:
        return _approve(
            request, found, dict(name.split(":", 1) for name in request.POST.getlist("brev") if ":" in name)
        )
    rows = [row for row in _chosen(request, found, Stage.DRAFTED) if row.stage == Stage.DRAFTED]
    refused = [(row, reason) for row in rows if (reason := why_not_approve(row.draft, request.user))]
    chosen = [row for row in rows if not why_not_approve(row.draft, request.user)]
    if not rows:
        return _nothing(request, found, "godkende")
    context = {"survey": found, "chosen": chosen, "refused": refused, "is_demo": found.is_demo}
    return render(request, "reports/approve_letters.html", context)


def _approve(request: HttpRequest, survey: Survey, digests: dict[str, str]) -> HttpResponse:
    """Each by itself: one that is refused says why, and the others are approved."""
    letters = Letter.objects.visible_to(request.user).drafts().select_related("response__municipality")
    found = list(letters.filter(response__survey=survey, response__municipality__code__in=filter(str.isalnum, digests)))
    if len(found) < len(digests) or not digests:
        messages.warning(request, "Nogle af brevene er ikke udkast længere. Se listen.")
    approved = 0
    for letter in found:
        municipality = letter.response.municipality
        try:
            approve_letter(letter=letter, by=request.user, digest=digests[municipality.code])
            approved += 1
        except LetterError as error:
            messages.error(request, f"{municipality.name}: {error}")
    if approved:
        messages.success(request, f"{approved} {'brev er' if approved == 1 else 'breve er'} godkendt.")
    return redirect("reports:letters", survey=survey.slug)


@require_POST
@staff_required(*MANAGES)
def issue_letters(request: HttpRequest, survey: str) -> HttpResponse:
    """Approved letters only; first says what will happen and to whom, and the confirmed POST starts the work."""
    found = _find_survey(request, survey)
    chosen = [row for row in _chosen(request, found, Stage.APPROVED) if row.stage == Stage.APPROVED]
    if not chosen:
        return _nothing(request, found, "udsende")
    if "bekraeft" not in request.POST:
        return render(
            request, "reports/issue_letters.html", {"survey": found, "chosen": chosen, "is_demo": found.is_demo}
        )
    return _start(request, found, JobKind.ISSUE, chosen)


@require_POST
@staff_required(*HANDLES_CASES)
def collect_letters(request: HttpRequest, survey: str) -> HttpResponse:
    """Start gathering every respondent's letter into one ZIP."""
    found = _find_survey(request, survey)
    rows = _rows(request, found)
    if not rows:
        messages.warning(request, "Der er ingen breve at samle, før den første kommune har indsendt.")
        return redirect("reports:letters", survey=survey)
    return _start(request, found, JobKind.COLLECT, rows)


def _find_survey(request: HttpRequest, slug: str) -> Survey:
    return get_object_or_404(Survey.objects.visible_to(request.user), slug=slug)


def _rows(request: HttpRequest, survey: Survey) -> list[LetterRow]:
    return select_letter_rows(Response.objects.visible_to(request.user).respondents().filter(survey=survey))


def _chosen(request: HttpRequest, survey: Survey, stage: Stage) -> list[LetterRow]:
    """Those ticked; with »alle« all that have come to the stage."""
    if "alle" in request.POST:
        return [row for row in _rows(request, survey) if row.stage == stage]
    codes = set(request.POST.getlist("kommune"))
    return [row for row in _rows(request, survey) if row.response.municipality.code in codes]


def _nothing(request: HttpRequest, survey: Survey, act: str) -> HttpResponse:
    messages.warning(request, NONE_CHOSEN.format(act=act))
    return redirect("reports:letters", survey=survey.slug)


def _start(request: HttpRequest, survey: Survey, kind: JobKind, rows: list[LetterRow]) -> HttpResponse:
    try:
        job = start_job(survey=survey, kind=kind, responses=[row.response for row in rows], by=request.user)
    except LetterError as error:
        messages.error(request, str(error))
        return redirect("reports:letters", survey=survey.slug)
    return redirect("reports:letter_job", survey=survey.slug, job=job.pk)
