"""The register as the agency sees it: all municipalities, and one with its people."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.access import ANY_STAFF, MANAGES_PEOPLE, staff_required
from municipalities.forms import DomainForm, RegisterFilter
from municipalities.log import select_municipality_log
from municipalities.models import Invitation, Membership, Municipality
from municipalities.selectors import (
    current_regions,
    select_listed_elsewhere,
    select_open_invitations,
    select_people,
    select_proposing,
    select_region_names,
    select_register,
)
from municipalities.services import PeopleError, add_mail_domain, approve_mail_domain, remove_mail_domain
from municipalities.views.rows import domain_rows, invitation_rows, person_rows

PAGE_SIZE = 100


@require_safe
@staff_required(*ANY_STAFF)
def register(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = RegisterFilter(request.GET, regions=current_regions(today))
    form.full_clean()
    wanted = form.cleaned_data
    found = select_register(
        Municipality.objects.visible_to(request.user),
        today=today,
        q=wanted.get("q", "").strip(),
        region=wanted.get("region"),
        lead=wanted.get("ansvarlig", ""),
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("side"))
    context = {
        "form": form,
        "page": page,
        "is_filtered": any(wanted.values()),
        "proposing": select_proposing(request.user) if request.user.has_staff_role(*MANAGES_PEOPLE) else [],
    }
    return render(request, "municipalities/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*ANY_STAFF)
def municipality(request: HttpRequest, code: str) -> HttpResponse:
    """One municipality with its people; a POST adds a mail domain."""
    found = get_object_or_404(Municipality.objects.visible_to(request.user), code=code)
    may_change = request.user.has_staff_role(*MANAGES_PEOPLE)
    form = DomainForm(request.POST if may_change and request.method == "POST" else None, submit="Tilføj domæne")
    if form.is_valid() and _add_domain(request, found, form):
        return redirect("municipalities:municipality", code=code)
    return render(request, "municipalities/municipality.html", _context(request, found, form, may_change))


def _context(request: HttpRequest, found: Municipality, form: DomainForm, may_change: bool) -> dict:
    people, ended = select_people(found)
    region, region_later = select_region_names(found, timezone.localdate())

    def membership_url(row: Membership) -> str:
        return reverse("municipalities:membership", args=[found.code, row.pk]) if may_change else ""

    def invitation_url(action: str, row: Invitation) -> str:
        return reverse(f"municipalities:{action}_invitation", args=[found.code, row.pk])

    return {
        "municipality": found,
        "region": region,
        "region_later": region_later if region_later != region else "",
        "people": person_rows(people, membership_url),
        "ended": person_rows(ended, lambda row: ""),
        "invitations": invitation_rows(
            select_open_invitations(Invitation.objects.filter(municipality=found)),
            invitation_url,
            may_change=may_change,
            may_approve=may_change,
        ),
        "domains": domain_rows(found.mail_domains.all(), select_listed_elsewhere(found, request.user)),
        "form": form,
        "may_change": may_change,
        "log": select_municipality_log(found) if may_change else [],
        "is_demo": found.is_demo,
        "crumbs": [{"label": "Kommuner", "url": reverse("municipalities:register")}, {"label": found.name, "url": ""}],
    }


def _add_domain(request: HttpRequest, found: Municipality, form: DomainForm) -> bool:
    try:
        domain = add_mail_domain(municipality=found, domain=form.cleaned_data["domain"], by=request.user)
    except PeopleError as error:
        form.add_error("domain", str(error))
        return False
    messages.success(request, f"Maildomænet {domain} er tilføjet.")
    return True


@require_POST
@staff_required(*MANAGES_PEOPLE)
def approve_domain(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = get_object_or_404(Municipality.objects.visible_to(request.user), code=code)
    domain = get_object_or_404(found.mail_domains, pk=pk)
    approve_mail_domain(mail_domain=domain)
    messages.success(request, f"Maildomænet {domain} er godkendt.")
    return redirect("municipalities:municipality", code=code)


@require_POST
@staff_required(*MANAGES_PEOPLE)
def remove_domain(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Asking twice is no error: the domain is gone either way."""
    found = get_object_or_404(Municipality.objects.visible_to(request.user), code=code)
    for domain in found.mail_domains.filter(pk=pk):
        remove_mail_domain(mail_domain=domain)
        messages.success(request, f"Maildomænet {domain} er fjernet. De, der allerede har adgang, beholder den.")
    return redirect("municipalities:municipality", code=code)
