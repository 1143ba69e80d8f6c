"""Long work as a person follows it: a page that survives a reload, and the file at the end."""

import zipfile
from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import HANDLES_CASES, READS_RESPONSES, staff_required
from municipalities.ordering import danish_order
from reports.enums import ItemState, JobKind
from reports.files import attachment
from reports.models import LetterJob
from reports.services.jobs import cancel_job, resume_job, retry_failed
from surveys.access import can_handle


@require_safe
@staff_required(*READS_RESPONSES)
def letter_job(request: HttpRequest, survey: str, job: int) -> HttpResponse:
    """The whole page, or with htmx only the part that changes while the work goes on."""
    found = get_object_or_404(
        LetterJob.objects.visible_to(request.user).with_progress().select_related("survey"),
        pk=job,
        survey__slug=survey,
    )
    finished = found.done + found.failed
    settled = finished + found.cancelled
    context = {
        "survey": found.survey,
        "is_demo": found.survey.is_demo,
        "job": found,
        "finished": finished,
        "is_running": settled < found.total,
        "kind": found.kind,
        "may_handle": can_handle(request.user),
        "failures": found.items.visible_to(request.user)
        .filter(state=ItemState.FAILED)
        .select_related("response__municipality")
        .order_by(danish_order("response__municipality__name")),
    }
    template = "reports/includes/letter_job_progress.html" if request.htmx else "reports/letter_job.html"
    return render(request, template, context)


@require_POST
@staff_required(*HANDLES_CASES)
def retry_letter_job(request: HttpRequest, survey: str, job: int) -> HttpResponse:
    found = get_object_or_404(LetterJob.objects.visible_to(request.user), pk=job, survey__slug=survey)
    retry_failed(job=found, by=request.user)
    return redirect("reports:letter_job", survey=survey, job=job)


@require_POST
@staff_required(*HANDLES_CASES)
def cancel_letter_job(request: HttpRequest, survey: str, job: int) -> HttpResponse:
    found = get_object_or_404(LetterJob.objects.visible_to(request.user), pk=job, survey__slug=survey)
    cancel_job(job=found, by=request.user)
    return redirect("reports:letter_job", survey=survey, job=job)


@require_POST
@staff_required(*HANDLES_CASES)
def resume_letter_job(request: HttpRequest, survey: str, job: int) -> HttpResponse:
    found = get_object_or_404(LetterJob.objects.visible_to(request.user), pk=job, survey__slug=survey)
    resume_job(job=found, by=request.user)
    return redirect("reports:letter_job", survey=survey, job=job)


@require_safe
@staff_required(*READS_RESPONSES)
def letter_job_zip(request: HttpRequest, survey: str, job: int) -> HttpResponse:
    """The letters gathered so far as one ZIP, named by municipality code."""
    found = get_object_or_404(
        LetterJob.objects.visible_to(request.user), pk=job, survey__slug=survey, kind=JobKind.COLLECT
    )
    items = found.items.visible_to(request.user).filter(state=ItemState.DONE).select_related("response__municipality")
    target = BytesIO()
    # A PDF is compressed already, so the ZIP only stores it.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for item in items.iterator():
            archive.writestr(f"{item.response.municipality.code}.pdf", bytes(item.pdf))
        names = archive.namelist()
    if not names:
        raise Http404
    return attachment(target.getvalue(), name=f"breve-{survey}.zip", kind="application/zip")
