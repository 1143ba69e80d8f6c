"""The tally as CSV and JSON. Pure: content in, text out."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

from reports.documents import ReportContent
from surveys.tally import Tally

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: object) -> object:
    """Text that would start a formula gets an apostrophe first; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def csv_text(header: Sequence[str], rows: Iterable[Sequence]) -> str:
    """Semicolons and a byte order mark, as Danish spreadsheets expect; every text neutralised."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return f"\ufeff{target.getvalue()}"


TALLY_COLUMNS = ("område", "spørgsmål", "region", "tæller", "ud af", "ikke relevant", "ikke besvaret")


def tally_csv(tally: Tally) -> str:
    """For the agency: nothing is hidden."""
    rows = []
    for one in tally.questions:
        rows.append((one.area, one.question, "", one.counted, one.of, one.not_relevant, one.unanswered))
        rows += [(one.area, one.question, cell.region, cell.counted, cell.of, "", "") for cell in one.regions]
    return csv_text(TALLY_COLUMNS, rows)


RESULT_COLUMNS = ("område", "titel", "region", "tæller", "ud af")


def results_csv(content: ReportContent) -> str:
    """For the public: a hidden cell is a dash, as in the report."""
    rows = []
    for area in content.areas:
        rows.append((area.key, area.title, "", area.counted, area.of))
        rows += [
            (area.key, area.title, cell.name, "–" if cell.counted is None else cell.counted, cell.of or "–")
            for cell in area.regions
        ]
    return csv_text(RESULT_COLUMNS, rows)


def results_json(content: ReportContent) -> str:
    """The same keys as `manage.py tally --format json`; a hidden cell has null for both numbers."""
    return json.dumps(
        {
            "survey": content.survey_slug,
            "title": content.survey_title,
            "publication": content.number,
            "published": content.published.isoformat() if content.published else None,
            "demo": content.is_demo,
            "digest": content.digest,
            "invited": content.invited,
            "respondents": content.respondents,
            "areas": [
                {
                    "area": area.key,
                    "title": area.title,
                    "counted": area.counted,
                    "of": area.of,
                    "distribution": [{"answer": bar.label, "count": bar.count} for bar in area.distribution],
                    "not_relevant": area.not_relevant,
                    "unanswered": area.unanswered,
                    "regions": [{"region": cell.name, "counted": cell.counted, "of": cell.of} for cell in area.regions],
                }
                for area in content.areas
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
