"""A manager draws a sample, opens the survey and adds a municipality: by keyboard alone, and without script."""

import re

import pytest
from playwright.sync_api import expect

from surveys.enums import SurveyState
from tests.commands import run
from tests.e2e.inspection import faults
from tests.e2e.steps import follow, heading, press, see, take, text_of
from tests.e2e.test_keyboard import press_and_await, tab_to
from tests.factories.municipalities import make_staff
from tests.factories.surveys import make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(transactional_db):
    """Nobody chosen yet, among the 98."""
    run("load_register")
    return make_survey("2027", is_open=False)


@pytest.fixture
def manager(transactional_db):
    return make_staff("manager", name="Mads Chef")


def test_a_manager_draws_and_opens_by_keyboard_and_every_page_is_accessible(open_page, draft, manager):
    page = open_page(manager)
    page.goto("/tilsyn/2027/udvaelg/")
    assert faults(page) == []
    tab_to(page, "Træk tilfældigt")
    press_and_await(page, "Enter", "Træk tilfældigt")
    assert faults(page) == []
    tab_to(page, "Hvor mange skal trækkes?")
    page.keyboard.type("20")
    press_and_await(page, "Enter", "Se, før du trækker")
    assert faults(page) == []
    tab_to(page, "Træk 20 kommuner")
    press_and_await(page, "Enter", "Udvælgelse")
    assert faults(page) == []
    sample = draft.samples.get()
    expect(page.get_by_role("cell", name="Ja", exact=True)).to_have_count(20)
    tab_to(page, "Gå til åbning")
    press_and_await(page, "Enter", "Åbn tilsynet")
    assert faults(page) == []
    tab_to(page, "Se det hele, før du åbner")
    press_and_await(page, "Enter", "Åbn tilsynet for 20 kommuner?")
    assert faults(page) == []
    tab_to(page, "Åbn tilsynet")
    press_and_await(page, "Enter", "Tilsyn 2027")
    see(page, "Tilsynet er åbnet for 20 kommuner.")
    draft.refresh_from_db()
    assert (draft.state, draft.responses.count()) == (SurveyState.OPEN, 20)
    assert sorted(draft.responses.values_list("municipality__code", flat=True)) == sample.codes


def test_faults_in_a_list_are_mended_and_municipalities_added_without_script(open_page, draft, manager):
    page = open_page(manager, java_script_enabled=False)
    page.goto("/tilsyn/2027/udvaelg/liste/")
    page.get_by_label("Kommuner").fill("0101\nFaverskov")
    press(page, "Se, hvem der bliver spurgt")
    see(page, "Mente du Favrskov?")
    press(page, "Ret listen")
    expect(page.get_by_label("Kommuner")).to_have_value("0101\nFaverskov")
    page.get_by_label("Kommuner").fill("0101\nFavrskov")
    press(page, "Se, hvem der bliver spurgt")
    press(page, "Gem udvælgelsen")
    follow(page, "Gå til åbning")
    page.get_by_label(re.compile("^Frist for at indsende")).fill("01.01.2020")
    press(page, "Se det hele, før du åbner")
    see(page, "Fristen er overskredet.")
    page.goto("/tilsyn/2027/aabn/")
    press(page, "Se det hele, før du åbner")
    press(page, "Åbn tilsynet")
    expect(heading(page)).to_have_text("Tilsyn 2027")
    follow(page, "Tilføj kommuner")
    page.get_by_label("Kommuner, der skal tilføjes").fill("Struer")
    page.get_by_label("Hvorfor tilføjes de?").fill("De bad selv om det.")
    press(page, "Se, hvad der sker")
    press(page, "Tilføj 1 kommune")
    see(page, "De bad selv om det.")
    assert "Struer" in text_of(take(page, "Hent som PDF"))


def test_a_draw_that_failed_is_said_at_its_field_with_the_focus_on_the_summary(open_page, draft, manager):
    page = open_page(manager)
    page.goto("/tilsyn/2027/udvaelg/udtraek/")
    page.get_by_label("Hvor mange skal trækkes?").fill("99")
    press(page, "Se fordelingen")
    expect(page.locator(".error-summary")).to_be_focused()
    see(page, "Der er kun 98 kommuner at trække mellem.")
    assert faults(page) == []
