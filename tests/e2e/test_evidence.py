"""Files on an answer in a real browser: sent, refused, asked about, submitted, and fetched by who may."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from surveys.uploads.kinds import FILE_MOST
from tests.e2e.conftest import axe_violations, sideways
from tests.e2e.steps import follow, press, see, take
from tests.factories.files import SOUND, make_pdf
from tests.factories.surveys import fill_response
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PDF = make_pdf("Slettepolitik")


@pytest.fixture
def area_url(draft_response):
    return url(draft_response, "area", area="deletion")


def choose(page, name, content):
    page.get_by_label("Vælg en fil").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    press(page, "Tilføj filen")


def refusal(page, words):
    """Above, and beside the field."""
    expect(page.locator(".error-summary")).to_contain_text(words)
    expect(page.locator(".form-error-message")).to_contain_text(words)


def is_accessible(page, has_script):
    if has_script:
        assert axe_violations(page) == []
        assert sideways(page) == 0


@pytest.mark.parametrize("has_script", [True, False])
def test_a_file_is_sent_refused_asked_about_and_taken_off(open_page, watch, lead, draft_response, area_url, has_script):
    watch.expect("status of 422")
    page = open_page(lead, java_script_enabled=has_script, viewport={"width": 320, "height": 900})
    page.goto(area_url)
    first = page.locator("[data-question]").first
    first.get_by_label("Kommentar").fill("Vi har en politik.")
    first.get_by_role("button", name="Tilføj filer").click()
    see(page, "Filer til svaret")
    assert draft_response.answers.get().comment == "Vi har en politik."
    is_accessible(page, has_script)

    choose(page, "Slettepolitik på Ærø.pdf", PDF)
    see(page, "Filen »Slettepolitik på Ærø.pdf« er tilføjet.")
    choose(page, "forkert.pdf", SOUND["notat.docx"])
    refusal(page, "Navnet slutter på .pdf, men indholdet er DOCX.")
    is_accessible(page, has_script)
    choose(page, "borger.txt", b"CPR: 3112369995")
    refusal(page, "Se linje 1: »CPR: xxxxxx-xxxx«.")
    choose(page, "stor.txt", b"a" * (FILE_MOST + 1))
    refusal(page, "Filen er for stor.")
    choose(page, "sager.txt", b"Sag 0101369990")
    see(page, "Er det et CPR-nummer?")
    is_accessible(page, has_script)
    press(page, "Nej, gem filen")
    see(page, "Filen »sager.txt« er tilføjet.")
    assert draft_response.evidence.current().count() == 2
    is_accessible(page, has_script)

    press(page, "Fjern sager.txt")
    see(page, "Filen »sager.txt« er fjernet.")
    follow(page, "Tilbage til spørgsmålet")
    expect(first.get_by_role("link", name="Slettepolitik på Ærø.pdf")).to_be_visible()
    expect(first.get_by_label("Kommentar")).to_have_value("Vi har en politik.")
    is_accessible(page, has_script)


def test_the_script_tells_how_it_goes_and_moves_to_what_came_of_it(open_page, watch, lead, draft_response):
    watch.expect("status of 422")
    watch.expect("ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)|401")
    page = open_page(lead)
    page.goto(url(draft_response, "evidence", area="deletion", question="deletion-headline"))
    page.context.set_offline(True)
    choose(page, "rapport.pdf", PDF)
    expect(page.locator(".upload-state")).to_have_text("Filen blev ikke sendt. Prøv igen.")
    page.context.set_offline(False)
    press(page, "Tilføj filen")
    see(page, "Filen »rapport.pdf« er tilføjet.")
    expect(page.locator("#files [role=status]").first).to_be_focused()
    choose(page, "tom.txt", b"")
    refusal(page, "Filen er tom.")
    expect(page.locator(".error-summary")).to_be_focused()
    Session.objects.all().delete()
    choose(page, "rapport.pdf", PDF)
    expect(page.locator(".upload-state")).to_contain_text("Du er logget af.")


def test_progress_is_shown_while_a_file_is_on_its_way(open_page, lead, draft_response):
    page = open_page(lead)
    page.goto(url(draft_response, "evidence", area="deletion", question="deletion-headline"))
    page.evaluate(
        """() => {
            window.seen = [];
            const progress = document.querySelector(".upload-progress");
            const note = () => window.seen.push([progress.hidden, progress.value]);
            new MutationObserver(note).observe(progress, { attributes: true });
        }"""
    )
    choose(page, "lang.txt", b"Vi sletter.\n" * 1_000_000)
    see(page, "Filen »lang.txt« er tilføjet.")
    seen = page.evaluate("window.seen")
    assert seen[0] == [False, 0]
    assert seen[-1] == [False, 100]


def test_what_was_submitted_is_the_agencys_and_nobody_elses(
    open_page, watch, lead, outsider, case_handler, draft_response, area_url
):
    watch.expect("status of 404")
    page = open_page(lead)
    page.goto(url(draft_response, "evidence", area="deletion", question="deletion-headline"))
    choose(page, "Slettepolitik på Ærø.pdf", PDF)
    see(page, "er tilføjet.")
    evidence = draft_response.evidence.get()
    agency = open_page(case_handler)
    address = f"/tilsyn/{draft_response.survey.slug}/besvarelser/{draft_response.municipality.code}/"
    assert agency.goto(f"{address}filer/{evidence.pk}/").status == 404
    fill_response(draft_response, by=lead)
    page.goto(url(draft_response, "submit"))
    see(page, "Slettepolitik på Ærø.pdf")
    press(page, "Indsend besvarelsen")
    see(page, "Besvarelsen er indsendt")
    assert take(page, "Slettepolitik på Ærø.pdf") == PDF

    agency.goto(address)
    with agency.expect_download() as downloading:
        follow(agency, "Slettepolitik på Ærø.pdf")
    assert downloading.value.suggested_filename == "Slettepolitik på Ærø.pdf"
    assert downloading.value.path().read_bytes() == PDF
    other = open_page(outsider)
    assert other.goto(url(draft_response, "evidence_file", pk=evidence.pk)).status == 404
