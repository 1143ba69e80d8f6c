"""An erratum on paper: in letters about its question, on receipts, copies and blanks, and in the national report."""

import pytest

from reports.documents import ReportContent
from reports.enums import LetterState
from reports.html import blank_html, copy_html, letter_html, receipt_html, report_html
from reports.letters import LetterContent
from reports.selectors.letters import select_letter
from reports.selectors.papers import select_blank, select_copy, select_receipt
from reports.verification import find_faults
from surveys.enums import Choice
from surveys.merge import Value
from surveys.services.errata import withdraw_erratum, write_erratum
from tests.factories.reports import make_advice, make_draft, make_letter, make_publication
from tests.factories.surveys import make_response, make_submission

WORDS = "Læs **systemer** i stedet."
SHOWN = "Læs <strong>systemer</strong> i stedet."


@pytest.fixture
def response(survey, municipality, lead):
    made = make_response(survey, municipality)
    make_submission(made, by=lead, dpia_2=Value(choice=Choice.NO))
    make_advice(survey)
    return made


def write(survey, by, key="dpia-headline"):
    question = survey.questions.get(key=key)
    current = question.errata.current().first()
    return write_erratum(question=question, text=WORDS, by=by, seen=current.pk if current else 0)


def test_a_letter_prints_errata_of_the_questions_it_prints(response, manager):
    for key in ("dpia-headline", "dpia-2", "dpia-3"):
        write(response.survey, manager, key)

    letter = select_letter(response)

    assert [(one.area, one.question) for one in letter.errata] == [
        ("dpia", "Spørgsmål 1 om Konsekvensanalyse?"),
        ("dpia", "Spørgsmål 2 om Konsekvensanalyse?"),
    ]
    html = letter_html(letter, state=LetterState.DRAFT)
    assert html.count(SHOWN) == 2
    assert "til »Spørgsmål 2 om Konsekvensanalyse?«" in html
    assert LetterContent.from_json(letter.to_json()) == letter


def test_an_erratum_is_news_to_a_draft_and_changes_no_issued_letter(response, manager, case_handler):
    letter = make_letter(response, manager)
    before = bytes(letter.pdf)
    erratum = write(response.survey, manager)

    draft = make_draft(response, case_handler)
    letter.refresh_from_db()
    assert (bytes(letter.pdf), draft.content_digest != letter.content_digest) == (before, True)
    assert list(find_faults(response.survey)) == []

    withdraw_erratum(question=erratum.question, reason="Ingen fejl.", by=manager, seen=erratum.pk)
    assert make_draft(response, case_handler).content_digest == letter.content_digest


def test_receipt_copy_and_blank_have_it(response, manager):
    write(response.survey, manager)
    response.refresh_from_db()

    assert receipt_html(select_receipt(response)).count(SHOWN) == 1
    assert copy_html(select_copy(response, response.current_submission.submitted_at)).count(SHOWN) == 1
    assert blank_html(select_blank(response.survey)).count(SHOWN) == 1


def test_without_an_erratum_nothing_is_said(response):
    pages = [
        letter_html(select_letter(response), state=LetterState.DRAFT),
        receipt_html(select_receipt(response)),
        blank_html(select_blank(response.survey)),
    ]
    assert not any("Rettelse" in page for page in pages)


def test_the_published_report_has_it_and_an_older_one_stays(response, manager, client):
    first = make_publication(response.survey, manager)
    write(response.survey, manager)

    assert not any(area["erratum"] for area in first.content["areas"])
    make_advice(response.survey, 2)
    second = make_publication(response.survey, manager)
    [told] = [area["erratum"] for area in second.content["areas"] if area["erratum"]]
    assert told["text"] == WORDS

    assert SHOWN in report_html(ReportContent.from_json(second.content))
    assert SHOWN in client.get("/resultater/2026/").content.decode()
    assert SHOWN not in client.get("/resultater/2026/1/").content.decode()
    assert list(find_faults(response.survey)) == []
