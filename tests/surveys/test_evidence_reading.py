"""Files where they are read: downloads, the agency's page, receipts and history."""

import pytest
from django.urls import reverse

from surveys.enums import ResponseState
from surveys.merge import Value
from surveys.services.responses import move_response
from surveys.uploads import store
from tests.factories.evidence import put_file, take_off
from tests.factories.surveys import answer, make_submission
from tests.surveys.pages import text_of, url

KEY = "deletion-headline"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


@pytest.fixture
def signed_in(client, lead):
    client.force_login(lead)
    return client


def status(response):
    """A download is an open file until it is read to the end."""
    if response.streaming:
        response.getvalue()
    return response.status_code


def test_a_download_is_an_attachment_and_nothing_else(signed_in, draft_response):
    evidence = put_file(draft_response, name="Ærø, år 2026.txt", content=b"<script>alert(1)</script>")
    got = signed_in.get(url(draft_response, "evidence_file", pk=evidence.pk))

    assert got.getvalue() == b"<script>alert(1)</script>"
    assert got["Content-Disposition"] == "attachment; filename*=utf-8''%C3%86r%C3%B8%2C%20%C3%A5r%202026.txt"
    assert got["Content-Type"] == "text/plain"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in got["Cache-Control"]


def test_a_changed_or_missing_file_is_never_given_out(signed_in, draft_response, folder, caplog):
    evidence = put_file(draft_response)
    address = url(draft_response, "evidence_file", pk=evidence.pk)
    (folder / store.FILES / evidence.stored_as).write_bytes(b"andet")
    signed_in.raise_request_exception = False

    changed = signed_in.get(address)
    assert (changed.status_code, b"andet" in changed.content) == (500, False)
    assert "Filen kan ikke hentes" in text_of(changed)
    store.delete(evidence.stored_as)
    assert signed_in.get(address).status_code == 500
    assert [record.getMessage() for record in caplog.records if record.name == "surveys.views.downloading"] == [
        f"The file of evidence {evidence.pk} is {fault}." for fault in ("changed", "missing")
    ]


def test_the_agency_gets_what_was_submitted_and_nothing_else(
    client, draft_response, lead, case_handler, administrator, outsider
):
    frozen = put_file(draft_response, by=lead)
    address = {"survey": draft_response.survey.slug, "code": draft_response.municipality.code}

    def get(user, evidence):
        client.force_login(user)
        return status(client.get(reverse("surveys:submitted_file", kwargs=address | {"pk": evidence.pk})))

    assert get(case_handler, frozen) == 404
    make_submission(draft_response, by=lead)
    move_response(response=draft_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    draft = put_file(draft_response, name="ny.txt", content=b"2")
    take_off(frozen, by=lead)
    assert (get(case_handler, frozen), get(case_handler, draft)) == (200, 404)
    assert (get(administrator, frozen), get(lead, frozen)) == (403, 403)
    client.force_login(case_handler)
    shown = text_of(client.get(reverse("surveys:response", kwargs=address)))
    assert "rapport.txt" in shown
    assert "ny.txt" not in shown
    client.force_login(outsider)
    assert client.get(url(draft_response, "evidence_file", pk=frozen.pk)).status_code == 404


def test_files_stand_wherever_the_answer_is_read(client, draft_response, lead, approver, reader):
    put_file(draft_response, by=lead)
    client.force_login(reader)
    assert "rapport.txt" in text_of(client.get(url(draft_response, "area", area="deletion")))
    make_submission(draft_response, by=lead)
    for name in ("submit", "answers", "receipt"):
        assert "rapport.txt" in text_of(client.get(url(draft_response, name))), name


def test_the_answers_page_shows_a_frozen_file_that_was_taken_off_since(client, draft_response, lead, case_handler):
    evidence = put_file(draft_response, by=lead)
    make_submission(draft_response, by=lead)
    move_response(response=draft_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    take_off(evidence, by=lead)
    client.force_login(lead)

    assert "rapport.txt" in text_of(client.get(url(draft_response, "answers")))
    assert "rapport.txt" not in text_of(client.get(url(draft_response, "submit")))
    assert status(client.get(url(draft_response, "evidence_file", pk=evidence.pk))) == 200


def test_history_tells_what_came_and_went(client, draft_response, lead, contributor):
    answer(draft_response, KEY, Value(choice=4), by=lead)
    take_off(put_file(draft_response, by=contributor), by=lead)
    client.force_login(lead)
    shown = text_of(client.get(url(draft_response, "history", area="deletion", question=KEY)))

    assert shown.index("Fil fjernet") < shown.index("Fil tilføjet") < shown.index("<dt>Svar</dt>")
    assert "Bo Bidrag" in shown
