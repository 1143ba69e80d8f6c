"""What the two commands that invite people share."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from municipalities.mail import invitation_link, send_invitation
from municipalities.services import PeopleError, invite


def invite_and_print(command: BaseCommand, *, email: str, **place: object) -> None:
    """Mail the invitation and print its link; a failing mail server leaves the link to be handed over otherwise."""
    try:
        validate_email(email)
        invitation, token = invite(email=email, **place)
    except ValidationError:
        raise CommandError(f"{email} er ikke en e-mailadresse.", returncode=2) from None
    except PeopleError as error:
        raise CommandError(str(error), returncode=2) from error
    sent = send_invitation(invitation, token)
    command.stderr.write(
        f"Invitationen er sendt til {invitation.email}. Linket gælder i 7 dage og kan bruges én gang."
        if sent
        else "Mailen kunne ikke sendes. Invitationen gælder: giv selv personen linket."
    )
    command.stdout.write(invitation_link(token))
