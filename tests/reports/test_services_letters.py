import hashlib
from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.enums import LetterState
from reports.letters import LetterContent
from reports.models import Letter
from reports.services.errors import LetterError
from reports.services.letters import issue_letter
from reports.validation import AccessibilityError, require_accessible
from surveys.enums import Choice, ResponseState
from surveys.merge import Value
from surveys.services.responses import move_response, submit_response
from tests.factories.reports import make_advice
from tests.factories.surveys import answer


@pytest.fixture
def response(submitted_response):
    make_advice(submitted_response.survey)
    return submitted_response


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_issue_letter_stores_the_bytes_it_hashes(response, manager):
    letter = issue_letter(response=response, by=manager)
    assert letter.state == LetterState.ISSUED
    assert (letter.number, letter.issued_by, letter.approved_by) == (1, manager, manager)
    assert hashlib.sha256(letter.pdf).hexdigest() == letter.pdf_sha256
    require_accessible(bytes(letter.pdf))
    text = text_of(letter.pdf)
    assert response.municipality.official_name in text
    assert letter.verification_code in text
    assert "UDKAST" not in text.upper()


def test_letter_content_is_what_was_submitted_and_keeps_its_digest(response, manager):
    letter = issue_letter(response=response, by=manager)
    content = LetterContent.from_json(letter.content)
    assert content.digest == letter.content_digest == letter.approved_digest
    assert [area.counts for area in content.areas] == [True] * 5
    assert content.areas[0].advice == "Bliv ved med deletion-headline."


def test_issue_letter_twice_gives_the_same_letter(response, manager):
    first = issue_letter(response=response, by=manager)
    assert issue_letter(response=response, by=manager) == first
    assert Letter.objects.count() == 1


def test_a_new_submission_makes_a_letter_that_supersedes_the_old(response, manager, case_handler, lead):
    first = issue_letter(response=response, by=manager)
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret svaret.")
    answer(response, "deletion-headline", Value(choice=Choice.NO), by=lead, base_version=1)
    submit_response(response=response, by=lead)
    second = issue_letter(response=response, by=manager)
    first.refresh_from_db()
    assert (first.state, second.state) == (LetterState.SUPERSEDED, LetterState.ISSUED)
    assert (first.number, second.number) == (1, 2)
    assert first.verification_code != second.verification_code
    assert bytes(first.pdf) != bytes(second.pdf)
    assert "Begynd med deletion-headline" in text_of(second.pdf)


def test_issue_letter_refuses_a_response_that_was_never_submitted(draft_response, manager):
    make_advice(draft_response.survey)
    with pytest.raises(LetterError, match="ikke indsendt"):
        issue_letter(response=draft_response, by=manager)
    assert not Letter.objects.exists()


def test_issue_letter_refuses_while_the_response_is_returned(response, manager, case_handler):
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret svaret.")
    with pytest.raises(LetterError, match="Sendt tilbage"):
        issue_letter(response=response, by=manager)
    assert not Letter.objects.exists()


def test_an_untagged_pdf_is_refused():
    """The validator is the real one, and it bites."""
    with pytest.raises(AccessibilityError):
        require_accessible(untagged_pdf())


def untagged_pdf() -> bytes:
    from weasyprint import HTML

    return HTML(string="<p>Uden mærker</p>").write_pdf()
