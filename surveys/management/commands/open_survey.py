from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from municipalities.models import Municipality, RegionMembership
from surveys.deadlines import COPENHAGEN
from surveys.enums import SampleMethod
from surveys.management.arguments import find_survey
from surveys.services.errors import SurveyError
from surveys.services.surveys import open_survey


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} er ikke en dato: skriv ÅÅÅÅ-MM-DD.") from None


class Command(BaseCommand):
    help = "Open a draft survey: freeze what it asks, and ask the municipalities. Exit code 2: refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey")
        parser.add_argument("--deadline", required=True, type=day, help="YYYY-MM-DD; ends at 23.59.59 in Copenhagen")
        parser.add_argument(
            "--municipalities", required=True, help="all (real municipalities in force), or a file: one code a line"
        )

    def handle(self, *args, survey: str, deadline: date, municipalities: str, **options) -> None:
        found = find_survey(survey)
        takes_all = municipalities == "all"
        asked = all_in_force() if takes_all else read_codes(Path(municipalities))
        method = SampleMethod.ALL if takes_all else SampleMethod.LIST
        try:
            number = open_survey(survey=found, deadline=deadline, municipalities=asked, method=method)
        except SurveyError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stderr.write(f"Tilsynet {survey} er åbnet for {number} kommuner.")


def all_in_force() -> list[Municipality]:
    today = timezone.now().astimezone(COPENHAGEN).date()
    current = RegionMembership.objects.on(today).values("municipality")
    return list(Municipality.objects.real().filter(pk__in=current))


def read_codes(file: Path) -> list[Municipality]:
    """The municipalities of a file with one code a line; raises CommandError naming each line that is wrong."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Filen {file} kan ikke læses: {error}", returncode=2) from error
    codes = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    known = Municipality.objects.in_bulk([code for _, code in codes], field_name="code")
    faults = [f"Linje {number}: der er ingen kommune med koden {code}." for number, code in codes if code not in known]
    seen: set[str] = set()
    for number, code in codes:
        if code in seen:
            faults.append(f"Linje {number}: koden {code} står der mere end én gang.")
        seen.add(code)
    if faults:
        raise CommandError("\n".join(faults), returncode=2)
    return list(known.values())
