"""Submitted DANE answers beside what was measured: the list of differences, and one measurement with its evidence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from municipalities.access import READS_RESPONSES, staff_required
from surveys.dane_compared import count_groups, select_compared, select_dane_question
from surveys.dane_evidence import select_others
from surveys.dane_page import LISTED, make_page, select_rows
from surveys.enums import DaneGroup
from surveys.measurement_evidence import evidence_of
from surveys.measuring_page import select_advice, words_of
from surveys.models import DomainMeasurement, Response
from surveys.views.agency.board import find_survey, survey_crumbs
from surveys.views.agency.responses import find_response
from surveys.views.measuring import give_data

TITLE = "DANE: svar og måling"


@require_safe
@staff_required(*READS_RESPONSES)
def differences(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_survey(request, survey)
    question, group = select_dane_question(found), request.GET.get("gruppe", "")
    compared = select_compared(found, question, request.user, timezone.now()) if question else []
    numbers = count_groups(compared)
    rows = select_rows(compared, group, request.user, question) if question else []
    page, sections = make_page(rows, request.GET.get("side"))
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "question": question,
        "respondents": len(compared),
        "tiles": _tiles(numbers, group),
        "agreeing": numbers[DaneGroup.AGREES],
        "is_filtered": group in LISTED,
        "page": page,
        "sections": sections,
        "crumbs": survey_crumbs(found, (TITLE, "")),
    }
    return render(request, "surveys/agency/dane_differences.html", context)


def _tiles(numbers: dict[DaneGroup, int], chosen: str) -> list[dict]:
    """One number a group, each a way to see it alone; the one in use leads back to all."""
    return [
        {
            "label": group.label,
            "number": numbers[group],
            "query": "?" if group == chosen else f"?gruppe={group.value}",
            "is_chosen": group == chosen,
        }
        for group in LISTED
    ]


@never_cache
@require_safe
@staff_required(*READS_RESPONSES)
def measurement(request: HttpRequest, survey: str, code: str, pk: int) -> HttpResponse:
    """One measurement of the municipality, whole."""
    found, one = _find(request, survey, code, pk)
    place = [found.survey.slug, found.municipality.code]
    context = {
        "response": found,
        "survey": found.survey,
        "municipality": found.municipality,
        "is_demo": found.survey.is_demo,
        "number": one.pk,
        "seen": words_of(one, select_advice()),
        "evidence": evidence_of(one),
        "data_url": reverse("surveys:agency_measurement_data", args=[*place, pk]),
        "others": select_others(one, found),
        "crumbs": survey_crumbs(
            found.survey,
            (found.municipality.name, reverse("surveys:response", args=place)),
            (f"Måling nr. {one.pk}", ""),
        ),
    }
    return render(request, "surveys/agency/measurement.html", context)


@never_cache
@require_safe
@staff_required(*READS_RESPONSES)
def measurement_data(request: HttpRequest, survey: str, code: str, pk: int) -> HttpResponse:
    return give_data(_find(request, survey, code, pk)[1])


def _find(request: HttpRequest, survey: str, code: str, pk: int) -> tuple[Response, DomainMeasurement]:
    found = find_response(request, survey, code)
    done = DomainMeasurement.objects.visible_to(request.user).done().filter(municipality=found.municipality_id)
    return found, get_object_or_404(done.select_related("asked_by"), pk=pk)
