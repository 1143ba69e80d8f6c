"""Choosing whom a survey asks, while it is being prepared; and the sample as anyone at the agency may read it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import MANAGES, READS_RESPONSES, staff_required
from municipalities.typed import LINES, keeps_typed
from surveys.access import can_manage
from surveys.board import municipalities_in_words
from surveys.enums import SampleMethod, SurveyState
from surveys.forms.sampling import AllForm, DrawForm, ListForm, SampleForm, wanted
from surveys.models import Sample, Survey
from surveys.numbers import read_number
from surveys.reminders import local_day
from surveys.sample_list import Fault, Found, Register, read_list
from surveys.sample_page import select_sample_page
from surveys.samples import select_frame, select_official_names
from surveys.sampling import Candidate, Share, allocate, shares
from surveys.services.errors import SurveyError
from surveys.services.samples import FROZEN, choose_sample
from surveys.views.agency.board import survey_crumbs

FORMS = {"alle": AllForm, "liste": ListForm, "udtraek": DrawForm}
HEADINGS = {"alle": "Spørg alle kommuner", "liste": "Vælg efter en liste", "udtraek": "Træk tilfældigt"}


@dataclass(frozen=True)
class Preview:
    """What would be kept: nothing is drawn yet, so a draw shows how many of each region and no names."""

    shares: tuple[Share, ...]
    size: int
    found: tuple[Found, ...] = ()
    faults: tuple[Fault, ...] = ()


def any_survey(request: HttpRequest, slug: str) -> Survey:
    return get_object_or_404(Survey.objects.visible_to(request.user), slug=slug)


@require_safe
@staff_required(*READS_RESPONSES)
def sample(request: HttpRequest, survey: str) -> HttpResponse:
    """The newest, or with ?nr= an earlier one."""
    found = any_survey(request, survey)
    number = request.GET.get("nr", "")
    page = select_sample_page(found, request.user, read_number(number))
    if number and page is None:
        raise Http404
    context = {
        "survey": found,
        "page": page,
        "may_choose": can_manage(request.user) and not found.is_frozen,
        "may_add": can_manage(request.user) and found.state == SurveyState.OPEN,
        "is_demo": found.is_demo,
        "crumbs": survey_crumbs(found, ("Udvælgelse", "")),
    }
    return render(request, "surveys/agency/sample.html", context)


@require_safe
@staff_required(*MANAGES)
def choose(request: HttpRequest, survey: str) -> HttpResponse:
    """The three ways to choose; once the survey is open the choice is made, and can be read."""
    found = any_survey(request, survey)
    if found.is_frozen:
        return redirect("surveys:sample", survey=survey)
    context = {
        "survey": found,
        "last": _newest(request, found),
        "total": municipalities_in_words(len(_frame(found))),
        "is_demo": found.is_demo,
        "crumbs": survey_crumbs(found, ("Vælg, hvem der skal spørges", "")),
    }
    return render(request, "surveys/agency/choose_sample.html", context)


@keeps_typed(LINES)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES)
def choose_by(request: HttpRequest, survey: str, way: str) -> HttpResponse:
    """One way: a form, then what it gives, then it is kept."""
    found = any_survey(request, survey)
    if way not in FORMS:
        raise Http404
    if found.is_frozen:
        messages.warning(request, FROZEN)
        return redirect("surveys:sample", survey=survey)
    frame, last = _frame(found), _newest(request, found)
    form = _form(request, found, way, len(frame), again=last is not None)
    context = {
        "survey": found,
        "way": way,
        "heading": HEADINGS[way],
        "form": form,
        "last": last,
        "total": len(frame),
        "is_demo": found.is_demo,
        "crumbs": survey_crumbs(
            found, ("Udvælgelse", reverse("surveys:choose_sample", args=[survey])), (HEADINGS[way], "")
        ),
    }
    if not frame or not form.is_valid() or "edit" in request.POST:
        return render(request, "surveys/agency/choose_sample_by.html", context)
    preview = _preview(form, frame)
    if "confirm" in request.POST and not preview.faults and preview.size:
        if _keep(request, found, form, preview):
            return redirect("surveys:sample", survey=survey)
        context["last"] = last = _newest(request, found)
    is_draw = form.method == SampleMethod.RANDOM
    context |= {
        "preview": preview,
        "is_draw": is_draw,
        "button": f"Træk {municipalities_in_words(preview.size)}" if is_draw else "Gem udvælgelsen",
        "edit": "Ret tallet" if is_draw else "Ret listen" if form.method == SampleMethod.LIST else "Tilbage",
        "seen": last.number if last else 0,
    }
    return render(request, "surveys/agency/sample_preview.html", context)


def _newest(request: HttpRequest, survey: Survey) -> Sample | None:
    return Sample.objects.visible_to(request.user).filter(survey=survey).newest()


def _frame(survey: Survey) -> list[Candidate]:
    return select_frame(is_demo=survey.is_demo, day=local_day(timezone.now()))


def _form(request: HttpRequest, survey: Survey, way: str, total: int, *, again: bool) -> SampleForm:
    options = {"again": again, "cancel_url": reverse("surveys:choose_sample", args=[survey.slug])}
    if way == "udtraek":
        options["total"] = total
    if request.method == "POST":
        return FORMS[way](request.POST, request.FILES, **options)
    return FORMS[way](**options)


def _preview(form: SampleForm, frame: list[Candidate]) -> Preview:
    if form.method == SampleMethod.RANDOM:
        return Preview(tuple(allocate(frame, form.cleaned_data["size"])), form.cleaned_data["size"])
    if form.method == SampleMethod.ALL:
        return Preview(tuple(shares((one.region, True) for one in frame)), len(frame))
    found, faults = read_list(form.cleaned_data["text"], Register(frame, select_official_names(frame)))
    chosen = {one.code for one in found}
    return Preview(
        tuple(shares((one.region, one.code in chosen) for one in frame)), len(found), tuple(found), tuple(faults)
    )


def _keep(request: HttpRequest, survey: Survey, form: SampleForm, preview: Preview) -> bool:
    seen = read_number(request.POST.get("seen", ""))
    try:
        kept = choose_sample(
            survey=survey,
            wanted=wanted(form, tuple(one.code for one in preview.found)),
            by=request.user,
            seen=-1 if seen is None else seen,
            reason=form.reason,
        )
    except SurveyError as error:
        messages.error(request, f"{error} Intet er gemt.")
        return False
    number = municipalities_in_words(kept.size)
    messages.success(request, f"{number} er trukket." if kept.is_random else f"{number} er valgt.")
    return True
