import csv
import io
import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from surveys.management.arguments import find_survey
from surveys.selectors import select_tally
from surveys.tally import Tally


class Command(BaseCommand):
    help = (
        "Print the national tally: for each area, how many respondents count as in place. Nothing is hidden. "
        "Exit code 2: no such survey."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("survey")
        parser.add_argument("--by", choices=["region"])
        parser.add_argument("--format", choices=["table", "json", "csv"], default="table")

    def handle(self, *args, survey: str, **options) -> None:
        found = find_survey(survey)
        content = as_dict(found.slug, select_tally(found, headlines_only=True), by_region=options["by"] == "region")
        self.stdout.write(WRITERS[options["format"]](content).rstrip("\n"))


def as_dict(survey: str, tally: Tally, *, by_region: bool) -> dict:
    """The JSON contract of the command."""
    return {
        "survey": survey,
        "respondents": tally.respondents,
        "areas": [
            {"area": one.area, "question": one.question, "counted": one.counted, "of": one.of}
            | (
                {"regions": [{"region": cell.region, "counted": cell.counted, "of": cell.of} for cell in one.regions]}
                if by_region
                else {}
            )
            for one in tally.headlines
        ],
    }


def _lines(content: dict) -> list[list]:
    """One line an area, and below it one for each region where asked for."""
    lines = []
    for area in content["areas"]:
        lines.append([area["area"], area["question"], "", area["counted"], area["of"]])
        for cell in area.get("regions", []):
            lines.append([area["area"], area["question"], cell["region"], cell["counted"], cell["of"]])
    return lines


def write_json(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False)


def write_csv(content: dict) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["area", "question", "region", "counted", "of"])
    writer.writerows(_lines(content))
    return target.getvalue()


def write_table(content: dict) -> str:
    count = content["respondents"]
    rows = [f"{content['survey']}: {count} besvarelse{'' if count == 1 else 'r'}"]
    for area, _, region, counted, of in _lines(content):
        name = f"  {region}" if region else area
        rows.append(f"{name:<30} {counted:>6} ud af {of:>6}")
    return "\n".join(rows)


WRITERS = {"json": write_json, "csv": write_csv, "table": write_table}
