"""Two people in two browsers, and a session that ends: nothing typed is lost."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from municipalities.sessions import SEEN
from surveys.models import Answer
from tests.e2e.conftest import axe_violations
from tests.e2e.test_answering import HEADLINE, choose, comment, question, status, stored
from tests.factories.municipalities import PASSWORD
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def response(draft_response):
    """Everyone may answer everywhere."""
    draft_response.is_open_to_all = True
    draft_response.save()
    return draft_response


@pytest.fixture
def area_url(response):
    return url(response, "area", area="deletion")


def end_sessions() -> None:
    Session.objects.all().delete()


def sign_in_here(page: Page, person) -> None:
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log ind").click()


def test_choice_and_comment_of_two_people_both_stay_and_are_read_through(
    open_page, lead, contributor, response, area_url
):
    one, other = open_page(lead), open_page(contributor)
    one.goto(area_url)
    other.goto(area_url)

    choose(one, "Ja")
    expect(status(one)).to_contain_text("Gemt")
    comment(other).type("Bos tekst")
    expect(status(other)).to_contain_text("Lea Leder har også rettet svaret til »Ja«")
    assert stored(response) == (4, "Bos tekst")

    one.reload()
    expect(question(one)).to_contain_text("Læs igennem.")
    assert axe_violations(one) == []
    question(one).get_by_role("button", name="De passer sammen").click()
    expect(question(one)).not_to_contain_text("Læs igennem.")
    assert not Answer.objects.get().needs_reading


def test_the_same_field_in_two_hands_shows_both_and_waits(open_page, watch, lead, contributor, response, area_url):
    watch.expect("409")
    one, other = open_page(lead), open_page(contributor)
    one.goto(area_url)
    other.goto(area_url)

    comment(one).type("Leas tekst")
    expect(status(one)).to_contain_text("Gemt")
    comment(other).type("Bos tekst")
    expect(status(other)).to_contain_text("Leas tekst")
    expect(status(other)).to_contain_text("Bos tekst")
    assert stored(response) == (None, "Leas tekst")

    question(other).get_by_role("button", name="Gem mit").click()
    expect(other.get_by_text("Svarene er gemt.")).to_be_visible()
    assert stored(response) == (None, "Bos tekst")


def test_a_colleague_is_seen_where_they_write(open_page, lead, contributor, response, area_url):
    one, other = open_page(lead), open_page(contributor)
    other.goto(area_url)
    with other.expect_response("**/tilstede/"):
        comment(other).focus()
    one.goto(area_url)

    expect(question(one).locator("[data-present]")).to_have_text("Bo Bidrag skriver her")
    expect(question(one, "deletion-2").locator("[data-present]")).to_be_empty()
    expect(question(other).locator("[data-present]")).to_be_empty()


def test_text_typed_after_the_session_ended_is_saved_after_signing_in(open_page, watch, lead, response, area_url):
    watch.expect("401")
    page = open_page(lead)
    page.goto(area_url)
    end_sessions()

    comment(page).type("Skrevet for sent")
    expect(status(page)).to_contain_text("Ikke gemt. Du er logget af.")
    status(page).get_by_role("link", name="Log ind igen").click()
    sign_in_here(page, lead)

    expect(page).to_have_url(f"{page.url.split('/kommuner')[0]}{area_url}#spoergsmaal-{HEADLINE}")
    expect(status(page)).to_contain_text("Gemt ")
    expect(comment(page)).to_have_value("Skrevet for sent")
    assert stored(response) == (None, "Skrevet for sent")
    assert page.evaluate("localStorage.length") == 0


def test_text_kept_in_the_browser_meets_a_colleagues_as_any_other(
    open_page, watch, lead, contributor, response, area_url
):
    watch.expect("401")
    watch.expect("409")
    page = open_page(lead)
    page.goto(area_url)
    end_sessions()
    comment(page).type("Leas tekst")
    expect(status(page)).to_contain_text("Du er logget af")
    other = open_page(contributor)
    other.goto(area_url)
    comment(other).type("Bos tekst")
    expect(status(other)).to_contain_text("Gemt")

    status(page).get_by_role("link", name="Log ind igen").click()
    sign_in_here(page, lead)

    expect(status(page)).to_contain_text("Vælg, hvad der skal gælde")
    expect(status(page)).to_contain_text("Leas tekst")
    expect(status(page)).to_contain_text("Bos tekst")
    assert stored(response) == (None, "Bos tekst")


def test_kept_text_is_dropped_when_someone_else_signs_in(open_page, watch, lead, contributor, response, area_url):
    watch.expect("401")
    page = open_page(lead)
    page.goto(area_url)
    end_sessions()
    comment(page).type("Leas hemmelige tekst")
    expect(status(page)).to_contain_text("Du er logget af")
    assert page.evaluate("localStorage.length") == 1

    status(page).get_by_role("link", name="Log ind igen").click()
    sign_in_here(page, contributor)

    expect(page.get_by_role("banner")).to_contain_text("Bo Bidrag")
    expect(comment(page)).to_have_value("")
    assert page.evaluate("localStorage.length") == 0
    assert stored(response) is None


def test_kept_text_is_dropped_on_signing_out_and_after_seven_days(open_page, lead, response, area_url):
    page = open_page(lead)
    page.goto(area_url)
    keep = """days => localStorage.setItem(
        `modenhed:${document.body.dataset.person}:99`,
        JSON.stringify({ x: { at: Date.now() - days * 24 * 3600 * 1000, fields: {} } }))"""

    page.evaluate(keep, 6.99)
    page.reload()
    assert page.evaluate("localStorage.length") == 1
    page.evaluate(keep, 7.01)
    page.reload()
    assert page.evaluate("localStorage.length") == 0

    page.evaluate(keep, 1)
    page.get_by_role("banner").get_by_role("button", name="Log af").first.click()
    expect(page.get_by_role("banner").get_by_role("link", name="Log ind").first).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def be_idle(minutes: float) -> None:
    """Move the last visit of the one session back; the server's own clock goes on."""
    session = Session.objects.get()
    data = session.get_decoded()
    data[SEEN] -= minutes * 60
    session.session_data = Session.objects.encode(data)
    session.save()


