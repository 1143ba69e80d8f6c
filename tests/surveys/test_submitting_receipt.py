"""What a municipality sees after it has submitted."""

import pytest
from django.urls import reverse

from surveys.enums import ResponseState
from surveys.merge import Value
from surveys.services.responses import move_response
from tests.factories.surveys import answer
from tests.surveys.pages import text_of, url


def test_receipt_says_number_when_by_whom_and_digest(client, contributor, submitted_response):
    client.force_login(contributor)

    shown = text_of(client.get(url(submitted_response, "receipt")))

    submission = submitted_response.current_submission
    at = submission.submitted_at.astimezone()
    assert f"kl. {at:%H.%M}" in shown
    assert "Lea Leder" in shown
    assert "<dd>1</dd>" in shown
    assert "".join(shown.split()).count(submission.digest) == 1
    assert "Efter fristen" not in shown
    assert reverse("reports:receipt_pdf", args=[submitted_response.municipality.slug, "2026"]) in shown
    assert "Det sker der nu" in shown


@pytest.mark.parametrize("page", ["receipt", "answers"])
def test_receipt_and_answers_wait_for_a_submission(client, lead, draft_response, page):
    client.force_login(lead)

    assert client.get(url(draft_response, page)).status_code == 404


@pytest.mark.parametrize("page", ["receipt", "answers"])
def test_receipt_and_answers_of_another_municipality_are_404(client, outsider, submitted_response, page):
    client.force_login(outsider)

    assert client.get(url(submitted_response, page)).status_code == 404


def test_answers_stay_as_submitted_while_a_returned_response_is_corrected(
    client, lead, case_handler, submitted_response
):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Uddyb")
    answer(submitted_response, "dane-2", Value(choice=0, comment="Rettet siden"), by=lead, base_version=1)
    client.force_login(lead)

    shown = text_of(client.get(url(submitted_response, "answers")))

    assert shown.count('<p class="answer">Ja</p>') == 15
    assert "Rettet siden" not in shown
    assert "Kvitteringen gælder, indtil I indsender igen." in text_of(client.get(url(submitted_response, "receipt")))
