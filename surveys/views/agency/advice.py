"""The advice of a survey: what letters say to each answer, its versions, and what differs between two of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import MANAGES, READS_RESPONSES, staff_required
from municipalities.typed import LINES, keeps_typed
from surveys.access import can_manage
from surveys.advice import AdvisedArea, compare_versions, labels_of, select_advice, select_versions
from surveys.advice_texts import LINKS, read_links
from surveys.enums import SurveyState
from surveys.forms.advice import AdviceForm
from surveys.models import AdviceVersion, Survey
from surveys.services.advice import StaleAdviceError, edit_advice
from surveys.services.errors import SurveyError
from surveys.views.agency.board import survey_crumbs

TITLE = "Råd"


def find_any(request: HttpRequest, slug: str) -> Survey:
    """Also one that is being prepared."""
    surveys = Survey.objects.visible_to(request.user)
    return get_object_or_404(surveys, slug=slug)


def _address(survey: Survey) -> str:
    return reverse("surveys:advice", args=[survey.slug])


@require_safe
@staff_required(*READS_RESPONSES)
def advice(request: HttpRequest, survey: str) -> HttpResponse:
    """The newest version, and the list of all."""
    found = find_any(request, survey)
    versions = list(select_versions(found))
    return _version_page(request, found, versions, versions[0] if versions else None)


@require_safe
@staff_required(*READS_RESPONSES)
def advice_version(request: HttpRequest, survey: str, number: int) -> HttpResponse:
    found = find_any(request, survey)
    versions = list(select_versions(found))
    version = get_object_or_404(found.advice_versions, number=number)
    return _version_page(request, found, versions, version, by_number=True)


def _version_page(
    request: HttpRequest,
    survey: Survey,
    versions: list[AdviceVersion],
    version: AdviceVersion | None,
    *,
    by_number: bool = False,
) -> HttpResponse:
    is_newest = not versions or version == versions[0]
    areas = select_advice(survey, version)
    here = ((f"Udgave {version.number}", ""),) if by_number else ()
    context = {
        "survey": survey,
        "is_demo": survey.is_demo,
        "is_draft": survey.state == SurveyState.DRAFT,
        "version": version,
        "is_newest": is_newest,
        "by_number": by_number,
        "versions": versions,
        "areas": areas,
        "missing": sum(area.missing for area in areas),
        "may_edit": is_newest and can_manage(request.user) and survey.state != SurveyState.ARCHIVED,
        "crumbs": survey_crumbs(survey, (TITLE, _address(survey) if by_number else ""), *here),
    }
    return render(request, "surveys/agency/advice.html", context)


@require_safe
@staff_required(*READS_RESPONSES)
def advice_changes(request: HttpRequest, survey: str, number: int) -> HttpResponse:
    """What differs from the version before, or from the one asked for."""
    found = find_any(request, survey)
    after = get_object_or_404(found.advice_versions, number=number)
    asked = request.GET.get("fra", "")
    others = found.advice_versions.exclude(pk=after.pk)
    before = others.filter(number=int(asked)).first() if asked.isdecimal() and len(asked) < 8 else None
    before = before or others.filter(number__lt=number).last() or others.first()
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "before": before,
        "after": after,
        "numbers": [one.number for one in others],
        "areas": compare_versions(select_advice(found, before), select_advice(found, after)) if before else [],
        "crumbs": survey_crumbs(found, (TITLE, _address(found)), (f"Ændringer i udgave {number}", "")),
    }
    return render(request, "surveys/agency/advice_changes.html", context)


@keeps_typed(LINES)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES)
def edit_area_advice(request: HttpRequest, survey: str, area: str) -> HttpResponse:
    """One area's advice. What was typed stays in the page where it is refused, and where another hand was faster."""
    found = find_any(request, survey)
    version = select_versions(found).first()
    asked = get_object_or_404(found.areas, key=area)
    here = next(one for one in select_advice(found, version) if one.area == asked)
    form = AdviceForm(
        request.POST or None, area=here, is_draft=found.state == SurveyState.DRAFT, cancel_url=_address(found)
    )
    is_preview, status = "preview" in request.POST, 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound and not is_preview:
        status = _save(request, found, here, form)
        if status == 200:
            messages.success(request, f"Rådene i {asked.title} er gemt.")
            return redirect(_address(found))
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "area": asked,
        "version": version,
        "form": form,
        "preview": _preview(here, form) if is_preview and form.is_valid() else None,
        "crumbs": survey_crumbs(found, (TITLE, _address(found)), (asked.title, "")),
    }
    return render(request, "surveys/agency/advice_edit.html", context, status=status)


def _save(request: HttpRequest, survey: Survey, here: AdvisedArea, form: AdviceForm) -> int:
    """200 where the texts are stored, else what the page answers with; the reasons stand in the form."""
    try:
        edit_advice(survey=survey, area=here.area, typed=form.texts, seen=form.marks, by=request.user)
    except StaleAdviceError as error:
        newest = select_versions(survey).first()
        by = str(newest.changed_by or newest.created_by or "En anden")
        form.take(stored=error.stored, merged=error.merged, conflicts=error.conflicts, by=by)
        return 409
    except SurveyError as error:
        form.add_error(None, str(error))
        return 409
    return 200


def _preview(here: AdvisedArea, form: AdviceForm) -> dict:
    names = labels_of(here)
    texts = form.texts
    return {
        "texts": [(names[name], text) for name, text in texts.items() if name != LINKS and text],
        "links": read_links(texts[LINKS]),
    }
