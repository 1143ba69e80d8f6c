"""Answering in a real browser: with script and without, by keyboard, on small screens, and when things go wrong."""

import pytest
from playwright.sync_api import Page, expect

from municipalities.enums import Role
from surveys.merge import Value
from surveys.models import Answer, ResponseEvent, Submission
from surveys.services.responses import submit_response
from tests.e2e.conftest import axe_violations, sideways
from tests.factories.municipalities import make_member, make_municipality
from tests.factories.surveys import answer, fill_response, make_response, make_survey
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADLINE = "deletion-headline"


@pytest.fixture
def response(draft_response):
    """Everyone may answer everywhere."""
    draft_response.is_open_to_all = True
    draft_response.save()
    return draft_response


@pytest.fixture
def area_url(response):
    return url(response, "area", area="deletion")


def question(page: Page, key: str = HEADLINE):
    return page.locator(f"#spoergsmaal-{key}")


def choose(page: Page, label: str, key: str = HEADLINE) -> None:
    question(page, key).get_by_text(label, exact=True).click()


def comment(page: Page, key: str = HEADLINE):
    return question(page, key).get_by_label("Kommentar")


def status(page: Page, key: str = HEADLINE):
    return question(page, key).locator(".save-state")


def stored(response, key: str = HEADLINE) -> tuple | None:
    return response.answers.filter(question__key=key).values_list("choice", "comment").first()


def test_answer_saves_itself_and_says_so(open_page, lead, response, area_url):
    page = open_page(lead)
    page.goto(area_url)

    choose(page, "Ja")
    expect(status(page)).to_contain_text("Gemt ")
    comment(page).type("Alle systemer")
    expect(question(page).locator("input[type=hidden]")).to_have_value("2.2")

    assert stored(response) == (4, "Alle systemer")
    page.reload()
    expect(question(page).get_by_label("Ja", exact=True)).to_be_checked()
    expect(comment(page)).to_have_value("Alle systemer")


def test_answer_is_cleared_with_script(open_page, lead, response, area_url):
    answer(response, HEADLINE, Value(choice=4, comment="Bliver"), by=lead)
    page = open_page(lead)
    page.goto(area_url)

    question(page).get_by_role("button", name="Fjern svar").click()

    expect(question(page).locator("input[type=hidden]")).to_have_value("2.2")
    assert stored(response) == (None, "Bliver")
    expect(question(page).locator("input[type=radio]:checked")).to_have_count(0)


def test_area_works_without_script(open_page, lead, response, area_url):
    page = open_page(lead, java_script_enabled=False)
    page.goto(area_url)

    choose(page, "Nej")
    comment(page).fill("Ikke endnu")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_text("Svarene er gemt.")).to_be_visible()
    assert stored(response) == (0, "Ikke endnu")

    question(page).get_by_role("button", name="Fjern svar").click()
    expect(question(page).locator("input[type=radio]:checked")).to_have_count(0)
    assert stored(response) == (None, "Ikke endnu")

    choose(page, "Ja")
    page.get_by_role("button", name="Gem og gå videre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Udgående mail")
    assert stored(response) == (4, "Ikke endnu")


def test_area_is_answered_by_keyboard_alone(open_page, lead, response, area_url):
    page = open_page(lead)
    page.goto(area_url)

    tab_to(page, f"id_{HEADLINE}-choice_0")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, f"id_{HEADLINE}-comment")
    page.keyboard.type("Fra tastaturet")
    tab_to(page, "id_deletion-2-choice_0")
    page.keyboard.press("Space")
    tab_to(page, "", text="Gem og gå videre")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Udgående mail")
    assert stored(response) == (3, "Fra tastaturet")
    assert stored(response, "deletion-2") == (4, "")


def tab_to(page: Page, element_id: str, text: str = "") -> None:
    """Press Tab until the element has focus, and see that the focus shows."""
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate("({id: document.activeElement.id, text: document.activeElement.textContent.trim()})")
        if (element_id and at["id"] == element_id) or (text and at["text"] == text):
            assert shows_focus(page), f"the focus on {at} cannot be seen"
            return
    raise AssertionError(f"Tab never reached {element_id or text}")


def shows_focus(page: Page) -> bool:
    """On the element itself or, for a radio button, on the mark its label draws."""
    return page.evaluate(
        """() => {
            const at = document.activeElement;
            const isRadio = at.type === "radio";
            const drawn = isRadio ? getComputedStyle(at.nextElementSibling, "::before") : getComputedStyle(at);
            return drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) >= 2;
        }"""
    )


def test_enter_on_a_radio_button_saves_and_clears_nothing(open_page, lead, response, area_url):
    """The browser presses a form's first button; that must never be one that removes an answer."""
    page = open_page(lead, java_script_enabled=False)
    page.goto(area_url)
    question(page).get_by_label("Ja", exact=True).check(force=True)

    page.keyboard.press("Enter")

    expect(page.get_by_text("Svarene er gemt.")).to_be_visible()
    assert stored(response) == (4, "")


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_pages_fit_the_screen_and_break_no_rule_of_axe(open_page, lead, response, width):
    # Long words are what makes a page scroll sideways.
    answer(response, HEADLINE, Value(choice=4, comment="databeskyttelsesrådgivernes" * 20), by=lead)
    submitted = fill_response(make_response(make_survey("2024"), response.municipality), by=lead)
    submit_response(response=submitted, by=lead)
    page = open_page(lead, viewport={"width": width, "height": 900})
    addresses = [
        f"/kommuner/{response.municipality.slug}/",
        *(url(response, name) for name in ("overview", "submit")),
        url(response, "area", area="deletion"),
        *(url(submitted, name) for name in ("overview", "submit", "receipt", "answers")),
        url(submitted, "area", area="deletion"),
    ]

    for address in addresses:
        page.goto(address)
        assert sideways(page) == 0, address
        assert axe_violations(page) == [], address


