"""The public page that says whether a letter is ours: what it answers, what it costs, and that it keeps nothing."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertTemplateUsed

from reports.enums import FormalState, LetterState
from reports.forms import MOST_BYTES
from reports.hashing import MIB
from reports.models import Letter
from tests.factories.reports import make_advice

ISSUED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MADE_AT = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
SUPERSEDED_AT = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)
VALID, OLD, STRANGE = b"%PDF-1.7 gyldigt", b"%PDF-1.7 gammelt", b"%PDF-1.7 fremmed"
FORMAL = b"%PDF-1.7 formelt"
CODES = {
    VALID: "AAAA-BBBB-CCCC-2222",
    OLD: "DDDD-EEEE-FFFF-3333",
    FORMAL: "JJJJ-KKKK-LLLL-5555",
    STRANGE: "GGGG-HHHH-IIII-4444",
}
ANSWERS = {
    VALID: "udsendt 2. marts 2026 og gælder stadig",
    OLD: "udsendt herfra 2. marts 2026, men modtageren fik et nyt 7. april 2026",
    FORMAL: "udsendt 5. maj 2026 og gælder stadig",
    STRANGE: "Vi kender ikke brevet",
}
ADDRESS = reverse("reports:verify_letter")


@pytest.fixture(autouse=True)
def letters(submitted_response):
    cache.clear()
    advice = make_advice(submitted_response.survey)
    for number, (pdf, state) in enumerate([(OLD, LetterState.SUPERSEDED), (VALID, LetterState.ISSUED)], start=1):
        Letter.objects.create(
            response=submitted_response,
            submission=submitted_response.current_submission,
            advice_version=advice,
            number=number,
            verification_code=CODES[pdf],
            state=state,
            content={},
            issued_at=ISSUED_AT,
            superseded_at=SUPERSEDED_AT if state == LetterState.SUPERSEDED else None,
            pdf=pdf,
            pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        )
    submitted_response.formal_letters.update(
        state=FormalState.ISSUED,
        verification_code=CODES[FORMAL],
        content={},
        content_digest="0" * 64,
        made_at=MADE_AT,
        pdf=FORMAL,
        pdf_sha256=hashlib.sha256(FORMAL).hexdigest(),
    )


def hand_in(client, content: bytes = b"", code: str = ""):
    fields = {"code": code}
    return client.post(
        ADDRESS, fields | ({"letter": SimpleUploadedFile("brev.pdf", content)} if content else {}), follow=False
    )


@pytest.mark.parametrize("pdf", ANSWERS)
@pytest.mark.parametrize("by", ["file", "code"])
def test_a_letter_is_known_by_its_file_and_by_its_code(client, pdf, by):
    page = hand_in(client, pdf) if by == "file" else hand_in(client, code=CODES[pdf].lower().replace("-", " "))
    assert page.status_code == 200
    assert ANSWERS[pdf] in page.content.decode()
    assert [words for words in ANSWERS.values() if words in page.content.decode()] == [ANSWERS[pdf]]


@pytest.mark.parametrize("pdf", ANSWERS)
def test_the_answer_tells_nothing_else(client, pdf, submitted_response, lead):
    page = hand_in(client, pdf).content.decode()
    for secret in (
        submitted_response.municipality.name,
        submitted_response.municipality.cvr,
        submitted_response.survey.title,
        lead.name,
        *CODES.values(),
    ):
        assert secret not in page


def test_a_letter_that_is_not_sent_is_unknown(client):
    draft = {"state": LetterState.DRAFT, "number": None, "verification_code": None}
    Letter.objects.filter(state=LetterState.ISSUED).update(**draft, issued_at=None, pdf=None, pdf_sha256="")
    for page in (hand_in(client, VALID), hand_in(client, code=CODES[VALID])):
        assert "Vi kender ikke brevet" in page.content.decode()


@pytest.mark.parametrize("by", ["file", "code"])
def test_the_work_is_the_same_whatever_the_answer(client, by):
    """Same statements in the same order, one look at the letters, and the same templates."""
    seen = []
    for pdf in ANSWERS:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            page = hand_in(client, pdf) if by == "file" else hand_in(client, code=CODES[pdf])
        assertTemplateUsed(page, "reports/verify.html")
        looks = [query["sql"] for query in queries if '"reports_letter"' in query["sql"]]
        assert len(looks) == 1
        kinds = [query["sql"].split()[0] for query in queries]
        shape = looks[0].replace(hashlib.sha256(pdf).hexdigest(), "?").replace(CODES[pdf], "?")
        seen.append((kinds, shape, [template.name for template in page.templates]))
    assert seen[0] == seen[1] == seen[2]


def test_reading_the_page_asks_for_no_letter(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(ADDRESS).status_code == 200


@pytest.mark.parametrize(("size", "status"), [(MOST_BYTES, 200), (MOST_BYTES + 1, 422)])
def test_a_file_may_fill_the_limit_and_no_more(client, size, status):
    page = hand_in(client, b"%" * size)
    assert page.status_code == status
    words = page.content.decode()
    assert ("Vi kender ikke brevet" in words) == (status == 200)
    assert ("Den må højst fylde 5,0" in words) == (status == 422)


def test_the_file_is_never_written_down(client, tmp_path, settings):
    """At a size that Django's own handlers put on disk, where there is no folder to put it in."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "findes-ikke")
    with pytest.raises(FileNotFoundError):
        TemporaryUploadedFile("brev.pdf", "application/pdf", 1, None)
    assert "Vi kender ikke brevet" in hand_in(client, b"%" * (4 * MIB)).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Vælg PDF-filen, eller skriv koden"),
        ({"code": "KODE"}, "Koden er på 16 tegn."),
        ({"letter": SimpleUploadedFile("tom.pdf", b"")}, "Filen er tom."),
        ({"letter": SimpleUploadedFile("brev.pdf", b"x"), "code": CODES[VALID]}, "både en fil og en kode"),
        ({"code": "A" * 41}, "højst"),
    ],
)
def test_what_cannot_be_looked_up_says_what_to_do(client, fields, words):
    page = client.post(ADDRESS, fields)
    assert page.status_code == 422
    assert page.content.decode().count(words) == 2, "in the summary and next to the field"


def test_many_tries_are_slowed_down_and_the_code_is_kept(client):
    for _ in range(20):
        assert hand_in(client, STRANGE).status_code == 200
    page = hand_in(client, code=CODES[VALID])
    assert page.status_code == 429
    assert "Vent et minut" in page.content.decode()
    assert CODES[VALID] in page.content.decode()
    assert ANSWERS[VALID] not in page.content.decode()
    assert client.get(ADDRESS).status_code == 200


def test_a_foreign_site_cannot_ask_in_the_visitors_name():
    client = Client(enforce_csrf_checks=True)
    assert hand_in(client, VALID).status_code == 403
    token = client.get(ADDRESS).cookies["csrftoken"].value
    page = client.post(ADDRESS, {"letter": SimpleUploadedFile("brev.pdf", VALID), "csrfmiddlewaretoken": token})
    assert ANSWERS[VALID] in page.content.decode()
