"""What is said of mail providers: a list that everyone who reads responses reads, and that managers edit."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import MANAGES, READS_RESPONSES, staff_required
from municipalities.typed import LINES, keeps_typed
from surveys.access import can_manage
from surveys.forms.provider_advice import ProviderAdviceForm
from surveys.measuring_page import standing_tone
from surveys.models import ProviderAdvice
from surveys.provider_list import find_provider_advice, select_provider_list
from surveys.services.provider_advice import (
    add_provider_advice,
    edit_provider_advice,
    provider_token,
    remove_provider_advice,
)
from surveys.views.agency.preparing.saving import METHODS, edit_page, is_done, is_saved

TITLE = "Leverandørråd"
TEMPLATE = "surveys/agency/edit_provider_advice.html"


@require_safe
@staff_required(*READS_RESPONSES)
def provider_advice(request: HttpRequest) -> HttpResponse:
    context = {
        "rows": [
            {"advice": one, "label": one.get_standing_display(), "tone": standing_tone(one.standing)}
            for one in select_provider_list()
        ],
        "may_edit": can_manage(request.user),
        "crumbs": crumbs((TITLE, "")),
    }
    return render(request, "surveys/agency/provider_advice.html", context)


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
def add(request: HttpRequest) -> HttpResponse:
    form = ProviderAdviceForm(request.POST or None, cancel_url=_address())

    def save() -> ProviderAdvice:
        return add_provider_advice(fields=form.values, by=request.user)

    if is_saved(request, form, save):
        messages.success(request, "Rådet er tilføjet.")
        return redirect(_address())
    return edit_page(request, TEMPLATE, form, _context("Nyt leverandørråd"))


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Also where a colleague has removed it meanwhile: what was typed is shown, and can be copied."""
    found = find_provider_advice(pk)
    if found is None and request.method != "POST":
        raise Http404
    form = ProviderAdviceForm(request.POST or None, advice=found, cancel_url=_address())

    def save() -> ProviderAdvice:
        return edit_provider_advice(pk=pk, fields=form.values, token=form.cleaned_data["token"], by=request.user)

    if is_saved(request, form, save):
        messages.success(request, "Rådet er rettet.")
        return redirect(_address())
    return edit_page(request, TEMPLATE, form, _context("Ret leverandørrådet") | {"advice": found})


@require_http_methods(METHODS)
@staff_required(*MANAGES)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """A page that says what goes, and the POST behind it."""
    found = find_provider_advice(pk)
    if found is None:
        raise Http404
    if request.method == "POST":
        token = request.POST.get("token", "")
        if is_done(request, lambda: remove_provider_advice(pk=pk, token=token)):
            messages.success(request, f"Rådet om {found.suffix} er fjernet.")
        return redirect(_address())
    context = _context("Fjern leverandørrådet") | {"advice": found, "token": provider_token(found), "back": _address()}
    return render(request, "surveys/agency/remove_provider_advice.html", context)


def crumbs(*more: tuple[str, str]) -> list[dict]:
    return [{"label": label, "url": url} for label, url in (("Tilsyn", reverse("surveys:agency_start")), *more)]


def _address() -> str:
    return reverse("surveys:provider_advice")


def _context(heading: str) -> dict:
    return {"heading": heading, "crumbs": crumbs((TITLE, _address()), (heading, ""))}
