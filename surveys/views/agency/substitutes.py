"""Who stands in for whom: the list, naming one, and ending it before time."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.access import HANDLES_CASES, staff_required
from surveys.access import can_manage
from surveys.forms.casework import SubstituteForm
from surveys.models import Substitution
from surveys.services.errors import SubstitutionError
from surveys.services.substitutes import end_substitution, name_substitute
from surveys.views.agency.conflicts import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*HANDLES_CASES)
def substitutions(request: HttpRequest) -> HttpResponse:
    form = SubstituteForm(request.POST or None, user=request.user)
    if form.is_valid() and _name(request, form):
        return redirect("surveys:substitutions")
    today, may_manage = timezone.localdate(), can_manage(request.user)
    rows = [
        {
            "substitution": one,
            "is_now": one.first_day <= today,
            "may_end": may_manage or one.absent_id == request.user.pk,
        }
        for one in _visible(request).not_over(today).select_related("absent", "substitute")
    ]
    context = {"form": form, "rows": rows, "may_manage": may_manage, "crumbs": crumbs(request, ("Stedfortrædere", ""))}
    return render(request, "surveys/agency/substitutions.html", context)


def _visible(request: HttpRequest) -> QuerySet[Substitution]:
    return Substitution.objects.visible_to(request.user)


def _name(request: HttpRequest, form: SubstituteForm) -> bool:
    try:
        made = name_substitute(by=request.user, **form.wanted)
    except SubstitutionError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    messages.success(request, f"{made.substitute} er stedfortræder for {made.absent}.")
    return True


@require_POST
@staff_required(*HANDLES_CASES)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_visible(request).select_related("absent", "substitute"), pk=pk)
    try:
        end_substitution(substitution=found, by=request.user)
    except SubstitutionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{found.substitute} er ikke længere stedfortræder for {found.absent}.")
    return redirect("surveys:substitutions")
