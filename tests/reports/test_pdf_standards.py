"""Every kind of PDF against PDF/UA-1 and PDF/A-2a, by veraPDF; every letter also by page-validation."""

import logging
from dataclasses import replace
from datetime import date

import page
import pytest

from reports.documents import BlankArea, BlankQuestion, Correction, ReceiptAnswer, ReceiptArea
from reports.enums import FormalKind, LetterState
from reports.html import (
    blank_html,
    case_html,
    copy_html,
    formal_html,
    letter_html,
    receipt_html,
    report_html,
    sample_html,
)
from reports.letters import LetterErratum
from reports.pdf import render_pdf
from tests.pdf.verapdf import STANDARDS, verapdf_lines
from tests.reports import case_samples, samples

LONG = " ".join(["Vi arbejder på sagen.\nNæste linje. 😀 <script>"] * 110)[:5000]
MARKED = (
    "Tæl *alle* **systemer**, se [listen](https://a.dk/b?c&d).\n\n- drift\n  - eget\n- test\n\n1. først\n2. så\n\nSlut."
)


def marked_letter():
    """Lists and links in the advice of each area and each point."""
    letter = samples.letter(answers=dict.fromkeys(samples.ANSWERS, (0, 0, 0, 0)))
    return replace(
        letter,
        areas=tuple(
            replace(area, advice=MARKED, points=tuple(replace(point, advice=MARKED) for point in area.points))
            for area in letter.areas
        ),
    )


ERRATUM = Correction(MARKED, date(2026, 12, 3))


def corrected_letter():
    """An erratum of a headline question, and one of a question further down."""
    letter = samples.letter()
    area = letter.areas[0]
    errata = (area.question, area.points[0].question)
    return replace(
        letter, errata=tuple(LetterErratum(area.key, question, MARKED, ERRATUM.dated) for question in errata)
    )


WORD = "Sønderjyskekommunesammenslutningensdatabeskyttelsesrådgiver" + "x"
LETTERS = {
    "letter-issued": (samples.letter(), LetterState.ISSUED),
    "letter-draft": (samples.letter(issued=False), LetterState.DRAFT),
    "letter-measured": (samples.letter(measured=samples.measured()), LetterState.ISSUED),
    "letter-superseded": (samples.letter(), LetterState.SUPERSEDED),
    "letter-all-yes": (samples.letter(answers=dict.fromkeys(samples.ANSWERS, (4, 4, 4, 4))), LetterState.ISSUED),
    "letter-all-no": (samples.letter(answers=dict.fromkeys(samples.ANSWERS, (0, 0, 0, 0))), LetterState.ISSUED),
    "letter-long": (samples.letter(comment=LONG, recipient=WORD, case_handler=WORD), LetterState.DRAFT),
}
OTHERS = {
    "letter-marked": lambda: letter_html(marked_letter(), state=LetterState.ISSUED),
    "letter-errata": lambda: letter_html(corrected_letter(), state=LetterState.ISSUED),
    "receipt-errata": lambda: receipt_html(
        samples.receipt(areas=(ReceiptArea(1, "Sletning", (ReceiptAnswer("Sletter I?", "Ja", "Ja.", (), ERRATUM),)),))
    ),
    "blank-errata": lambda: blank_html(
        samples.blank(
            areas=(
                BlankArea(1, "Sletning", "Vigtigt.", (BlankQuestion("Sletter I?", "ting", "Tæl.", erratum=ERRATUM),)),
            )
        )
    ),
    "report-marked": lambda: report_html(
        replace(samples.report(), areas=tuple(replace(one, advice=MARKED) for one in samples.report().areas))
    ),
    "report": lambda: report_html(samples.report()),
    "report-draft": lambda: report_html(samples.report(published=False, is_demo=False)),
    "receipt": lambda: receipt_html(samples.receipt()),
    "copy": lambda: copy_html(samples.copy()),
    "copy-long": lambda: copy_html(
        samples.copy(municipality=WORD, areas=(ReceiptArea(1, WORD, (ReceiptAnswer(LONG[:300], "Ja", LONG),)),))
    ),
    "sample": lambda: sample_html(samples.sample()),
    "sample-list": lambda: sample_html(samples.sample(is_random=False)),
    "blank": lambda: blank_html(samples.blank()),
    "case": lambda: case_html(case_samples.case_document()),
    "case-empty": lambda: case_html(case_samples.case_document(case_samples.case(entries=(), journal_number=""))),
    "case-copy": lambda: case_html(case_samples.copy_of_case({"submission-1-answer-1-comment": "public-other"})),
    "case-copy-draft": lambda: case_html(case_samples.copy_of_case(asked=case_samples.ASKED)),
    "case-long": lambda: case_html(case_samples.case_document(case_samples.long_case(LONG, WORD))),
    "blank-marked": lambda: blank_html(
        samples.blank(areas=(BlankArea(1, "Sletning", MARKED, (BlankQuestion("Sletter I?", "systemer", MARKED),)),))
    ),
    **{f"formal-{kind}": lambda kind=kind: formal_html(samples.formal(kind)) for kind in FormalKind},
    "formal-draft": lambda: formal_html(samples.formal(FormalKind.RETURN, is_reviewed=False), is_draft=True),
    "formal-long": lambda: formal_html(
        samples.formal(FormalKind.RETURN, LONG, recipient=WORD, case_handler=WORD, heading=WORD)
    ),
}


@pytest.fixture(scope="module")
def pdfs():
    htmls = {name: letter_html(letter, state=state) for name, (letter, state) in LETTERS.items()}
    htmls |= {name: make() for name, make in OTHERS.items()}
    return {name: render_pdf(html) for name, html in htmls.items()}


@pytest.mark.slow
def test_every_kind_of_pdf_passes_verapdf(pdfs, tmp_path):
    for name, pdf in pdfs.items():
        (tmp_path / f"{name}.pdf").write_bytes(pdf)

    lines = verapdf_lines(sorted(tmp_path.iterdir()))

    assert sorted(lines) == sorted((f"{name}.pdf", standard, "pass") for name in pdfs for standard in STANDARDS)


@pytest.mark.slow
def test_verapdf_finds_fault_with_an_untagged_pdf(tmp_path):
    from weasyprint import HTML

    path = tmp_path / "untagged.pdf"
    HTML(string="<p>x").write_pdf(path)

    lines = verapdf_lines([path])

    assert ("untagged.pdf", "ua1", "fail") in lines
    assert ("untagged.pdf", "2a", "fail") in lines


@pytest.mark.parametrize("name", [*LETTERS, *OTHERS])
def test_every_pdf_passes_page_validation(pdfs, name):
    report = page.validate_pdf_bytes(pdfs[name], profile=page.ValidationProfile.PDF_UA_1)

    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []


@pytest.mark.parametrize("name", [*LETTERS, *OTHERS])
def test_same_document_gives_same_bytes(pdfs, name):
    html = letter_html(LETTERS[name][0], state=LETTERS[name][1]) if name in LETTERS else OTHERS[name]()

    assert render_pdf(html) == pdfs[name]


def test_no_document_makes_the_renderer_complain(caplog):
    with caplog.at_level(logging.WARNING):
        for letter, state in LETTERS.values():
            render_pdf(letter_html(letter, state=state))
        for make in OTHERS.values():
            render_pdf(make())

    assert caplog.records == []
