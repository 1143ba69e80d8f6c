"""The agency follows up on one answer: asks, reads the replies, asks again, and closes."""

from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import HANDLES_CASES, READS_RESPONSES, require_staff, staff_required
from municipalities.typed import LINES, keeps_typed
from surveys.dane_asking import suggest_text
from surveys.dane_compared import MEASURED, Compared, is_about_dane, select_beside
from surveys.enums import FollowUpState, ResponseState, SurveyState
from surveys.follow_ups import select_counting, select_talk, standing
from surveys.forms.follow_ups import AskForm, CloseForm
from surveys.merge import Value
from surveys.models import FollowUp, FollowUpFile, Question, Response
from surveys.services.errors import PastDeadlineError, ResponseError
from surveys.services.follow_ups import STANDS, ask_again, close_follow_up, open_follow_up, outcome_of
from surveys.views.agency.board import survey_crumbs
from surveys.views.agency.responses import find_response
from surveys.views.downloading import give_file
from surveys.views.follow_ups import seen_in
from surveys.working_copy import answer_label

METHODS = ["GET", "HEAD", "POST"]
# What is offered; the case handler may choose another day.
SUGGESTED_DAYS = 14


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*HANDLES_CASES)
def start(request: HttpRequest, survey: str, code: str, question: str) -> HttpResponse:
    found = find_response(request, survey, code)
    asked = get_object_or_404(found.survey.questions.select_related("area"), key=question)
    measured = _measured(request, found, asked)
    begins = {"text": suggest_text(measured)} if measured else {}
    form = AskForm(request.POST or None, question=asked, initial=_suggested() | begins)
    if form.is_valid() and (opened := _open(found, asked, request, form)):
        messages.success(request, "Spørgsmålet er sendt til kommunen.")
        return redirect(_url(found, "agency_follow_up", opened.number))
    submitted = asked.submitted_answers.filter(submission=found.current_submission_id).first()
    context = {
        "question": asked,
        "answer": answer_label(Value(submitted.choice, submitted.not_relevant)) if submitted else "",
        "comment": submitted.comment if submitted else "",
        "measured": measured,
        "form": form,
        "back_url": _case(found),
    }
    return _render(request, found, "surveys/agency/open_follow_up.html", context, ("Opfølgning", ""))


def _measured(request: HttpRequest, found: Response, asked: Question) -> Compared | None:
    """What was measured by the time the answer was submitted, where the person comes from a page that shows it."""
    if MEASURED not in request.GET or found.current_submission is None or not is_about_dane(asked):
        return None
    return select_beside(found, found.current_submission, timezone.now())


def _open(found: Response, asked: Question, request: HttpRequest, form: AskForm) -> FollowUp | None:
    try:
        return open_follow_up(
            response=found,
            question_key=asked.key,
            by=request.user,
            said=form.said,
            answer_by=form.cleaned_data["answer_by"],
        )
    except ResponseError as error:
        _explain(form, error)
    return None


@keeps_typed(LINES)
@never_cache
@require_http_methods(METHODS)
@staff_required(*READS_RESPONSES)
def follow_up(request: HttpRequest, survey: str, code: str, number: int) -> HttpResponse:
    found, here = _find(request, survey, code, number)
    may_handle = request.user.has_staff_role(*HANDLES_CASES)
    if request.method == "POST":
        require_staff(request.user, *HANDLES_CASES)
    form = AskForm(request.POST or None, question=here.question, initial=_suggested())
    if form.is_valid() and _ask(request, here, form):
        messages.success(request, "Spørgsmålet er sendt til kommunen.")
        return redirect(_url(found, "agency_follow_up", number))
    talk = select_talk(here, names_staff=True)
    is_live = may_handle and here.is_open and found.survey.state != SurveyState.ARCHIVED
    is_live = is_live and found.state != ResponseState.WITHDRAWN
    context = {
        "here": here,
        "counting": select_counting(here),
        "measured": select_beside(found, here.submission, timezone.now()) if is_about_dane(here.question) else None,
        "talk": talk,
        "seen": len(talk),
        "standing": standing(here, timezone.now()),
        # What came too late to be sent is still there to be copied.
        "form": form if form.is_bound or (is_live and found.state in STANDS) else None,
        "is_waiting": is_live and found.state not in STANDS,
        "close_url": _url(found, "close_follow_up", number) if is_live else "",
        "files_url": f"{_case(found)}opfoelgning/filer/",
    }
    return _render(request, found, "surveys/agency/follow_up.html", context, (f"Opfølgning {number}", ""))


def _ask(request: HttpRequest, here: FollowUp, form: AskForm) -> bool:
    answer_by = form.cleaned_data["answer_by"]
    try:
        ask_again(follow_up=here, by=request.user, said=form.said, answer_by=answer_by, seen=seen_in(request))
    except ResponseError as error:
        _explain(form, error)
        return False
    return True


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*HANDLES_CASES)
def close(request: HttpRequest, survey: str, code: str, number: int) -> HttpResponse:
    found, here = _find(request, survey, code, number)
    back = _url(found, "agency_follow_up", number)
    if request.method != "POST" and not here.is_open:
        return redirect(back)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _close(request, here, form):
        messages.success(request, "Opfølgningen er afsluttet.")
        return redirect(back)
    outcome = outcome_of(here)
    context = {
        "here": here,
        "form": form,
        "outcome": outcome,
        "outcome_label": outcome.label,
        "is_corrected": outcome == FollowUpState.CORRECTED,
        "seen": here.messages.count(),
        "back_url": back,
    }
    return _render(
        request, found, "surveys/agency/close_follow_up.html", context, (f"Opfølgning {number}", back), ("Afslut", "")
    )


def _close(request: HttpRequest, here: FollowUp, form: CloseForm) -> bool:
    outcome, text = request.POST.get("outcome", ""), form.cleaned_data["text"]
    try:
        close_follow_up(follow_up=here, by=request.user, outcome=outcome, text=text, seen=seen_in(request))
    except ResponseError as error:
        _explain(form, error)
        return False
    return True


@never_cache
@require_safe
@staff_required(*READS_RESPONSES)
def file(request: HttpRequest, survey: str, code: str, pk: int) -> HttpResponse:
    found = find_response(request, survey, code)
    files = FollowUpFile.objects.visible_to(request.user).filter(follow_up__response=found)
    return give_file(request, get_object_or_404(files, pk=pk))


def _find(request: HttpRequest, survey: str, code: str, number: int) -> tuple[Response, FollowUp]:
    found = find_response(request, survey, code)
    rows = FollowUp.objects.visible_to(request.user).filter(response=found).select_related("question__area")
    here = get_object_or_404(rows, number=number)
    here.response = found
    return found, here


def _suggested() -> dict:
    return {"answer_by": timezone.localdate() + timedelta(days=SUGGESTED_DAYS)}


def _explain(form: Form, error: ResponseError) -> None:
    form.add_error("answer_by" if isinstance(error, PastDeadlineError) else None, str(error))


def _url(found: Response, name: str, number: int) -> str:
    return reverse(f"surveys:{name}", args=[found.survey.slug, found.municipality.code, number])


def _case(found: Response) -> str:
    return reverse("surveys:response", args=[found.survey.slug, found.municipality.code])


def _render(
    request: HttpRequest, found: Response, template: str, context: dict, *here: tuple[str, str]
) -> HttpResponse:
    context |= {
        "response": found,
        "survey": found.survey,
        "municipality": found.municipality,
        "is_demo": found.survey.is_demo,
        "crumbs": survey_crumbs(found.survey, (found.municipality.name, _case(found)), *here),
    }
    return render(request, template, context)