def test_conflict_in_two_browsers_shows_both_texts_and_waits_for_the_person(
    open_page, lead, contributor, response, area_url, watch
):
    watch.expect("status of 409")
    mine, theirs = open_page(lead), open_page(contributor)
    mine.goto(area_url)
    theirs.goto(area_url)
    comment(theirs).type("Bos tekst")
    expect(status(theirs)).to_contain_text("Gemt ")

    comment(mine).type("Leas tekst")
    expect(status(mine)).to_contain_text("Vælg, hvad der skal gælde")

    expect(status(mine)).to_contain_text("Bo Bidrag")
    expect(status(mine)).to_contain_text("Bos tekst")
    expect(comment(mine)).to_have_value("Leas tekst")
    comment(mine).type(" og Bos")
    mine.wait_for_timeout(1500)
    assert stored(response) == (None, "Bos tekst"), "nothing is saved over by itself"

    mine.get_by_role("button", name="Gem mit").click()
    expect(mine.get_by_text("Svarene er gemt.")).to_be_visible()
    assert stored(response) == (None, "Leas tekst og Bos")
    assert axe_violations(mine) == []


def test_conflict_box_breaks_no_rule_of_axe_and_can_be_given_up(
    open_page, lead, contributor, response, area_url, watch
):
    watch.expect("status of 409")
    page = open_page(lead, viewport={"width": 320, "height": 800})
    page.goto(area_url)
    answer(response, HEADLINE, Value(choice=0), by=contributor)

    choose(page, "Ja")
    expect(status(page)).to_contain_text("Bo Bidrag")
    assert axe_violations(page) == []
    assert sideways(page) == 0
    page.get_by_role("button", name="Behold kollegaens").click()

    expect(question(page).get_by_label("Nej", exact=True)).to_be_checked()
    assert stored(response) == (0, "")


def test_lost_connection_is_said_and_tried_again(open_page, lead, response, area_url, watch):
    watch.expect("ERR_FAILED|htmx:(sendError|afterRequest)")
    page = open_page(lead)
    page.goto(area_url)
    page.route("**/deletion-headline/", lambda route: route.abort())

    choose(page, "Ja")
    expect(status(page)).to_have_text("Ikke gemt – prøver igen")
    assert stored(response) is None
    page.unroute("**/deletion-headline/")

    expect(status(page)).to_contain_text("Gemt ")
    assert stored(response) == (4, "")


def test_server_error_is_said_and_tried_again(open_page, lead, response, area_url, watch):
    watch.expect("status of 502|Response Status Error Code 502")
    page = open_page(lead)
    page.goto(area_url)
    page.route("**/deletion-headline/", lambda route: route.fulfill(status=502, body="Bad gateway"), times=1)

    choose(page, "Ja")

    expect(status(page)).to_have_text("Ikke gemt – prøver igen")
    expect(status(page)).to_contain_text("Gemt ")
    assert stored(response) == (4, "")


def test_locked_meanwhile_is_said_and_the_text_stays(open_page, lead, response, area_url, watch):
    watch.expect("status of 409")
    fill_response(response, by=lead)
    page = open_page(lead)
    page.goto(area_url)
    submit_response(response=response, by=lead)

    comment(page).type("Skrevet for sent")

    expect(status(page)).to_contain_text("Besvarelsen er låst, så ændringen er ikke gemt.")
    expect(comment(page)).to_have_value("Skrevet for sent")
    assert stored(response) == (4, "")


def test_link_waits_for_the_last_words(open_page, lead, response, area_url):
    page = open_page(lead)
    page.goto(area_url)

    comment(page).type("Lige før")
    page.get_by_role("link", name="Udgående mail").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Udgående mail")
    assert stored(response) == (None, "Lige før")


@pytest.mark.parametrize("script", [True, False])
def test_double_click_on_submit_makes_one_submission(open_page, lead, response, script):
    """With script the page holds the second click back; without, the server gets both and takes them for one."""
    fill_response(response, by=lead)
    page = open_page(lead, java_script_enabled=script)
    page.goto(url(response, "submit"))

    page.get_by_role("button", name="Indsend besvarelsen").dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("Tak. Besvarelsen er indsendt")
    assert (Submission.objects.count(), ResponseEvent.objects.count()) == (1, 1)


@pytest.mark.parametrize("script", [True, False])
def test_two_tabs_make_one_submission(open_page, lead, response, script):
    fill_response(response, by=lead)
    first = open_page(lead, java_script_enabled=script)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(url(response, "submit"))

    for tab in (first, second):
        tab.get_by_role("button", name="Indsend besvarelsen").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Tak. Besvarelsen er indsendt")

    assert Submission.objects.count() == 1


def test_person_with_two_municipalities_chooses(open_page, lead, municipality):
    other = make_municipality("Anden By")
    other.memberships.create(user=lead, role=Role.LEAD)
    make_member(other, Role.READER)
    page = open_page(lead)

    page.goto("/")
    page.get_by_role("link", name="Anden By Kommune").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Anden By Kommune")
    assert not Answer.objects.exists()
