"""Adding municipalities to an open survey: a form, then what it would do and to whom, then it happens."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from municipalities.access import MANAGES, staff_required
from municipalities.models import Municipality
from municipalities.ordering import danish_key
from municipalities.typed import LINES, keeps_typed
from surveys.board import municipalities_in_words
from surveys.enums import MailKind, ResponseState, SurveyState
from surveys.forms.opening import AddForm
from surveys.handlers import KEPT_FROM, select_kept_codes
from surveys.models import Survey
from surveys.opening import weekday_words
from surveys.reminders import local_day
from surveys.sample_list import Fault, Register, read_list
from surveys.samples import select_frame, select_municipalities, select_official_names
from surveys.sampling import Candidate
from surveys.services.additions import add_later
from surveys.services.errors import PastDeadlineSurveyError, SurveyError
from surveys.services.mails import select_told
from surveys.views.agency.board import find_survey, survey_crumbs

# Offered where the survey's own deadline leaves less time than this.
OFFERED = timedelta(weeks=4)


@dataclass(frozen=True)
class Planned:
    """Whom the list means, with the mails they would get; and whatever is wrong with it."""

    municipalities: tuple[Municipality, ...]
    faults: tuple[Fault, ...]
    mails: int = 0
    silent: tuple[Municipality, ...] = ()


@keeps_typed(LINES)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES)
def add(request: HttpRequest, survey: str) -> HttpResponse:
    found, now = find_survey(request, survey), timezone.now()
    back = reverse("surveys:sample", args=[survey])
    if found.state != SurveyState.OPEN:
        messages.warning(request, f"Tilsynet er »{found.state_label}«. Kommuner kan kun tilføjes, mens det er åbent.")
        return redirect(back)
    form = AddForm(request.POST or None, survey=found, cancel_url=back, initial={"own_deadline": _offered(found, now)})
    frame = select_frame(is_demo=found.is_demo, day=local_day(found.opened_at))
    asked = dict(found.responses.order_by().values_list("municipality__code", "state"))
    context = {
        "survey": found,
        "form": form,
        "others": sorted((one.name for one in frame if one.code not in asked), key=danish_key),
        "is_demo": found.is_demo,
        "crumbs": survey_crumbs(found, ("Udvælgelse", back), ("Tilføj kommuner", "")),
    }
    if not form.is_valid() or "edit" in request.POST:
        return render(request, "surveys/agency/add_municipalities.html", context)
    planned = _plan(form.cleaned_data["text"], frame, asked, select_kept_codes(request.user))
    if "confirm" in request.POST and not planned.faults and _add(request, found, form, planned):
        return redirect(back)
    if form.errors:
        return render(request, "surveys/agency/add_municipalities.html", context)
    return _preview(request, context, form, planned)


def _preview(request: HttpRequest, context: dict, form: AddForm, planned: Planned) -> HttpResponse:
    deadline = form.cleaned_data["own_deadline"] or context["survey"].deadline
    context |= {
        "planned": planned,
        "number": municipalities_in_words(len(planned.municipalities)),
        "deadline_words": weekday_words(deadline),
        "has_own": deadline != context["survey"].deadline,
        "carried": [(name, request.POST.get(name, "")) for name in form.fields],
    }
    return render(request, "surveys/agency/add_preview.html", context)


def _offered(survey: Survey, now: datetime) -> date | None:
    """As much time as others had, roughly, where little or none is left."""
    offered = local_day(now) + OFFERED
    return offered if survey.deadline < offered else None


def _plan(text: str, frame: list[Candidate], asked: dict[str, str], kept: set[str]) -> Planned:
    found, faults = read_list(text, Register(frame, select_official_names(frame)))
    faults += [Fault(one.line, one.name, _why_not(asked[one.code])) for one in found if one.code in asked]
    refused = kept - asked.keys()
    faults += [Fault(one.line, one.name, KEPT_FROM) for one in found if one.code in refused]
    new = select_municipalities([one.code for one in found if one.code not in asked])
    told = list(select_told(new, MailKind.INVITATION).values_list("municipality", flat=True))
    return Planned(
        municipalities=tuple(sorted(new, key=lambda one: danish_key(one.name))),
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
        mails=len(told),
        silent=tuple(one for one in new if one.pk not in told),
    )


def _why_not(state: str) -> str:
    if state == ResponseState.WITHDRAWN:
        return "Kommunen er udtaget af tilsynet og kan ikke tages ind igen."
    return "Kommunen er allerede med i tilsynet."


def _add(request: HttpRequest, survey: Survey, form: AddForm, planned: Planned) -> bool:
    """What is refused stands on the form, where it can be put right."""
    try:
        added = add_later(
            survey=survey,
            municipalities=planned.municipalities,
            by=request.user,
            reason=form.cleaned_data["why_text"],
            own_deadline=form.cleaned_data["own_deadline"],
        )
    except SurveyError as error:
        form.add_error("own_deadline" if isinstance(error, PastDeadlineSurveyError) else None, str(error))
        return False
    messages.success(request, f"{municipalities_in_words(len(added))} er tilføjet.")
    return True
