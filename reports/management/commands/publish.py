from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from reports.services.errors import PublicationError
from reports.services.publications import publish_survey
from surveys.management.arguments import find_survey


class Command(BaseCommand):
    help = (
        "Publish the national report of a closed survey; where something changed since, as the next number. "
        "Prints the publication's number. Exit code 2: the survey is open, or nobody has answered."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey")

    def handle(self, *args, survey: str, **options) -> None:
        try:
            publication = publish_survey(survey=find_survey(survey), by=None)
        except PublicationError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(str(publication.number))
