from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from surveys.management.arguments import find_survey
from surveys.services.imports import ImportRefusedError, import_answers


class Command(BaseCommand):
    help = (
        "Write answers from a CSV file (municipality,question,choice,comment) into working copies: all or nothing. "
        "Exit code 2: the file has bad rows; each is listed with its line number."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey")
        parser.add_argument("file", type=Path)
        parser.add_argument("--submit", action="store_true", help="submit each municipality of the file afterwards")
        parser.add_argument("--replace", action="store_true", help="let rows replace answers that are there already")

    def handle(self, *args, survey: str, file: Path, submit: bool, replace: bool, **options) -> None:
        found = find_survey(survey)
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Filen {file} kan ikke læses: {error}", returncode=2) from error
        try:
            done = import_answers(survey=found, text=text, submit=submit, replace=replace)
        except ImportRefusedError as error:
            raise CommandError(f"{error}\nIntet er skrevet.", returncode=2) from error
        places = f"{done.municipalities} kommune{'' if done.municipalities == 1 else 'r'}"
        self.stderr.write(f"{done.rows} svar fra {places} er skrevet, {done.submitted} indsendt.")
