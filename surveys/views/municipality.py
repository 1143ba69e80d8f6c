"""A municipality's start, and the overview of one survey."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from municipalities.access import can_manage_people
from municipalities.enums import Role
from municipalities.middleware import MunicipalityRequest
from municipalities.models import Membership
from municipalities.ordering import danish_key
from surveys.access import ASKS_FOR_TIME, can_answer, can_assign, can_submit
from surveys.assignments import Assignments, select_assignments, select_own_areas, select_own_areas_by_survey
from surveys.deadlines import in_words, urgency
from surveys.enums import ResponseState, SurveyState
from surveys.models import Area, Response
from surveys.progress import next_action, overall_words
from surveys.views.own import crumbs, own_response, own_responses, steps, url_of
from surveys.working_copy import AreaCopy, WorkingCopy, select_sent_back, select_working_copy

TONES = {
    ResponseState.READY: "info",
    ResponseState.SUBMITTED: "success",
    ResponseState.ACCEPTED: "success",
    ResponseState.RETURNED: "warning",
}
ROLE_ORDER = list(Role)


def deadline_of(response: Response, now: datetime) -> dict | None:
    """None where nothing is waited for: the words count down only for what can still be submitted."""
    is_waited_for = response.state not in {ResponseState.SUBMITTED, ResponseState.ACCEPTED}
    # A survey that is being prepared has no deadline yet; the agency previews it.
    if not is_waited_for or not response.takes_submission or response.deadline is None:
        return None
    return {
        "words": in_words(response.deadline, now),
        "date": response.deadline,
        "tone": urgency(response.deadline, now),
    }


def state_of(response: Response) -> dict:
    return {"text": response.state_label, "tone": TONES.get(response.state, "")}


@never_cache
@require_safe
def home(request: MunicipalityRequest) -> HttpResponse:
    now = timezone.now()
    responses = own_responses(request).select_related("survey", "municipality", "current_submission")
    responses = responses.annotate(questions=Count("survey__questions")).order_by("-survey__opened_at")
    people = request.municipality.memberships.current().select_related("user")
    own_areas = select_own_areas_by_survey(request.membership)
    return render(
        request,
        "surveys/municipal/home.html",
        {
            "open": [_survey(response, now, own_areas[response.pk]) for response in responses if _is_open(response)],
            "earlier": [_survey(response, now) for response in responses if not _is_open(response)],
            "people": sorted(people, key=_person_order),
            "manages_people": can_manage_people(request.membership),
            "is_demo": request.municipality.is_demo,
        },
    )


def _person_order(membership: Membership) -> tuple:
    return ROLE_ORDER.index(membership.role), danish_key(str(membership.user))


def _is_open(response: Response) -> bool:
    return response.survey.state == SurveyState.OPEN or response.state == ResponseState.RETURNED


def _survey(response: Response, now: datetime, own_areas: Sequence[Area] = ()) -> dict:
    return {
        "response": response,
        "state": state_of(response),
        "deadline": deadline_of(response, now),
        "url": url_of(response, "overview"),
        "receipt_url": url_of(response, "receipt") if response.current_submission else "",
        "answers_url": url_of(response, "answers") if response.current_submission else "",
        "progress": f"{response.answered_count} af {response.questions} spørgsmål besvaret",
        "own_areas": [{"title": area.title, "url": url_of(response, "area", area=area.key)} for area in own_areas],
    }


@never_cache
@require_safe
def overview(request: MunicipalityRequest, survey: str) -> HttpResponse:
    response, now = own_response(request, survey, "current_submission__submitted_by"), timezone.now()
    copy = select_working_copy(response, with_files=False)
    own_areas = select_own_areas(request.membership, response)
    context = {
        **overview_context(copy, request.membership, select_assignments(response), own_areas, now),
        "sent_back": select_sent_back(response),
        **_extension(request, response),
        "crumbs": crumbs(response),
    }
    return render(request, "surveys/municipal/overview.html", context)


def overview_context(
    copy: WorkingCopy,
    membership: Membership,
    assigned: Assignments,
    own_areas: frozenset[str] | None,
    now: datetime,
) -> dict:
    """What the page shows whoever reads it, a municipality or the agency in a preview; no query."""
    response = copy.response
    action = next_action(
        areas=[area for area in copy.progress if own_areas is None or area.key in own_areas],
        state=response.state,
        may_answer=can_answer(membership, response) and own_areas != frozenset(),
        may_submit=can_submit(membership, response),
    )
    *area_steps, check = steps(response, copy.progress, action.area or action.page)["steps"]
    rows = [_area_row(response, area, assigned, step) for area, step in zip(copy.areas, area_steps, strict=True)]
    return {
        "response": response,
        "survey": response.survey,
        "state": state_of(response),
        "deadline": deadline_of(response, now),
        "areas": rows,
        "corrected": _corrected(response, copy.areas),
        "own_areas": [row for row in rows if own_areas and row["area"].key in own_areas],
        "waits_for_areas": own_areas == frozenset() and response.is_open_for_answers,
        "assign_url": url_of(response, "assign") if response.is_open_for_answers and can_assign(membership) else "",
        "overall": overall_words(copy.progress),
        "needs": [(area.area, area.area.needs.splitlines()) for area in copy.areas],
        "action": {"label": action.label, "url": url_of(response, action.page, **_area(action.area))},
        "answers_url": url_of(response, "answers"),
        "receipt_url": url_of(response, "receipt"),
        "workbook_url": url_of(response, "workbook"),
        "workbook_file_url": url_of(response, "workbook_file"),
        "may_answer": can_answer(membership, response),
        "is_demo": response.survey.is_demo,
        "check": check,
    }


def _extension(request: MunicipalityRequest, response: Response) -> dict[str, str]:
    """The way to a later deadline, where one can be asked for or was."""
    last = response.extensions.first()
    may_ask = request.membership.role in ASKS_FOR_TIME and response.is_awaited
    words = f"Jeres anmodning: {last.get_state_display().lower()}" if last else "Bed om længere frist"
    return {"extension_url": url_of(response, "extension") if last or may_ask else "", "extension_words": words}


def _area_row(response: Response, area: AreaCopy, assigned: Assignments, step: dict) -> dict:
    people = [] if response.is_open_to_all else assigned.people_of(area.area.key)
    return {"area": area.area, "progress": area.progress, "url": step["url"], "people": people, "step": step}


def _corrected(response: Response, areas: Sequence[AreaCopy]) -> list[dict]:
    """Each area with errata, and where they stand."""
    found = []
    for area in areas:
        asked = [one for one in area.asked if one.erratum]
        page = url_of(response, "area", area=area.area.key)
        links = [{"number": one.number, "url": f"{page}#{one.anchor}"} for one in asked]
        found += [{"title": area.area.title, "links": links}] if links else []
    return found


def _area(key: str) -> dict[str, str]:
    return {"area": key} if key else {}
