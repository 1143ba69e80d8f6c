"""Sending an invitation and telling the person who sent it how it went."""

from django.contrib import messages
from django.http import HttpRequest

from municipalities.mail import send_invitation
from municipalities.models import Invitation


def send_and_tell(request: HttpRequest, invitation: Invitation, token: str) -> None:
    """Called after the invitation is stored, so that a mail server that fails never undoes it."""
    if invitation.needs_approval:
        messages.info(
            request,
            f"{invitation.email} ligger uden for kommunens godkendte maildomæner. "
            "Invitationen bliver sendt, når tilsynsmyndigheden har godkendt den.",
        )
    elif send_invitation(invitation, token):
        messages.success(request, f"Invitationen er sendt til {invitation.email}.")
    else:
        messages.warning(
            request,
            f"Invitationen til {invitation.email} er oprettet, men mailen kunne ikke sendes. "
            "Vent et øjeblik, og vælg »Send igen«.",
        )
