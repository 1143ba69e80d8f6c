from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from municipalities.register import MUNICIPALITIES, RegisterError, load_register, read_register


class Command(BaseCommand):
    help = "Load the municipalities and their regions. Safe to repeat. Exit code 2: the file has faults."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=MUNICIPALITIES, help="a CSV file; default: the project's own copy"
        )

    def handle(self, *args, file: Path, **options) -> None:
        try:
            rows, faults = read_register(file.read_text(encoding="utf-8-sig"))
            loaded = load_register(rows=rows, faults=faults)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Filen {file} kan ikke læses: {error}", returncode=2) from error
        except RegisterError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stderr.write(f"{loaded} kommuner er indlæst.")
