"""What was measured of a municipality's mail domains: beside the DANE questions, over time, and the evidence."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import can_manage_people
from municipalities.domains import readable
from municipalities.middleware import MunicipalityRequest
from surveys.access import can_measure
from surveys.assignments import select_own_areas
from surveys.enums import SurveyState
from surveys.measurement_evidence import evidence_of
from surveys.measurement_history import history_of, page_of
from surveys.measurements import is_over
from surveys.measuring_page import select_advice, select_panel, select_token, words_of
from surveys.models import DomainMeasurement, Response
from surveys.services.errors import MeasuringError
from surveys.services.measuring_wishes import OVER, Asked, ask_measurements
from surveys.views.own import own_response, url_of

MEASURED_AREA = "dane"
NOT_YOURS = "Det kræver rollen ansvarlig eller godkender, eller at I har fået området om DANE at svare på."


def measuring_context(request: MunicipalityRequest, response: Response, told: str = "") -> dict:
    """The panel of the DANE area; `told` is what became of a request to measure."""
    slug = request.municipality.slug
    # Another survey may be open, where this one is closed.
    over = response.survey.state != SurveyState.OPEN and is_over(request.municipality)
    return {
        "panel": select_panel(request.municipality, timezone.now()),
        "may_ask": not over and _may_ask(request, response),
        "over": OVER if over else "",
        "told": told,
        "url": url_of(response, "measuring"),
        "area_url": url_of(response, "area", area=MEASURED_AREA),
        "history_url": reverse("surveys:measurements", args=[slug]),
        "domains_url": f"{reverse('municipalities:people', args=[slug])}#domains-heading",
        "may_list": can_manage_people(request.membership),
    }


def _may_ask(request: MunicipalityRequest, response: Response) -> bool:
    return can_measure(request.membership, MEASURED_AREA, select_own_areas(request.membership, response))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def measuring(request: MunicipalityRequest, survey: str) -> HttpResponse:
    """The panel alone, for the script that follows a measurement; a POST asks for one, with or without a script."""
    response, told = own_response(request, survey), ""
    if request.method == "POST":
        if not _may_ask(request, response):
            raise PermissionDenied(NOT_YOURS)
        told = _ask(request)
        if not request.htmx:
            messages.info(request, told)
    if not request.htmx:
        return redirect(f"{url_of(response, 'area', area=MEASURED_AREA)}#maaling")
    if request.method != "POST" and request.GET.get("kendt") == select_token(request.municipality, timezone.now()):
        return HttpResponse(status=204)  # which leaves the panel as it is, and is asked for again
    context = {"measuring": measuring_context(request, response, told)}
    return render(request, "surveys/municipal/includes/measuring.html", context)


def _ask(request: MunicipalityRequest) -> str:
    try:
        return _told(ask_measurements(municipality=request.municipality, by=request.user))
    except MeasuringError as error:
        return str(error)


def _told(asked: Asked) -> str:
    if asked.new:
        return "Målingen er sat i gang."
    if asked.waiting:
        return "Målingen er allerede i gang."
    return (
        f"Domænerne er målt for mindre end et kvarter siden. I kan måle igen kl. {localtime(asked.rests_until):%H.%M}."
    )


def _own(request: MunicipalityRequest) -> QuerySet[DomainMeasurement]:
    return DomainMeasurement.objects.visible_to(request.user).done().filter(municipality=request.municipality)


def _crumbs(request: MunicipalityRequest, label: str = "") -> list[dict]:
    slug = request.municipality.slug
    home = {"label": request.municipality.official_name, "url": reverse("surveys:home", args=[slug])}
    history = {"label": "Målinger", "url": reverse("surveys:measurements", args=[slug]) if label else ""}
    return [home, history, *([{"label": label, "url": ""}] if label else [])]


@never_cache
@require_safe
def measurements(request: MunicipalityRequest) -> HttpResponse:
    """The newest of each domain, or with `?domaene=` all of one, page by page."""
    if "domaene" in request.GET:
        return _measurements_of(request, request.GET["domaene"])
    context = {
        "domains": history_of(request.municipality, _own(request)),
        "slug": request.municipality.slug,
        "crumbs": _crumbs(request),
        "is_demo": request.municipality.is_demo,
    }
    return render(request, "surveys/municipal/measurements.html", context)


def _measurements_of(request: MunicipalityRequest, domain: str) -> HttpResponse:
    """What was typed is looked for among the known ones, and never asked for in the database."""
    own = _own(request)
    if domain not in set(own.order_by().values_list("domain", flat=True).distinct()):
        raise Http404
    page, lines = page_of(own.filter(domain=domain), request.GET.get("side"))
    context = {
        "domain": readable(domain),
        "page": page,
        "lines": lines,
        "slug": request.municipality.slug,
        "crumbs": _crumbs(request, readable(domain)),
        "is_demo": request.municipality.is_demo,
    }
    return render(request, "surveys/municipal/measurements_of_domain.html", context)


@never_cache
@require_safe
def measurement(request: MunicipalityRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_own(request).select_related("asked_by"), pk=pk)
    seen = words_of(found, select_advice())
    context = {
        "seen": seen,
        "evidence": evidence_of(found),
        "data_url": reverse("surveys:measurement_data", args=[request.municipality.slug, pk]),
        "crumbs": _crumbs(request, seen.domain),
        "is_demo": request.municipality.is_demo,
    }
    return render(request, "surveys/municipal/measurement.html", context)


@never_cache
@require_safe
def measurement_data(request: MunicipalityRequest, pk: int) -> HttpResponse:
    """The library's own record, whole, as something to save."""
    return give_data(get_object_or_404(_own(request), pk=pk))


def give_data(found: DomainMeasurement) -> HttpResponse:
    text = json.dumps(found.result, ensure_ascii=False, indent=2)
    name = f"dane-{found.domain}-{localtime(found.measured_at):%Y-%m-%d-%H%M}.json"
    return HttpResponse(
        text,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
