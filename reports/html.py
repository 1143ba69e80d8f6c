"""Frozen documents to HTML: no query, no clock, and every text escaped by the templates."""

from collections import defaultdict

from django.template.loader import get_template

from reports import charts
from reports.documents import BlankContent, CopyContent, ReceiptContent, ReportArea, ReportContent
from reports.enums import LetterState
from reports.formal import FormalContent
from reports.letters import LetterArea, LetterContent
from reports.sample_paper import SamplePaper
from reports.timeline.document import CaseDocument
from surveys.enums import Choice

# What each state writes across the page; an issued letter is clean.
LETTER_SHEETS = {
    LetterState.DRAFT: "letter-draft",
    LetterState.APPROVED: "letter-draft",
    LetterState.ISSUED: "letter",
    LetterState.SUPERSEDED: "letter-superseded",
}


def letter_html(letter: LetterContent, *, state: LetterState) -> str:
    """A letter as a page for render_pdf."""
    errata: dict[str, list] = defaultdict(list)
    for one in letter.errata:
        errata[one.area].append(one)
    context = {
        "letter": letter,
        "page": LETTER_SHEETS[state],
        "is_draft": state in {LetterState.DRAFT, LetterState.APPROVED},
        "rows": [_letter_row(letter, area, errata[area.key]) for area in letter.areas],
    }
    return _render("letter", context)


def _letter_row(letter: LetterContent, area: LetterArea, errata: list) -> tuple:
    """An area with its disc, its errata, and the measurements quoted in it, if any."""
    measured = letter.measured if letter.measured and letter.measured.area == area.key else None
    return area, charts.answer_disc(area.choice), errata, measured


def formal_html(content: FormalContent, *, is_draft: bool = False, notice: str = "") -> str:
    """A formal letter; `notice` stands above the text, else what the content itself has to warn of."""
    page = LETTER_SHEETS[LetterState.DRAFT if is_draft else LetterState.ISSUED]
    context = {"letter": content, "page": page, "is_draft": is_draft, "notice": notice or content.notice}
    return _render("formal", context)


def report_html(report: ReportContent) -> str:
    """The national report; without a publication number it is marked as a draft."""
    context = {
        "report": report,
        "page": "report" if report.number else "report-draft",
        "cover": charts.cover([(area.counted, area.of) for area in report.areas]),
        "areas": [_area_charts(area) for area in report.areas],
    }
    return _render("report", context)


def _area_charts(area: ReportArea) -> tuple:
    """An area with its squares large and small, and its distribution."""
    return (
        area,
        charts.squares(area.counted, area.of, per_row=24, pitch=16),
        charts.squares(area.counted, area.of, per_row=48, pitch=7.9),
        charts.distribution(area.bars, title=f"Svar på hovedspørgsmålet om {area.title.lower()}", width=382),
    )


def receipt_html(receipt: ReceiptContent) -> str:
    return _render("receipt", {"receipt": receipt})


def copy_html(copy: CopyContent) -> str:
    """The answers as they stand, with a watermark that says so."""
    return _render("copy", {"copy": copy})


def blank_html(blank: BlankContent) -> str:
    """The questionnaire to fill in by hand."""
    return _render("blank", {"blank": blank, "choices": [choice.label for choice in Choice]})


def case_html(document: CaseDocument) -> str:
    """A case with its documents: for the archive, or as the copy someone asked for."""
    annexes = document.case.annexes
    numbers = {annex.key: number for number, annex in annexes}
    days = [
        (day.date, [(entry, numbers[entry.annex.key] if entry.annex else 0) for entry in day.entries])
        for day in document.case.days
    ]
    return _render("case", {"document": document, "case": document.case, "days": days, "annexes": annexes})


def sample_html(paper: SamplePaper) -> str:
    """Whom a survey asks, and how that was chosen."""
    return _render("sample", {"paper": paper, "page": paper.page})


def _render(name: str, context: dict) -> str:
    return get_template(f"reports/print/{name}.html").render(context)
