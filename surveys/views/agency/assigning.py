"""Sharing cases out: the chosen ones, or those of a survey that nobody has."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from municipalities.access import HANDLES_CASES, staff_required
from municipalities.models import User
from municipalities.ordering import danish_order
from surveys.enums import ResponseState
from surveys.forms.casework import AssignForm
from surveys.models import Response, Survey
from surveys.numbers import read_number
from surveys.services.assigning import assign_cases
from surveys.services.errors import AssignmentError
from surveys.views.agency.board import survey_crumbs
from surveys.views.agency.conflicts import crumbs
from surveys.worklist import OVER

MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*HANDLES_CASES)
def assign(request: HttpRequest) -> HttpResponse:
    """The address says which cases are shown; what is ticked among them is posted, with the people."""
    cases = Response.objects.visible_to(request.user).exclude(survey__state__in=OVER)
    cases = cases.exclude(state=ResponseState.WITHDRAWN).select_related("municipality", "survey", "case_handler")
    survey = _survey(request)
    shown = _shown(request, cases, survey)
    form = AssignForm(request.POST or None, cases=cases)
    if request.method == "POST" and form.is_valid() and _assign(request, form):
        return redirect(reverse("surveys:board", args=[survey.slug]) if survey else "surveys:worklist")
    ticked = set(request.POST.getlist("sag")) if request.method == "POST" else _ticked_first(request, shown)
    context = {
        "form": form,
        "rows": [{"case": case, "is_chosen": str(case.pk) in ticked} for case in shown[:MOST_SHOWN]],
        "total": len(shown),
        "most": MOST_SHOWN,
        "survey": survey,
        "is_of_all": "alle" in request.GET,
        "crumbs": survey_crumbs(survey, ("Fordel sager", "")) if survey else crumbs(request, ("Fordel sager", "")),
    }
    return render(request, "surveys/agency/assign.html", context)


def _survey(request: HttpRequest) -> Survey | None:
    slug = request.GET.get("tilsyn", "")
    if not slug.isprintable():
        raise Http404
    surveys = Survey.objects.visible_to(request.user).exclude(state__in=OVER)
    return get_object_or_404(surveys, slug=slug) if slug else None


def _shown(request: HttpRequest, cases: QuerySet[Response], survey: Survey | None) -> list[Response]:
    if survey:
        found = cases.filter(survey=survey)
        found = found if "alle" in request.GET else found.filter(case_handler__isnull=True)
    else:
        chosen = [read_number(pk) for pk in request.GET.getlist("sag")]
        found = cases.filter(pk__in=[pk for pk in chosen if pk is not None])
    return list(found.order_by(danish_order("municipality__name"), "survey__slug"))


def _ticked_first(request: HttpRequest, shown: list[Response]) -> set[str]:
    """All that are shown, but where the page lists what others have: then none, until all are asked for."""
    return set() if "alle" in request.GET and "valg" not in request.GET else {str(case.pk) for case in shown}


def _assign(request: HttpRequest, form: AssignForm) -> bool:
    try:
        given = assign_cases(
            responses=list(form.cleaned_data["sag"]), handlers=list(form.cleaned_data["behandlere"]), by=request.user
        )
    except AssignmentError as error:
        form.add_error("behandlere", [str(error), *error.details])
        return False
    total = sum(given.values())
    messages.success(request, f"{total} {'sag er' if total == 1 else 'sager er'} fordelt: {_in_words(given)}.")
    return True


def _in_words(given: dict[User, int]) -> str:
    return ", ".join(f"{handler} {number}" for handler, number in given.items())
