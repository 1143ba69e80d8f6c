"""Saving that meets an obstacle: where the person is brought, and what the browser still has."""

import pytest
from playwright.sync_api import expect

from surveys.merge import Value
from surveys.services.responses import submit_response
from tests.e2e.conftest import axe_violations
from tests.e2e.test_answering import HEADLINE, choose, comment, question, status, stored
from tests.e2e.test_saving_together import be_idle, end_sessions, look_again, sign_in_here
from tests.factories.surveys import answer, fill_response
from tests.surveys.cpr_cases import PLAIN, VALID
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def area_url(draft_response):
    return url(draft_response, "area", area="deletion")


def test_a_link_that_cannot_be_followed_leads_to_what_holds_it_back(open_page, watch, lead, draft_response, area_url):
    watch.expect("status of 422")
    page = open_page(lead, viewport={"width": 1280, "height": 400})
    page.goto(area_url)
    comment(page).type(f"Borgeren {VALID[0]} fik svar")
    expect(status(page)).to_contain_text("Kommentaren rummer et CPR-nummer")
    page.get_by_role("link", name="Overblik").first.focus()

    page.get_by_role("link", name="Overblik").first.click()

    expect(comment(page)).to_be_focused()
    expect(status(page)).to_contain_text("Kommentaren rummer et CPR-nummer")
    comment(page).fill("Borgeren fik svar")
    expect(status(page)).to_contain_text("Gemt ")
    page.get_by_role("link", name="Overblik").first.click()
    expect(page).not_to_have_url(area_url)
    assert stored(draft_response) == (None, "Borgeren fik svar")


def test_signing_in_from_the_dialog_returns_to_the_question_last_touched(open_page, lead, draft_response, area_url):
    page = open_page(lead)
    page.goto(area_url)
    choose(page, "Ja", "deletion-2")
    expect(status(page, "deletion-2")).to_contain_text("Gemt ")
    be_idle(61)
    look_again(page)

    page.get_by_role("alertdialog").get_by_role("link", name="Log ind igen").click()
    sign_in_here(page, lead)

    assert page.url.endswith(f"{area_url}#spoergsmaal-deletion-2")
    expect(question(page, "deletion-2")).to_be_in_viewport()


def test_what_another_tab_has_not_saved_stays_in_the_browser(open_page, watch, lead, draft_response, area_url):
    watch.expect("ERR_FAILED|htmx:(sendError|afterRequest)")
    first = open_page(lead)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(area_url)
    second.route(f"**/{HEADLINE}/", lambda route: route.abort())

    first.route(f"**/{HEADLINE}/", lambda route: (first.wait_for_timeout(3000), route.continue_()))
    choose(first, "Ja")
    comment(second).type("Fra den anden fane")
    expect(status(second)).to_contain_text("Ikke gemt – prøver igen")
    expect(status(first)).to_contain_text("Gemt ")

    assert "Fra den anden fane" in second.evaluate("JSON.stringify(localStorage)")


def test_text_that_came_after_the_submission_is_still_shown_when_the_page_is_read_again(
    open_page, watch, lead, draft_response, area_url
):
    watch.expect("status of 409")
    fill_response(draft_response, by=lead)
    page = open_page(lead)
    page.goto(area_url)
    submit_response(response=draft_response, by=lead)
    choose(page, "Nej")
    expect(status(page)).to_contain_text("Besvarelsen er låst")
    comment(page).type("Skrevet\nfor sent")
    page.on("dialog", lambda dialog: dialog.accept())

    page.reload()

    unsent = question(page).locator("[data-unsent]")
    expect(unsent).to_contain_text("Det, du skrev her, er ikke gemt")
    expect(unsent).to_contain_text("Nej")
    assert unsent.locator("blockquote").inner_text() == "Skrevet\nfor sent"
    expect(question(page, "deletion-2").locator("[data-unsent]")).to_be_hidden()
    assert axe_violations(page) == []
    unsent.get_by_role("button", name="Slet teksten").click()
    expect(unsent).to_be_hidden()
    page.reload()
    expect(unsent).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_a_browser_that_denies_its_store_still_saves(open_page, watch, lead, draft_response, area_url):
    watch.expect("401")  # leaving the field saves once more, and signing out may overtake it
    page = open_page(lead)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page.goto(area_url)

    comment(page).type("Uden lager")

    expect(status(page)).to_contain_text("Gemt ")
    assert stored(draft_response) == (None, "Uden lager")
    page.get_by_role("banner").get_by_role("button", name="Log af").first.click()
    expect(page.get_by_role("banner").get_by_role("link", name="Log ind").first).to_be_visible()


def test_text_in_a_conflict_outlives_the_button_and_a_reload(
    open_page, watch, lead, contributor, draft_response, area_url
):
    watch.expect("status of (409|422)")
    page = open_page(lead)
    page.goto(area_url)
    answer(draft_response, HEADLINE, Value(comment="Bos tekst"), by=contributor)
    comment(page).type("Leas tekst")
    expect(status(page)).to_contain_text("Vælg, hvad der skal gælde")
    page.get_by_role("button", name="Gem", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("Bo Bidrag har ændret kommentaren imens.")
    expect(comment(page)).to_have_value("Leas tekst")

    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(area_url)

    expect(comment(page)).to_have_value("Leas tekst")
    expect(status(page)).to_contain_text("Bos tekst")
    assert stored(draft_response) == (None, "Bos tekst")


def press(page, button) -> None:
    """As a hand does: what the press changes on the page has happened before the button is let go."""
    box = button.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(600)
    page.mouse.up()


def test_a_slow_press_on_a_button_beside_the_text_is_not_lost(open_page, watch, lead, draft_response, area_url):
    watch.expect("status of 422")
    page = open_page(lead)
    page.goto(area_url)
    comment(page).type(f"Sagen om {PLAIN[0]} er lukket.")
    button = question(page).get_by_role("button", name="Nej, gem kommentaren")
    expect(button).to_be_visible()

    press(page, button)

    expect(page.get_by_text("Svarene er gemt.")).to_be_visible()
    assert stored(draft_response) == (None, f"Sagen om {PLAIN[0]} er lukket.")


def test_a_slow_press_on_the_way_to_sign_in_is_not_lost(open_page, watch, lead, draft_response, area_url):
    watch.expect("401")
    page = open_page(lead)
    page.goto(area_url)
    end_sessions()
    comment(page).type("Skrevet for sent")
    link = status(page).get_by_role("link", name="Log ind igen")
    expect(link).to_be_visible()

    press(page, link)
    sign_in_here(page, lead)

    expect(comment(page)).to_have_value("Skrevet for sent")
    expect(status(page)).to_contain_text("Gemt ")
