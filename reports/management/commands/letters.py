from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.services.jobs import letter_bytes
from surveys.management.arguments import find_survey


class Command(BaseCommand):
    help = (
        "Write the letters of a survey as <code>.pdf: the stored bytes where issued, else a draft with a watermark. "
        "Exit code 2: no such survey or municipality, or the folder cannot be written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey")
        parser.add_argument("--out", required=True, type=Path, help="a folder; made if it is not there")
        parser.add_argument("--municipality", help="one municipality's code; default: every respondent")

    def handle(self, *args, survey: str, out: Path, municipality: str | None, **options) -> None:
        found = find_survey(survey)
        responses = found.responses.respondents().select_related(
            "survey", "municipality", "current_submission", "case_handler"
        )
        if municipality:
            responses = responses.filter(municipality__code=municipality)
            if not responses:
                raise CommandError(f"Kommunen {municipality} har ikke indsendt i tilsynet {survey}.", returncode=2)
        try:
            out.mkdir(parents=True, exist_ok=True)
            for response in responses:
                (out / f"{response.municipality.code}.pdf").write_bytes(letter_bytes(response))
        except OSError as error:
            raise CommandError(f"Mappen {out} kan ikke skrives: {error}", returncode=2) from error
        self.stderr.write(f"{len(responses)} breve er skrevet i {out}.")
