"""A survey made as a copy, edited and compared, in a real browser, with and without script; and axe at three widths."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from surveys.models import Question, Survey
from tests.e2e.conftest import axe_violations, sideways
from tests.e2e.steps import follow, press, see
from tests.factories.reports import make_advice
from tests.factories.surveys import make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HELP = "Tæl *alle* planer i [listen](https://example.dk/liste).\n\n- drift\n- test"


@pytest.fixture
def earlier(transactional_db):
    earlier = make_survey("2026")
    make_advice(earlier)
    return earlier


@pytest.mark.parametrize("with_script", [True, False])
def test_a_manager_makes_a_copy_edits_a_question_and_sees_what_differs(open_page, earlier, manager, with_script):
    page = open_page(manager, java_script_enabled=with_script)
    page.goto(reverse("surveys:agency_start"))
    follow(page, "Lav et nyt tilsyn")
    page.get_by_text("En kopi af Tilsyn 2026").click()
    press(page, "Lav tilsynet")
    see(page, "Skriv en titel, så kopien kan kendes fra originalen.")
    page.get_by_label("Titel").fill("Tilsyn 2027")
    page.get_by_label("Navn i adressen").fill("2027")
    press(page, "Lav tilsynet")
    see(page, "Tilsynet er lavet.")

    page.locator("#question-dpia-2").get_by_role("link", name="Ret").click()
    page.get_by_label("Spørgsmål", exact=True).fill("Spørgsmål to om Konsekvensanalyse?")
    page.get_by_label("Hjælp").fill(HELP)
    if not with_script:
        press(page, "Se, hvordan det bliver")
    preview = page.locator("#preview-help_text")
    expect(preview.get_by_role("link", name="listen")).to_have_attribute("href", "https://example.dk/liste")
    expect(preview.get_by_role("listitem")).to_have_text(["drift", "test"])
    expect(page.get_by_label("Hjælp")).to_have_value(HELP)
    press(page, "Gem")
    see(page, "Spørgsmålet er rettet.")
    assert Question.objects.get(survey__slug="2027", key="dpia-2").help == HELP

    page.locator("#question-dpia-2").get_by_role("button", name="Flyt op").click()
    expect(page.locator("#question-dpia-2")).to_contain_text("4.1")

    follow(page, "Se forskelle fra et tidligere tilsyn")
    changed = page.locator("#question-dpia-2")
    expect(changed).to_contain_text("Omformuleret")
    expect(changed.locator("del").first).to_contain_text("2")
    expect(changed.locator("ins").first).to_contain_text("to")
    decoration = "element => getComputedStyle(element).textDecorationLine"
    assert changed.locator("del").first.evaluate(decoration) == "line-through"
    assert changed.locator("ins").first.evaluate(decoration) == "underline"


def test_two_managers_at_once_lose_nothing(open_page, earlier, manager, watch):
    watch.expect("status of 409")
    Survey.objects.update(state="draft")
    address = reverse("surveys:edit_question", args=["2026", "dpia-2"])
    first, second = open_page(manager), open_page(manager)
    for page in (first, second):
        page.goto(address)
    first.get_by_label("Hjælp").fill("Den førstes hjælp.")
    press(first, "Gem")
    second.get_by_label("Hjælp").fill("Den andens hjælp.")
    press(second, "Gem")
    see(second, "En kollega har ændret det samme, siden du åbnede siden.")
    expect(second.locator(".stale del")).to_contain_text("førstes")
    expect(second.get_by_label("Hjælp")).to_have_value("Den andens hjælp.")
    assert axe_violations(second) == []
    press(second, "Gem")
    see(second, "Spørgsmålet er rettet.")
    assert Question.objects.get(key="dpia-2").help == "Den andens hjælp."


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_what_goes_wrong_is_accessible_too(open_page, earlier, manager, width):
    page = open_page(manager, viewport={"width": width, "height": 800})
    page.goto(reverse("surveys:new_survey"))
    page.get_by_text("Et spørgeskema i en fil").click()
    page.get_by_label("Navn i adressen").fill("2027")
    bad = {"name": "x.toml", "mimeType": "text/plain", "buffer": b"minutes = 0"}
    page.get_by_label("Spørgeskema (TOML)").set_input_files(bad)
    press(page, "Lav tilsynet")
    see(page, "Fejl i filen")
    assert (axe_violations(page), sideways(page)) == ([], 0)
    Survey.objects.create(slug="2027", title="Tilsyn 2027", intro="x" * 80, minutes=1)
    page.goto(reverse("surveys:differences", args=["2027"]))
    assert (axe_violations(page), sideways(page)) == ([], 0)
