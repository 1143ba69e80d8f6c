"""Opening a survey: what will happen and to how many, then the same once more with the deadline, then it happens."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from municipalities.access import MANAGES, staff_required
from surveys.board import municipalities_in_words
from surveys.forms.opening import OpenForm
from surveys.models import Survey
from surveys.numbers import read_number
from surveys.opening import OpeningPlan, is_weekend, select_opening, suggested_deadline, weekday_words
from surveys.reminders import local_day
from surveys.services.errors import PastDeadlineSurveyError, SurveyError
from surveys.services.surveys import Shown, open_sampled_survey
from surveys.views.agency.board import survey_crumbs
from surveys.views.agency.sampling import any_survey


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES)
def open_page(request: HttpRequest, survey: str) -> HttpResponse:
    """GET says what will happen; POST shows it with the deadline chosen; the confirmed POST opens what was shown."""
    found, now = any_survey(request, survey), timezone.now()
    if found.is_frozen:
        messages.info(request, "Tilsynet er allerede åbnet.")
        return redirect("surveys:board", survey=survey)
    plan = select_opening(found, now)
    initial = {"deadline": suggested_deadline(now)}
    form = OpenForm(request.POST or None, initial=initial, cancel_url=reverse("surveys:sample", args=[survey]))
    if plan.missing or not form.is_valid() or "edit" in request.POST:
        return _page(request, "surveys/agency/open.html", found, plan, form, now)
    deadline = form.cleaned_data["deadline"]
    if deadline < local_day(now):
        form.add_error("deadline", "Fristen er overskredet. Vælg en senere dato.")
        return _page(request, "surveys/agency/open.html", found, plan, form, now)
    if "confirm" in request.POST and _open(request, found, deadline, form):
        return redirect("surveys:board", survey=survey)
    if form.errors:
        return _page(request, "surveys/agency/open.html", found, plan, form, now)
    return _page(request, "surveys/agency/open_confirm.html", found, plan, form, now, deadline)


def _open(request: HttpRequest, survey: Survey, deadline: date, form: OpenForm) -> bool:
    """Only what was shown is opened; a second press of the button finds it done."""
    sample = read_number(request.POST.get("sample", ""))
    shown = Shown(-1 if sample is None else sample, request.POST.get("content", ""))
    try:
        number = open_sampled_survey(survey=survey, deadline=deadline, shown=shown, by=request.user)
    except PastDeadlineSurveyError as error:
        form.add_error("deadline", str(error))
        return False
    except SurveyError as error:
        messages.error(request, str(error))
        survey.refresh_from_db(fields=["state"])
        return survey.is_frozen
    messages.success(request, f"Tilsynet er åbnet for {municipalities_in_words(number)}.")
    return True


def _page(
    request: HttpRequest,
    template: str,
    survey: Survey,
    plan: OpeningPlan,
    form: OpenForm,
    now: datetime,
    deadline: date | None = None,
) -> HttpResponse:
    suggested = suggested_deadline(now)
    context = {
        "survey": survey,
        "plan": plan,
        "form": form,
        "asked": municipalities_in_words(len(plan.municipalities)),
        "deadline": deadline,
        "deadline_words": weekday_words(deadline or suggested),
        "is_weekend": bool(deadline and is_weekend(deadline)),
        "before": [day for day in survey.reminder_days if day > 0],
        "after": [-day for day in survey.reminder_days if day < 0],
        "is_demo": survey.is_demo,
        "crumbs": survey_crumbs(
            survey, ("Udvælgelse", reverse("surveys:sample", args=[survey.slug])), ("Åbn tilsynet", "")
        ),
    }
    return render(request, template, context)
