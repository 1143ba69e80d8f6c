"""The workbook's pages: fetch it, hand it in, see what it would change, and save that."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import require_role
from municipalities.middleware import MunicipalityRequest
from municipalities.typed import DESCRIBED, keeps_typed
from surveys.access import ANSWERS, can_answer
from surveys.forms.workbook import WorkbookForm, read_decisions
from surveys.models import Response
from surveys.services.errors import NotEditableError
from surveys.services.workbooks import LOCKED, Decision, FilledRow, Outcome, RowOutcome, save_workbook
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.sandbox import read_limited
from surveys.uploads.turns import takes_turn
from surveys.views.own import crumbs, own_response, own_responses, url_of
from surveys.workbook.carried import StalePreviewError, carry, unpack
from surveys.workbook.columns import Column
from surveys.workbook.content import select_workbook
from surveys.workbook.reading import JOB
from surveys.workbook.refusals import refusal_words
from surveys.workbook.review import select_review
from surveys.workbook.writing import write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STALE = (
    "Listen er for gammel eller er vist for en anden. Intet er gemt. Indlæs regnearket igen, så viser siden, hvad der "
    "bliver ændret nu."
)


@never_cache
@require_safe
def workbook_file(request: MunicipalityRequest, survey: str) -> HttpResponse:
    response = own_response(request, survey)
    content = write_workbook(select_workbook(response, timezone.now()))
    name = f"besvarelse-{request.municipality.slug}-{survey}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: MunicipalityRequest, survey: str) -> HttpResponse:
    """GET offers the file and the form; POST reads the file and shows what it would change, and writes nothing."""
    response = own_response(request, survey)
    if request.method != "POST":
        return _render_start(request, response, WorkbookForm())
    require_role(request.membership, *ANSWERS)
    form = WorkbookForm(request.POST, request.FILES)
    if not response.is_open_for_answers:
        return _render_start(request, response, form, status=409)
    if not form.is_valid():
        return _render_start(request, response, form, status=422)
    try:
        with takes_turn(request.user.pk):
            read = read_limited(JOB, form.cleaned_data["workbook"])
    except RefusedFileError as error:
        form.add_error("workbook", refusal_words(error))
        return _render_start(request, response, form, status=422)
    rows = [
        FilledRow(row["row"], row[Column.KEY], row[Column.VERSION], row[Column.ANSWER], row[Column.COMMENT])
        for row in read["rows"]
    ]
    return _try(request, response, rows, read["letters"])


def _try(
    request: MunicipalityRequest, response: Response, rows: Sequence[FilledRow], letters: dict[str, str]
) -> HttpResponse:
    try:
        outcomes = _save(request, response, rows, is_trial=True)
    except NotEditableError:
        return _render_start(request, own_response(request, response.survey.slug), WorkbookForm(), status=409)
    return _render_review(request, response, outcomes, letters)


def _save(request: MunicipalityRequest, response: Response, rows: Sequence[FilledRow], **how) -> list[RowOutcome]:
    return save_workbook(
        responses=own_responses(request),
        pk=response.pk,
        rows=rows,
        membership=request.membership,
        by=request.user,
        **how,
    )


@keeps_typed(DESCRIBED)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: MunicipalityRequest, survey: str) -> HttpResponse:
    """Save what the preview showed. A change made meanwhile is a new conflict, and the page shows it."""
    response = own_response(request, survey)
    if request.method != "POST":
        return redirect(url_of(response, "workbook"))
    require_role(request.membership, *ANSWERS)
    try:
        rows, letters = unpack(request.POST.get("rows", ""), user=request.user, response=response)
    except StalePreviewError:
        messages.warning(request, STALE)
        return _render_start(request, response, WorkbookForm(), status=409)
    decisions = read_decisions(request.POST, rows)
    try:
        outcomes = _save(request, response, rows, decisions=decisions)
    except NotEditableError:
        return _render_start(request, own_response(request, survey), WorkbookForm(), status=409)
    return _tell(request, response, outcomes, letters, decisions)


def _tell(
    request: MunicipalityRequest,
    response: Response,
    outcomes: list[RowOutcome],
    letters: dict[str, str],
    decisions: dict[str, Decision],
) -> HttpResponse:
    """Back to the overview where all is done; what is left to decide is shown again."""
    count = sum(bool(one.saved and one.saved.value != one.before) for one in outcomes)
    saved = f"{count} svar er gemt fra regnearket." if count else "Alt fra regnearket stod her i forvejen."
    left = [one for one in outcomes if one.outcome not in {Outcome.NEW, Outcome.SAME}]
    if not left:
        messages.success(request, saved)
        return redirect(url_of(response, "overview"))
    return _render_review(request, response, left, letters, saved=saved if count else "", was_sent=True, status=409)


def _render_start(
    request: MunicipalityRequest, response: Response, form: WorkbookForm, *, status: int = 200
) -> HttpResponse:
    """`locked` is said to those who could otherwise upload."""
    may_upload = can_answer(request.membership, response)
    context = {
        "response": response,
        "form": form if may_upload else None,
        "locked": LOCKED if request.membership.role in ANSWERS and not may_upload else "",
        "was_refused": status == 409,
        "file_url": url_of(response, "workbook_file"),
        "crumbs": crumbs(response, "Regneark"),
        "is_demo": response.survey.is_demo,
    }
    return render(request, "surveys/municipal/workbook.html", context, status=status)


def _render_review(
    request: MunicipalityRequest,
    response: Response,
    outcomes: list[RowOutcome],
    letters: dict[str, str],
    *,
    saved: str = "",
    was_sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    carried = [one.row for one in outcomes if one.outcome != Outcome.SAME]
    context = {
        "response": response,
        "review": select_review(outcomes, letters, is_saved=was_sent),
        "saved": saved,
        "was_sent": was_sent,
        "rows": carry(carried, letters, user=request.user, response=response),
        "save_url": url_of(response, "save_workbook"),
        "workbook_url": url_of(response, "workbook"),
        "overview_url": url_of(response, "overview"),
        "crumbs": crumbs(response, "Regneark"),
        "is_demo": response.survey.is_demo,
    }
    return render(request, "surveys/municipal/workbook_review.html", context, status=status)
