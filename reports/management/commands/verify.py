from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from reports.verification import find_faults
from surveys.management.arguments import find_survey


class Command(BaseCommand):
    help = (
        "Check everything frozen in a survey against its digests: questions, submissions, letters, publications. "
        "Exit code 0: all as it was. 1: something was changed; each difference is printed. 2: no such survey."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey")

    def handle(self, *args, survey: str, **options) -> None:
        faults = list(find_faults(find_survey(survey)))
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} fejl i tilsynet {survey}.", returncode=1)
        self.stderr.write(f"Tilsynet {survey} er, som da det blev låst.")
