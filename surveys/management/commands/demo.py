from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.demo.build import DemoRefusedError, build_demo
from surveys.demo.people import PASSWORD, sign_ins


class Command(BaseCommand):
    help = (
        "Make the demo: survey 2024 with the published figures, survey 2026 open now. Safe to repeat. "
        "Exit code 2: the database has a real survey or a real user."
    )

    def handle(self, *args, **options) -> None:
        try:
            made = build_demo(timezone.now())
        except DemoRefusedError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stderr.write("Demoen er oprettet." if made else "Demoen findes i forvejen.")
        self.stdout.write(f"Adgangskode til alle demobrugere: {PASSWORD}")
        for email, role in sign_ins():
            self.stdout.write(f"  {email:<30} {role}")
