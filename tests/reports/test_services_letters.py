import hashlib
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from reports.enums import LetterState
from reports.letters import LetterContent
from reports.models import Letter
from reports.services.drafts import approve_letter, edit_letter
from reports.services.errors import LetterError
from reports.services.letters import issue_letter
from reports.validation import AccessibilityError, require_accessible
from surveys.enums import ResponseState
from surveys.services.responses import move_response
from tests.factories.reports import make_advice, make_approved, make_draft, make_letter, resubmit


@pytest.fixture
def response(submitted_response):
    make_advice(submitted_response.survey)
    return submitted_response


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_issue_letter_stores_the_bytes_it_hashes(response, manager):
    letter = make_letter(response, manager)
    assert letter.state == LetterState.ISSUED
    assert (letter.number, letter.issued_by, letter.approved_by) == (1, manager, manager)
    assert hashlib.sha256(letter.pdf).hexdigest() == letter.pdf_sha256
    require_accessible(bytes(letter.pdf))
    text = text_of(letter.pdf)
    assert response.municipality.official_name in text
    assert letter.verification_code in text
    assert "UDKAST" not in text.upper()


def test_letter_content_is_what_was_submitted_and_keeps_its_digest(response, manager):
    letter = make_letter(response, manager)
    content = LetterContent.from_json(letter.content)
    assert content.digest == letter.content_digest == letter.approved_digest
    assert (content.number, content.verification_code) == (1, letter.verification_code)
    assert [area.counts for area in content.areas] == [True] * 5
    assert content.areas[0].advice == "Bliv ved med deletion-headline."


def test_issue_letter_twice_gives_the_same_letter(response, manager):
    first = make_letter(response, manager)
    again = issue_letter(letter=first, by=manager)
    assert (again, again.pdf_sha256) == (first, first.pdf_sha256)
    assert Letter.objects.count() == 1


def test_a_new_submission_makes_a_letter_that_supersedes_the_old(response, manager, case_handler, lead):
    first = make_letter(response, manager)
    resubmit(response, lead, case_handler)
    second = make_letter(response, manager)
    first.refresh_from_db()
    assert (first.state, second.state) == (LetterState.SUPERSEDED, LetterState.ISSUED)
    assert (first.superseded_at, second.superseded_at) == (second.issued_at, None)
    assert (first.number, second.number) == (1, 2)
    assert first.verification_code != second.verification_code
    assert bytes(first.pdf) != bytes(second.pdf)
    assert "Begynd med deletion-headline" in text_of(second.pdf)


def test_a_correction_supersedes_and_both_can_be_fetched_by_the_municipality_alone(
    client, response, manager, case_handler, lead, outsider
):
    first = make_letter(response, manager)
    draft = make_draft(response, case_handler)
    edited = edit_letter(letter=draft, by=case_handler, greeting="", extra="Rettet.", seen=draft.content_digest)
    approve_letter(letter=edited, by=manager, digest=edited.content_digest)
    second = issue_letter(letter=edited, by=manager)
    client.force_login(lead)
    page = client.get(own_address("reports:municipal_letters", response)).content.decode()
    assert ("erstattet af et nyere" in page, "nr. 1" in page, "nr. 2" in page) == (True, True, True)
    for letter in (first, second):
        assert client.get(own_address("reports:letter_pdf", response, number=letter.number)).content == bytes(
            letter.pdf
        )
    client.force_login(outsider)
    assert client.get(own_address("reports:letter_pdf", response, number=1)).status_code == 404


def own_address(name, response, **more):
    return reverse(name, kwargs={"municipality": response.municipality.slug, "survey": response.survey.slug, **more})


def test_a_draft_is_not_issued(response, manager):
    draft = make_draft(response)
    with pytest.raises(LetterError, match="ikke godkendt"):
        issue_letter(letter=draft, by=manager)
    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.verification_code, draft.pdf) == (LetterState.DRAFT, None, None, None)


def test_what_was_changed_behind_the_approval_is_not_issued(response, manager):
    approved = make_approved(response, manager)
    Letter.objects.update(content=approved.content | {"recipient": "En anden kommune"})
    with pytest.raises(LetterError, match="ikke det, der blev godkendt"):
        issue_letter(letter=approved, by=manager)


def test_a_letter_to_answers_that_no_longer_count_is_not_issued(response, manager, case_handler, lead):
    approved = make_approved(response, manager)
    resubmit(response, lead, case_handler)
    with pytest.raises(LetterError, match="nye svar"):
        issue_letter(letter=approved, by=manager)
    assert not Letter.objects.sent().exists()


def test_issue_letter_refuses_while_the_response_is_returned(response, manager, case_handler):
    approved = make_approved(response, manager)
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret svaret.")
    with pytest.raises(LetterError, match="Sendt tilbage"):
        issue_letter(letter=approved, by=manager)
    assert not Letter.objects.sent().exists()


def test_an_untagged_pdf_is_refused():
    """The validator is the real one, and it bites."""
    with pytest.raises(AccessibilityError):
        require_accessible(untagged_pdf())


def untagged_pdf() -> bytes:
    from weasyprint import HTML

    return HTML(string="<p>Uden mærker</p>").write_pdf()
