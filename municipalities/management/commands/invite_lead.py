from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from municipalities.enums import Role
from municipalities.management.inviting import invite_and_print
from municipalities.models import Municipality


class Command(BaseCommand):
    help = (
        "Invite a municipality's lead; mails the invitation and prints its link. "
        "Exit code 2: no such municipality, not an address, or the person has access already or is the agency's."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the municipality's code, four characters")
        parser.add_argument("email")

    def handle(self, *args, code: str, email: str, **options) -> None:
        municipality = Municipality.objects.filter(code=code).first()
        if municipality is None:
            raise CommandError(
                f"Der er ingen kommune med koden {code}. Koden er fire tegn, for eksempel 0101.", returncode=2
            )
        invite_and_print(self, email=email, municipality=municipality, role=Role.LEAD)
