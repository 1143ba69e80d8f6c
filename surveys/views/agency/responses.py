"""One response as the agency reads it: as submitted, never the working copy."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from municipalities.access import HANDLES_CASES, READS_RESPONSES, staff_required
from surveys.board import board_state
from surveys.deadlines import in_words
from surveys.enums import ResponseState, SurveyState
from surveys.forms.agency import CaseForm
from surveys.models import Response
from surveys.services.casework import set_case
from surveys.services.errors import AssignmentError
from surveys.states import AWAITED, RESPONSE_MOVES, Actor, find_move
from surveys.views.agency.board import survey_crumbs
from surveys.views.agency.reading import reading_context

ACTIONS = (
    (ResponseState.ACCEPTED, "surveys:accept_response", "Godkend", "primary"),
    (ResponseState.RETURNED, "surveys:return_response", "Send tilbage", "secondary"),
    (ResponseState.WITHDRAWN, "surveys:withdraw_response", "Udtag", "secondary"),
)

# The municipality's own steps stand among the submissions.
DECISIONS = [target for target, *_ in ACTIONS]


def find_response(request: HttpRequest, survey: str, code: str) -> Response:
    responses = Response.objects.visible_to(request.user).exclude(survey__state=SurveyState.DRAFT)
    return get_object_or_404(
        responses.select_related(
            "survey", "municipality", "region", "case_handler", "current_submission__submitted_by"
        ),
        survey__slug=survey,
        municipality__code=code,
    )


@require_safe
@staff_required(*READS_RESPONSES)
def response(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    return _page(request, find_response(request, survey, code))


@require_POST
@staff_required(*HANDLES_CASES)
def journal_number(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    """Save journal number and case handler; wrong input comes back on the page with what was typed."""
    found = find_response(request, survey, code)
    form = CaseForm(request.POST, instance=found, action=request.path)
    if not form.is_valid():
        return _page(request, find_response(request, survey, code), form)
    try:
        set_case(response=found, by=request.user, **form.cleaned_data)
    except AssignmentError as error:
        form.add_error("case_handler", " ".join([*error.details, str(error)]))
        return _page(request, find_response(request, survey, code), form)
    messages.success(request, "Sagen er gemt.")
    return redirect("surveys:response", survey=survey, code=code)


def _page(request: HttpRequest, found: Response, form: CaseForm | None = None) -> HttpResponse:
    questions = found.survey.questions.count()
    may_handle = request.user.has_staff_role(*HANDLES_CASES)
    context = {
        "response": found,
        "survey": found.survey,
        "municipality": found.municipality,
        "is_demo": found.survey.is_demo,
        "state": board_state(found),
        "deadline_words": in_words(found.deadline, timezone.now()) if found.state in AWAITED else "",
        "questions": questions,
        "progress_text": f"{found.answered_count} af {questions} spørgsmål er besvaret",
        **reading_context(request, found),
        "files_url": f"{reverse('surveys:response', args=[found.survey.slug, found.municipality.code])}filer/",
        "events": found.events.filter(to_state__in=DECISIONS).select_related("by"),
        **_extensions(found, may_handle=may_handle),
        "may_handle": may_handle,
        "form": (form or _case_form(found)) if may_handle else None,
        "actions": _actions(found) if may_handle else [],
        "crumbs": survey_crumbs(found.survey, (found.municipality.name, "")),
    }
    return render(request, "surveys/agency/response.html", context)


def _extensions(found: Response, *, may_handle: bool) -> dict:
    """What was asked and answered about the deadline, and the way to answer what waits."""
    extensions = list(found.extensions.select_related("asked_by", "decided_by"))
    url = reverse("surveys:decide_extension", args=[found.survey.slug, found.municipality.code])
    waits = found.survey.state != SurveyState.ARCHIVED and any(one.is_awaiting for one in extensions)
    return {"extensions": extensions, "decide_url": url if waits and may_handle else ""}


def _case_form(found: Response) -> CaseForm:
    action = reverse("surveys:journal_number", args=[found.survey.slug, found.municipality.code])
    return CaseForm(instance=found, action=action)


def _actions(found: Response) -> list[dict]:
    """The moves a case handler may make from here; none once the survey is archived."""
    if found.survey.state == SurveyState.ARCHIVED:
        return []
    return [
        {"label": label, "style": style, "url": reverse(name, args=[found.survey.slug, found.municipality.code])}
        for target, name, label, style in ACTIONS
        if (move := find_move(RESPONSE_MOVES, found.state, target)) and move.actor == Actor.CASE_HANDLER
    ]
