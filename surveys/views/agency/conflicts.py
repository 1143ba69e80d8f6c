"""Conflicts of interest: declaring one's own, and for a manager ending somebody else's."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from municipalities.access import MANAGES, READS_RESPONSES, staff_required
from municipalities.typed import REASON, keeps_typed
from surveys.access import can_handle, can_manage
from surveys.forms.casework import ConflictForm, EndConflictForm
from surveys.models import Conflict
from surveys.services.conflicts import declare_conflict, end_conflict
from surveys.services.errors import ConflictError

PAGE_SIZE = 50
METHODS = ["GET", "HEAD", "POST"]


@keeps_typed(REASON)
@require_http_methods(METHODS)
@staff_required(*READS_RESPONSES)
def conflicts(request: HttpRequest) -> HttpResponse:
    """The rows the person sees, and the form; a link from a case chooses its municipality."""
    form = ConflictForm(
        request.POST or None, user=request.user, initial={"municipality": request.GET.get("kommune", "")}
    )
    if form.is_valid() and _declare(request, form):
        return redirect("surveys:conflicts")
    found = Conflict.objects.visible_to(request.user).select_related("user", "municipality", "ended_by")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("side"))
    may_end = can_manage(request.user)
    context = {
        "form": form,
        "page": page,
        "rows": [
            {
                "conflict": one,
                "is_own": one.user_id == request.user.pk,
                "end_url": reverse("surveys:end_conflict", args=[one.pk])
                if may_end and one.is_in_force and one.user_id != request.user.pk
                else "",
            }
            for one in page
        ],
        "crumbs": crumbs(request, ("Inhabilitet", "")),
    }
    return render(request, "surveys/agency/conflicts.html", context)


def crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[dict]:
    """From the work list, or for an auditor, who has none, from the agency's start."""
    start = ("Arbejdsliste", reverse("surveys:worklist"))
    if not can_handle(request.user):
        start = ("Tilsyn", reverse("surveys:agency_start"))
    return [{"label": label, "url": url} for label, url in (start, *more)]


def _declare(request: HttpRequest, form: ConflictForm) -> bool:
    municipality = form.cleaned_data["municipality"]
    try:
        _, taken = declare_conflict(user=request.user, municipality=municipality, reason=form.cleaned_data["reason"])
    except ConflictError as error:
        form.add_error("municipality", str(error))
        return False
    cases = f" {taken} {'sag er taget' if taken == 1 else 'sager er taget'} fra dig og mangler nu en sagsbehandler."
    messages.success(request, f"Du er meldt inhabil i {municipality}.{cases if taken else ''}")
    return True


@keeps_typed(REASON)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Conflict.objects.visible_to(request.user).select_related("user", "municipality"), pk=pk)
    back = reverse("surveys:conflicts")
    form = EndConflictForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        try:
            end_conflict(conflict=found, by=request.user, reason=form.cleaned_data["reason"])
        except ConflictError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{found.user} kan igen behandle sager fra {found.municipality}.")
            return redirect(back)
    context = {"conflict": found, "form": form, "crumbs": crumbs(request, ("Inhabilitet", back), ("Ophæv", ""))}
    return render(request, "surveys/agency/end_conflict.html", context)
