"""What the agency's and a municipality's own pages about people share: one change, and what is said about it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from municipalities import services
from municipalities.enums import Role
from municipalities.forms import RoleForm
from municipalities.models import Invitation, Membership
from municipalities.views.sending import send_and_tell


def change_invitation(request: HttpRequest, invitation: Invitation, action: str) -> None:
    """A change that came too late is refused with a message."""
    try:
        INVITATION_CHANGES[action](request, invitation)
    except services.PeopleError as error:
        messages.error(request, str(error))


def _resend(request: HttpRequest, invitation: Invitation) -> None:
    send_and_tell(request, *services.renew_invitation(invitation=invitation))


def _approve(request: HttpRequest, invitation: Invitation) -> None:
    send_and_tell(request, *services.approve_invitation(invitation=invitation))


def _withdraw(request: HttpRequest, invitation: Invitation) -> None:
    services.withdraw_invitation(invitation=invitation)
    messages.success(request, f"Invitationen til {invitation.email} er trukket tilbage. Linket virker ikke længere.")


INVITATION_CHANGES: dict[str, Callable[[HttpRequest, Invitation], None]] = {
    "resend": _resend,
    "approve": _approve,
    "withdraw": _withdraw,
}


def role_page(
    request: HttpRequest, membership: Membership, *, back: str, end_url: str, crumbs: list[dict]
) -> HttpResponse:
    """One person's access: the role can be changed, and the access ended."""
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if form.is_valid() and _change_role(request, membership, form.cleaned_data["role"]):
        return redirect(back)
    context = {"membership": membership, "form": form, "end_url": end_url, "back_url": back, "crumbs": crumbs}
    return render(request, "municipalities/membership.html", context)


def _change_role(request: HttpRequest, membership: Membership, role: str) -> bool:
    try:
        changed = services.change_role(membership=membership, role=Role(role), by=request.user)
    except services.PeopleError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, f"{membership.user} har nu rollen {changed.role_label}.")
    return True


def end_and_tell(request: HttpRequest, membership: Membership) -> None:
    try:
        services.end_membership(membership=membership, by=request.user)
    except services.PeopleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{membership.user} har ikke længere adgang til {membership.municipality}.")
