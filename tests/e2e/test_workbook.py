"""A workbook there and back in a real browser: fetched, filled in, uploaded, looked at, and saved."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from surveys.merge import Value
from tests.e2e.inspection import faults
from tests.e2e.steps import follow, heading, press, see
from tests.factories.surveys import answer
from tests.surveys.cpr_cases import PLAIN
from tests.surveys.pages import url
from tests.surveys.workbook.sheets import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY, SECOND, THIRD = "deletion-headline", "deletion-2", "deletion-3"


def fetched(page: Page, response) -> bytes:
    page.goto(url(response, "overview"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent regnearket (XLSX)").click()
    assert download.value.suggested_filename == f"besvarelse-{response.municipality.slug}-{response.survey.slug}.xlsx"
    return Path(download.value.path()).read_bytes()


def hand_in(page: Page, content: bytes) -> None:
    page.get_by_label("Det udfyldte regneark").set_input_files(
        {"name": "Besvarelse udfyldt.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    press(page, "Se, hvad der bliver ændret")


def stored(response, key=KEY):
    return response.answers.filter(question__key=key).values_list("choice", "comment").first()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_workbook_is_filled_in_looked_at_and_saved(open_page, lead, contributor, draft_response, watch, has_script):
    watch.expect("status of 409")
    page = open_page(lead, java_script_enabled=has_script)
    texts = {KEY: ("Ja", "Fra regnearket"), SECOND: ("Nej", "Også"), THIRD: (None, f"Ordren {PLAIN[0]} er lukket")}
    content = fill(fetched(page, draft_response), {**texts, "dane-2": ("Måske", None)})
    answer(draft_response, KEY, Value(choice=2, comment="Fra kollegaen"), by=contributor)

    follow(page, "Indlæs et udfyldt regneark")
    hand_in(page, content)

    expect(heading(page)).to_have_text("Se, før du gemmer")
    for words in ("1 nyt svar", "1 svar er ændret af en anden imens", "1 række kan ikke læses", "Bo Bidrag"):
        see(page, words)
    assert stored(draft_response, SECOND) is None
    if has_script:
        assert faults(page) == []

    press(page, "Gem svarene")

    expect(heading(page)).to_have_text("Noget er ikke gemt")
    see(page, "1 svar er gemt fra regnearket.")
    assert stored(draft_response, SECOND) == (0, "Også")
    assert stored(draft_response) == (2, "Fra kollegaen")
    if has_script:
        assert faults(page) == []

    page.get_by_label("Brug regnearkets").check()
    page.get_by_label("Nej, det er ikke et CPR-nummer").check()
    press(page, "Gem svarene")

    see(page, "2 svar er gemt fra regnearket.")
    see(page, "»Måske« er ingen af svarmulighederne.")
    assert stored(draft_response) == (4, "Fra regnearket")
    assert stored(draft_response, THIRD) == (None, f"Ordren {PLAIN[0]} er lukket")


def test_a_refused_file_is_told_beside_the_field_and_in_the_summary(open_page, lead, draft_response, watch):
    watch.expect("status of 422")
    page = open_page(lead)
    page.goto(url(draft_response, "workbook"))

    hand_in(page, b"PK\3\4 men ikke mere")

    expect(page.get_by_role("main").get_by_text("Filen er i stykker.")).to_have_count(2)
    assert faults(page) == []


def test_a_preview_confirmed_after_signing_out_is_saved_after_signing_in(open_page, lead, draft_response, watch):
    watch.expect("status of 401")
    lead.set_password("søv godt i nat, Ærø")
    lead.save()
    page = open_page(lead)
    content = fill(fetched(page, draft_response), {KEY: ("Ja", "Fra regnearket")})
    follow(page, "Indlæs et udfyldt regneark")
    hand_in(page, content)
    expect(heading(page)).to_have_text("Se, før du gemmer")
    cookies = [one for one in page.context.cookies() if one["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)

    press(page, "Gem svarene")

    expect(heading(page)).to_have_text("Dine svar er ikke gemt endnu")
    see(page, "Svar fra et regneark: 1 nyt svar")
    page.get_by_label("E-mail").fill(lead.email)
    page.get_by_label("Adgangskode", exact=True).fill("søv godt i nat, Ærø")
    press(page, "Log ind")
    press(page, "Gem svarene")

    see(page, "1 svar er gemt fra regnearket.")
    assert stored(draft_response) == (4, "Fra regnearket")
