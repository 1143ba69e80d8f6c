from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from municipalities.enums import StaffRole
from municipalities.management.inviting import invite_and_print


class Command(BaseCommand):
    help = (
        "Invite a person to the agency with a role; mails the invitation and prints its link. "
        "Exit code 2: not an address, an unknown role, or the person has the role or is a municipality's."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=StaffRole.values)

    def handle(self, *args, email: str, role: str, **options) -> None:
        invite_and_print(self, email=email, staff_role=role)
