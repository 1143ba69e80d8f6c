from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.html import report_html
from reports.pdf import render_pdf
from reports.selectors.report import select_report
from surveys.management.arguments import find_survey
from surveys.models import Survey
from surveys.selectors import select_tally


class Command(BaseCommand):
    help = (
        "Write the national report: the published bytes where there is a publication, else a draft with a watermark. "
        "Exit code 2: no such survey, or the file cannot be written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey")
        parser.add_argument("--out", required=True, type=Path, help="the PDF to write")

    def handle(self, *args, survey: str, out: Path, **options) -> None:
        content = report_bytes(find_survey(survey))
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Filen {out} kan ikke skrives: {error}", returncode=2) from error
        self.stderr.write(f"Rapporten er skrevet i {out}.")


def report_bytes(survey: Survey) -> bytes:
    publication = survey.publications.order_by("-number").first()
    if publication:
        return bytes(publication.pdf)
    return render_pdf(report_html(select_report(survey, select_tally(survey))))
