"""What every page of a municipality begins with: its own response, and where the page stands among the others."""

from functools import lru_cache

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from municipalities.middleware import MunicipalityRequest
from surveys.models import Response
from surveys.progress import AreaProgress


def own_responses(request: MunicipalityRequest) -> QuerySet[Response]:
    return Response.objects.visible_to(request.user).filter(municipality=request.municipality)


def own_response(request: MunicipalityRequest, survey: str, *related: str) -> Response:
    """One query; 404 where the municipality was not asked in the survey."""
    response = get_object_or_404(own_responses(request).select_related("survey", *related), survey__slug=survey)
    response.municipality = request.municipality
    return response


# What a preview for the agency has of a municipality's pages; the rest is left out of it.
PREVIEWED = {"overview": "surveys:preview", "area": "surveys:preview_area"}


def url_of(response: Response, page: str, **kwargs: str) -> str:
    """A municipality's page, or the preview's where the response is nobody's and stored nowhere."""
    if response.pk is None:
        return reverse(PREVIEWED[page], kwargs={"survey": response.survey.slug, **kwargs}) if page in PREVIEWED else ""
    return _address(page, municipality=response.municipality.slug, survey=response.survey.slug, **kwargs)


@lru_cache(maxsize=4096)
def _address(page: str, **kwargs: str) -> str:
    """Remembered: a page of an area has some twenty of them, and Django tries every pattern of the name for each."""
    return reverse(f"surveys:{page}", kwargs=kwargs)


def files_url(response: Response) -> str:
    """What stands before a file's number in its address."""
    return f"{url_of(response, 'overview')}filer/"


def crumbs(response: Response, *here: str) -> list[dict]:
    """The way back from a page below a survey's overview; without `here`, to the overview itself."""
    home = {
        "label": response.municipality.official_name,
        "url": reverse("surveys:home", kwargs={"municipality": response.municipality.slug}),
    }
    survey = {"label": response.survey.title, "url": url_of(response, "overview") if here else ""}
    return [home, survey, *({"label": label, "url": ""} for label in here)]


CHECK_TITLE = "Tjek jeres svar"


def steps(response: Response, progress: list[AreaProgress], current: str = "") -> dict:
    """The areas and the check page as steps; current is an area's key or "submit"."""
    rows = [
        {
            "title": area.title,
            "url": url_of(response, "area", area=area.key),
            "info": area.words,
            "state": "current" if area.key == current else "done" if area.is_complete else "open",
        }
        for area in progress
    ]
    state = "current" if current == "submit" else "open"
    rows.append({"title": CHECK_TITLE, "url": url_of(response, "submit"), "info": "", "state": state})
    for place, row in enumerate(rows, start=1):
        row["number"] = place
    number = next((row["number"] for row in rows if row["state"] == "current"), 0)
    return {"steps": rows, "number": number, "total": len(rows)}
