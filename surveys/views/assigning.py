"""The lead's page for dividing the areas among contributors."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from municipalities.access import require_role
from municipalities.enums import Role
from municipalities.middleware import MunicipalityRequest
from surveys.assignments import select_assignments
from surveys.forms.assignments import AssignmentForm
from surveys.services.assignments import assign_areas
from surveys.views.own import crumbs, own_response, own_responses, url_of

TITLE = "Fordel områderne"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: MunicipalityRequest, survey: str) -> HttpResponse:
    response = own_response(request, survey)
    require_role(request.membership, Role.LEAD)
    assigned = select_assignments(response)
    form = AssignmentForm(
        request.POST if request.method == "POST" else None,
        areas=list(response.survey.areas.all()),
        assigned=assigned,
        is_open_to_all=response.is_open_to_all,
        cancel_url=url_of(response, "overview"),
    )
    if form.is_valid():
        assign_areas(
            responses=own_responses(request),
            pk=response.pk,
            wanted=form.wanted,
            is_open_to_all=form.cleaned_data["open_to_all"],
            by=request.user,
        )
        messages.success(request, "Fordelingen er gemt.")
        return redirect(url_of(response, "overview"))
    context = {
        "form": form,
        "survey": response.survey,
        "people_url": reverse("municipalities:people", args=[request.municipality.slug]),
        "crumbs": crumbs(response, TITLE),
        "is_demo": response.survey.is_demo,
    }
    return render(request, "surveys/municipal/assign.html", context, status=422 if form.errors else 200)
