"""What is handed over to Digital Post and the case system, against the page that describes it."""

import hashlib
import json
import re
import zipfile
from io import BytesIO

import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from reports.enums import FormalKind, FormalState
from reports.services.formal_causes import remind_formally
from reports.services.letters import issue_letter
from surveys.enums import ResponseState
from surveys.services.casework import set_case
from surveys.services.responses import move_response
from tests.factories.municipalities import make_municipality
from tests.factories.reports import make_advice, make_approved, make_draft, make_letter
from tests.factories.surveys import make_submission, make_survey
from tests.reports.formal import made, review

PAGE = (settings.BASE_DIR / "docs" / "handover.md").read_text(encoding="utf-8")
TYPES = {"text": str, "number": int, "list": list, "true or false": bool}


def described(part: int) -> dict[str, type]:
    """The keys of one of the page's two tables, in order."""
    table = PAGE.split("| key | type | meaning |")[part + 1].split("\n\n")[0]
    return {key: TYPES[kind] for key, kind in re.findall(r"^\| `(\w+)` \| ([^|]+) \|", table, re.MULTILINE)}


def fetch(client, survey) -> dict[str, bytes]:
    page = client.get(reverse("reports:handover", args=[survey.slug]))
    assert (page.status_code, page["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(BytesIO(page.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def response(submitted_response):
    make_advice(submitted_response.survey)
    set_case(response=submitted_response, journal_number="2026-432-0001", case_handler=None)
    submitted_response.refresh_from_db()
    return submitted_response


def test_the_zip_holds_the_valid_letters_and_what_they_are(client, manager, case_handler, response):
    make_letter(response, manager)
    set_case(response=response, journal_number="2026-432-0002", case_handler=None)
    second = make_letter(response, manager)
    make_draft(response, case_handler)
    client.force_login(case_handler)
    files = fetch(client, response.survey)
    municipality = response.municipality
    name = f"{municipality.code}-2.pdf"
    assert sorted(files) == sorted([name, "metadata.json"])
    assert files[name] == bytes(second.pdf)
    assert json.loads(files["metadata.json"]) == {
        "version": 2,
        "survey": response.survey.slug,
        "is_demo": False,
        "letters": [
            {
                "file": name,
                "kind": "guidance",
                "recipient_cvr": municipality.cvr,
                "recipient": municipality.official_name,
                "title": PdfReader(BytesIO(files[name])).metadata.title,
                "journal_number": "2026-432-0002",
                "number": 2,
                "dated": second.content["dated"],
                "sha256": hashlib.sha256(files[name]).hexdigest(),
            }
        ],
    }
    assert second.pdf_sha256 == hashlib.sha256(files[name]).hexdigest()


def test_the_page_describes_every_key_and_its_type(client, manager, case_handler, response):
    make_letter(response, manager)
    client.force_login(case_handler)
    metadata = json.loads(fetch(client, response.survey)["metadata.json"])
    assert {key: type(value) for key, value in metadata.items()} == described(0)
    assert {key: type(value) for key, value in metadata["letters"][0].items()} == described(1)


def test_there_is_nothing_to_hand_over_before_a_letter_is_issued(client, manager, case_handler, response):
    approved = make_approved(response, manager)
    client.force_login(case_handler)
    assert client.get(reverse("reports:handover", args=[response.survey.slug])).status_code == 404
    page = client.get(reverse("reports:letters", args=[response.survey.slug])).content.decode()
    assert "Hent til Digital Post" not in page
    issue_letter(letter=approved, by=manager)
    page = client.get(reverse("reports:letters", args=[response.survey.slug])).content.decode()
    assert "Hent til Digital Post" in page


@pytest.mark.parametrize("count", [1, 3])
def test_handing_over_costs_the_same_however_many(
    client, manager, case_handler, lead, count, django_assert_num_queries
):
    survey = make_survey("2030", municipalities=[make_municipality(f"By {number}") for number in range(count)])
    make_advice(survey)
    for response in survey.responses.all():
        make_letter(make_submission(response, by=lead).response, manager)
    client.force_login(case_handler)
    client.get(reverse("reports:letters", args=["2030"]))
    with django_assert_num_queries(7):
        assert len(fetch(client, survey)) == count + 1


def test_formal_letters_are_handed_over_too_but_no_draft_and_none_to_one_withdrawn(
    client, manager, case_handler, draft_response, other_municipality
):
    survey = draft_response.survey
    review(survey, FormalKind.OPENING, manager)
    letter = made(draft_response, FormalKind.OPENING)
    remind_formally(survey=survey, codes=[draft_response.municipality.code], by=manager)
    assert made(draft_response, FormalKind.REMINDER).state == FormalState.DRAFT
    withdrawn = survey.responses.get(municipality=other_municipality)
    made(withdrawn, FormalKind.OPENING)
    move_response(response=withdrawn, target=ResponseState.WITHDRAWN, by=case_handler, reason="Lagt sammen.")
    client.force_login(case_handler)
    files = fetch(client, survey)
    name = f"{draft_response.municipality.code}-opening-1.pdf"
    assert sorted(files) == sorted([name, "metadata.json"])
    [row] = json.loads(files["metadata.json"])["letters"]
    assert (row["file"], row["kind"], row["number"]) == (name, "opening", 1)
    assert row["title"] == PdfReader(BytesIO(files[name])).metadata.title
    assert row["sha256"] == letter.pdf_sha256 == hashlib.sha256(files[name]).hexdigest()
    assert list(row) == list(described(1))
