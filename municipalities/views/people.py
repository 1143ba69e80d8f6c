"""A municipality's own people, on its own pages: all members see them, a lead lets colleagues in and out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.access import can_manage_people, require_role
from municipalities.enums import Role
from municipalities.forms import DomainForm, InvitePersonForm
from municipalities.middleware import MunicipalityRequest
from municipalities.models import Invitation, Membership
from municipalities.selectors import select_open_invitations, select_people
from municipalities.services import PeopleError, add_mail_domain, invite
from municipalities.views.changes import change_invitation, end_and_tell, role_page
from municipalities.views.rows import domain_rows, invitation_rows, person_rows
from municipalities.views.sending import send_and_tell


def _people_url(request: MunicipalityRequest) -> str:
    return reverse("municipalities:people", args=[request.municipality.slug])


def _crumbs(request: MunicipalityRequest, label: str = "") -> list[dict]:
    home = {"label": "Overblik", "url": reverse("surveys:home", args=[request.municipality.slug])}
    people = {"label": "Personer", "url": _people_url(request) if label else ""}
    return [home, people, *([{"label": label, "url": ""}] if label else [])]


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: MunicipalityRequest) -> HttpResponse:
    """The municipality's people; a lead's POST proposes a mail domain to the agency."""
    may_change = can_manage_people(request.membership)
    form = DomainForm(request.POST if may_change and request.method == "POST" else None, submit="Foreslå domæne")
    if form.is_valid() and _propose_domain(request, form):
        return redirect(_people_url(request))
    return render(request, "municipalities/people.html", _context(request, form, may_change))


def _context(request: MunicipalityRequest, form: DomainForm, may_change: bool) -> dict:
    slug, own = request.municipality.slug, request.membership.pk
    current, _ = select_people(request.municipality)

    def membership_url(row: Membership) -> str:
        return reverse("municipalities:colleague", args=[slug, row.pk]) if may_change and row.pk != own else ""

    def invitation_url(action: str, row: Invitation) -> str:
        return reverse(f"municipalities:{action}_colleague_invitation", args=[slug, row.pk])

    waiting = Invitation.objects.visible_to(request.user).filter(municipality=request.municipality)
    return {
        "municipality": request.municipality,
        "people": person_rows(current, membership_url),
        "invitations": invitation_rows(
            select_open_invitations(waiting), invitation_url, may_change=may_change, may_approve=False
        ),
        "domains": domain_rows(request.municipality.mail_domains.all(), {}),
        "form": form,
        "may_change": may_change,
        "is_demo": request.municipality.is_demo,
        "crumbs": _crumbs(request),
    }


def _propose_domain(request: MunicipalityRequest, form: DomainForm) -> bool:
    try:
        domain = add_mail_domain(municipality=request.municipality, domain=form.cleaned_data["domain"], by=request.user)
    except PeopleError as error:
        form.add_error("domain", str(error))
        return False
    messages.success(request, f"Maildomænet {domain} er foreslået og venter på tilsynsmyndigheden.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def invite_colleague(request: MunicipalityRequest) -> HttpResponse:
    require_role(request.membership, Role.LEAD)
    back = _people_url(request)
    form = InvitePersonForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        try:
            invitation, token = invite(municipality=request.municipality, by=request.user, **form.cleaned_data)
        except PeopleError as error:
            form.add_error("email", str(error))
        else:
            send_and_tell(request, invitation, token)
            return redirect(back)
    context = {"form": form, "place": request.municipality, "crumbs": _crumbs(request, "Invitér en kollega")}
    return render(request, "municipalities/invite.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: MunicipalityRequest, pk: int) -> HttpResponse:
    found = _colleague(request, pk)
    return role_page(
        request,
        found,
        back=_people_url(request),
        end_url=reverse("municipalities:end_colleague", args=[request.municipality.slug, pk]),
        crumbs=_crumbs(request, str(found.user)),
    )


@require_POST
def end_colleague(request: MunicipalityRequest, pk: int) -> HttpResponse:
    end_and_tell(request, _colleague(request, pk))
    return redirect(_people_url(request))


def _colleague(request: MunicipalityRequest, pk: int) -> Membership:
    require_role(request.membership, Role.LEAD)
    memberships = Membership.objects.visible_to(request.user).current().select_related("user", "municipality")
    return get_object_or_404(memberships, municipality=request.municipality, pk=pk)


@require_POST
def resend_colleague_invitation(request: MunicipalityRequest, pk: int) -> HttpResponse:
    return _change(request, pk, "resend")


@require_POST
def withdraw_colleague_invitation(request: MunicipalityRequest, pk: int) -> HttpResponse:
    return _change(request, pk, "withdraw")


def _change(request: MunicipalityRequest, pk: int, action: str) -> HttpResponse:
    require_role(request.membership, Role.LEAD)
    invitations = Invitation.objects.visible_to(request.user).filter(municipality=request.municipality)
    change_invitation(request, get_object_or_404(invitations, pk=pk), action)
    return redirect(_people_url(request))
