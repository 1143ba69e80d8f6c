"""A survey as a municipality sees it: the municipal pages themselves, of a response that is nobody's and not stored."""

from copy import copy

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from municipalities.access import READS_RESPONSES, staff_required
from municipalities.enums import Role
from municipalities.models import Membership, Municipality
from surveys.assignments import Assignments
from surveys.enums import ResponseState, SurveyState
from surveys.forms.answering import AreaForm
from surveys.models import Response, Survey
from surveys.views.agency.advice import find_any
from surveys.views.agency.board import survey_crumbs
from surveys.views.answering import area_context
from surveys.views.municipality import overview_context
from surveys.working_copy import AreaCopy, select_blank_copy

TITLE = "Forhåndsvisning"
# What only a response that someone works on has.
NOT_SHOWN = {"sent_back": None, "locked": "", "extension_url": ""}
SOMEONE = Municipality(name="Eksempel", official_name="Eksempel Kommune", slug="eksempel")


@never_cache
@require_safe
@staff_required(*READS_RESPONSES)
def preview(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_any(request, survey)
    context = {
        **overview_context(
            select_blank_copy(_nobodys(found)), Membership(role=Role.LEAD), Assignments((), {}), None, timezone.now()
        ),
        **NOT_SHOWN,
        "check": None,
        "assign_url": "",
        "preview": _preview(found),
        "crumbs": survey_crumbs(found, (TITLE, "")),
    }
    return render(request, "surveys/municipal/overview.html", context)


@never_cache
@require_safe
@staff_required(*READS_RESPONSES)
def preview_area(request: HttpRequest, survey: str, area: str) -> HttpResponse:
    found = find_any(request, survey)
    blank = select_blank_copy(_nobodys(found))
    here = next((one for one in blank.areas if one.area.key == area), None)
    if here is None:
        raise Http404
    context = {
        **area_context(blank.response, here, _form(here), blank.progress),
        **NOT_SHOWN,
        "preview": _preview(found),
        "crumbs": survey_crumbs(found, (TITLE, reverse("surveys:preview", args=[survey])), (here.area.title, "")),
    }
    context["steps"] = [step for step in context["steps"] if step["url"]]
    context["total"] = len(context["steps"])
    return render(request, "surveys/municipal/area.html", context)


def _nobodys(survey: Survey) -> Response:
    """Nothing answered, in the survey as it is while it is open; the copy is changed here alone and never stored."""
    shown = copy(survey)
    shown.state = SurveyState.OPEN
    return Response(survey=shown, municipality=SOMEONE, state=ResponseState.DRAFT)


def _form(here: AreaCopy) -> AreaForm:
    """Without an address to save to, so that each question is shown without its buttons."""
    nowhere = dict.fromkeys((asked.key for asked in here.asked), "")
    return AreaForm(here, save_urls=nowhere, files_url="", last_time={}, starts_from_last=False)


def _preview(survey: Survey) -> dict[str, str]:
    back = "surveys:agency_start" if survey.state == SurveyState.DRAFT else "surveys:board"
    return {
        "blank_url": reverse("reports:preview_blank", args=[survey.slug]),
        "back_url": reverse(back, args=[] if survey.state == SurveyState.DRAFT else [survey.slug]),
    }