def look_again(page: Page) -> None:
    """As when a tab comes back into view: the page asks how long is left."""
    with page.expect_response("**/konto/tid/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_page_offers_to_stay_before_the_session_ends(open_page, lead, response, area_url):
    page = open_page(lead)
    page.goto(area_url)
    dialog = page.get_by_role("alertdialog")
    be_idle(54)
    look_again(page)
    expect(dialog).to_be_hidden()

    be_idle(2)
    look_again(page)
    expect(dialog).to_contain_text("Om 4 minutter bliver du logget af.")
    expect(dialog.get_by_role("button", name="Bliv logget ind")).to_be_focused()
    assert axe_violations(page) == []
    page.keyboard.press("Enter")

    expect(dialog).to_be_hidden()
    look_again(page)
    expect(dialog).to_be_hidden()


def test_the_page_says_when_the_session_has_ended(open_page, lead, response, area_url):
    page = open_page(lead)
    page.goto(f"{area_url}#spoergsmaal-{HEADLINE}")
    be_idle(61)
    look_again(page)

    page.get_by_role("alertdialog").get_by_role("link", name="Log ind igen").click()
    sign_in_here(page, lead)

    assert page.url.endswith(f"{area_url}#spoergsmaal-{HEADLINE}")


def test_without_script_a_late_form_is_shown_and_saved_after_signing_in(open_page, watch, lead, response, area_url):
    watch.expect("401")
    page = open_page(lead, java_script_enabled=False)
    page.goto(area_url)
    choose(page, "Ja")
    comment(page).fill("Skrevet før frokost")
    end_sessions()

    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Skrevet før frokost")
    sign_in_here(page, lead)
    page.get_by_role("button", name="Gem svarene").click()

    expect(page.get_by_text("Svarene er gemt.")).to_be_visible()
    assert stored(response) == (4, "Skrevet før frokost")
