"""The check page: every answer, what is missing, and the buttons the person has in this state."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from municipalities.middleware import MunicipalityRequest
from surveys.access import can_answer_area, can_mark_ready, can_send_back, can_submit, submitting_role
from surveys.assignments import select_own_areas
from surveys.checks import Problem, find_problems
from surveys.deadlines import is_late
from surveys.enums import ResponseState
from surveys.forms.submitting import SendBackForm, SubmitForm
from surveys.models import Response
from surveys.services.responses import checked_answers, copy_token
from surveys.states import RESPONSE_MOVES, find_move
from surveys.views.municipality import deadline_of, state_of
from surveys.views.own import CHECK_TITLE, crumbs, files_url, steps, url_of
from surveys.working_copy import AreaCopy, Asked, WorkingCopy, select_sent_back, select_working_copy


def render_check(
    request: MunicipalityRequest,
    response: Response,
    *,
    sent: bool = False,
    send_back: SendBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`sent` is true where a submission was refused for what the page lists."""
    copy = select_working_copy(response)
    problems = {problem.question: problem for problem in find_problems(checked_answers(response))}
    rows = [_row(response, area, asked, problems) for area in copy.areas for asked in area.asked]
    lists = _lists(copy, rows)
    missing = sum(len(area["links"]) for area in lists["missing"])
    context = {
        "response": response,
        "survey": response.survey,
        "state": state_of(response),
        "deadline": deadline_of(response, timezone.now()),
        "files_url": files_url(response),
        "is_late": response.takes_submission and is_late(response.deadline, timezone.now()),
        "is_done": response.state in {ResponseState.SUBMITTED, ResponseState.ACCEPTED},
        "areas": _areas(request, copy, rows),
        **lists,
        "sent": sent,
        "sent_back": select_sent_back(response),
        "crumbs": crumbs(response, CHECK_TITLE),
        "is_demo": response.survey.is_demo,
        "receipt_url": url_of(response, "receipt"),
        **_buttons(request, copy, blocked=bool(lists["blocking"]), missing=missing, sent=sent),
        **steps(response, copy.progress, "submit"),
    }
    if send_back:
        context["send_back"] = send_back
    return render(request, "surveys/municipal/check.html", context, status=status)


def _row(response: Response, area: AreaCopy, asked: Asked, problems: dict[str, Problem]) -> dict:
    page = url_of(response, "area", area=area.area.key)
    return {"area": area, "asked": asked, "problem": problems.get(asked.key), "url": f"{page}#{asked.anchor}"}


def _areas(request: MunicipalityRequest, copy: WorkingCopy, rows: list[dict]) -> list[tuple]:
    """Each area, its rows, and whether the person may correct them."""
    own, membership = select_own_areas(request.membership, copy.response), request.membership
    return [
        (
            area,
            [row for row in rows if row["area"] is area],
            can_answer_area(membership, copy.response, area.area.key, own),
        )
        for area in copy.areas
    ]


def _lists(copy: WorkingCopy, rows: list[dict]) -> dict[str, list]:
    """What must be put right, what may be left out, and what two hands wrote and someone should read."""
    missing = [row for row in rows if row["problem"] and not row["problem"].blocks]
    to_read = [row for row in rows if row["asked"].answer and row["asked"].answer.needs_reading]
    return {
        "blocking": [_line(row) for row in rows if row["problem"] and row["problem"].blocks],
        "missing": [_links(area, missing) for area in copy.areas if any(row["area"] is area for row in missing)],
        "to_read": [_links(area, to_read) for area in copy.areas if any(row["area"] is area for row in to_read)],
    }


def _line(row: dict) -> dict:
    """One line of a list of problems: whose question, what to do, and where."""
    title, asked = row["area"].area.title, row["asked"]
    return {"text": f"{title}, spørgsmål {asked.number}: {row['problem'].message}", "url": row["url"]}


def _links(area: AreaCopy, rows: list[dict]) -> dict:
    """The questions of one area that could be answered too, by number."""
    links = [{"number": row["asked"].number, "url": row["url"]} for row in rows if row["area"] is area]
    return {"title": area.area.title, "links": links}


def _buttons(request: MunicipalityRequest, copy: WorkingCopy, *, blocked: bool, missing: int, sent: bool) -> dict:
    """Which of the forms the person has here, or who else to go to."""
    response, membership = copy.response, request.membership
    if response.state in {ResponseState.SUBMITTED, ResponseState.ACCEPTED} or not response.takes_submission:
        return {}
    may_submit = can_submit(membership, response) and _can_become(response, ResponseState.SUBMITTED)
    may_hand_over = can_mark_ready(membership, response) and _can_become(response, ResponseState.READY)
    if not (may_submit or may_hand_over):
        return {"submitters": _submitters(request, response), "waits_for_lead": _waits_for_lead(response)}
    buttons: dict = {"may_submit": may_submit, "may_hand_over": may_hand_over}
    if may_hand_over and not _submitters(request, response):
        buttons["invite_url"] = reverse("municipalities:people", args=[request.municipality.slug])
    if may_submit and not blocked:
        label = "Godkend og indsend" if response.survey.requires_approval else "Indsend besvarelsen"
        data = request.POST if sent else None
        buttons["form"] = SubmitForm(
            data, initial={"seen": copy_token(copy.answers, copy.files)}, missing=missing, label=label
        )
    if can_send_back(membership, response) and _can_become(response, ResponseState.DRAFT):
        buttons["send_back"] = SendBackForm()
    return buttons


def _can_become(response: Response, target: ResponseState) -> bool:
    approval = response.survey.requires_approval
    return find_move(RESPONSE_MOVES, response.state, target, approval=approval) is not None


def _waits_for_lead(response: Response) -> bool:
    return response.survey.requires_approval and response.state != ResponseState.READY


def _submitters(request: MunicipalityRequest, response: Response) -> list[str]:
    """The people who may submit, by name."""
    people = request.municipality.memberships.current().filter(role=submitting_role(response))
    return [str(membership.user) for membership in people.select_related("user")]
