from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from surveys.questionnaire import QuestionnaireError, parse_questionnaire
from surveys.services.errors import SurveyError
from surveys.services.questionnaires import load_questionnaire


class Command(BaseCommand):
    help = "Fill a draft survey with a questionnaire file. Exit code 2: the file has faults, or the survey is open."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a TOML file such as surveys/questionnaires/2024.toml")
        parser.add_argument("--survey", help="the survey's slug; default: the file's name")

    def handle(self, *args, file: Path, survey: str | None, **options) -> None:
        try:
            questionnaire = parse_questionnaire(file.read_text(encoding="utf-8"), filename=file.name)
            loaded = load_questionnaire(questionnaire=questionnaire, slug=survey or file.stem)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Filen {file} kan ikke læses: {error}", returncode=2) from error
        except (QuestionnaireError, SurveyError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stderr.write(f"Tilsynet {loaded.slug} har nu {loaded.questions.count()} spørgsmål.")
