"""Keyboard alone, from signing in to an area that is answered, with the focus always in sight."""

import pytest
from playwright.sync_api import Page, expect

from surveys.working_copy import anchor_of
from tests.factories.municipalities import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TABS = 80

# A radio button is drawn by its label; everything else draws its own focus.
FOCUS = """() => {
    const at = document.activeElement;
    const isMark = at.type === "radio" || at.type === "checkbox";
    const drawn = isMark ? getComputedStyle(at.nextElementSibling, "::before") : getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const label = at.labels && at.labels[0] ? at.labels[0].textContent : at.getAttribute("aria-label");
    return {
        name: (at.type === "submit" ? "" : label || "") || at.textContent,
        question: at.closest("[data-question]") ? at.closest("[data-question]").id : "",
        kind: at.type || at.localName,
        drawn: drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) >= 2,
        inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


def focus(page: Page) -> dict:
    """Where the focus is; it must be drawn, and within the window."""
    at = page.evaluate(FOCUS)
    at["name"] = " ".join(at["name"].split())
    assert at["drawn"], f"the focus on {at} is not drawn"
    assert at["inSight"], f"the focus on {at} is outside the window"
    return at


def tab_to(page: Page, name: str, *, question: str = "") -> None:
    """Press Tab until something with the name has the focus, looking at every stop on the way."""
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = focus(page)
        if at["name"] == name and at["question"] == question:
            return
        passed.append(at["name"])
    raise AssertionError(f"{name} was not among {passed}")


def press_and_await(page: Page, key: str, heading: str) -> None:
    page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def skip_to_content(page: Page) -> None:
    page.keyboard.press("Tab")
    assert focus(page)["name"] == "Gå til sidens indhold"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_area_is_answered_by_keyboard_alone_from_signing_in(page, lead, draft_response):
    page.goto("/konto/log-ind/")
    skip_to_content(page)
    tab_to(page, "E-mail")
    page.keyboard.type(lead.email)
    tab_to(page, "Adgangskode")
    page.keyboard.type(PASSWORD)
    press_and_await(page, "Enter", draft_response.municipality.official_name)
    skip_to_content(page)
    tab_to(page, "Gå til besvarelsen")
    press_and_await(page, "Enter", draft_response.survey.title)
    skip_to_content(page)
    tab_to(page, "Begynd med Sletning")
    press_and_await(page, "Enter", "Sletning")

    skip_to_content(page)
    headline, second, third = (anchor_of(f"deletion-{part}") for part in ("headline", "2", "3"))
    tab_to(page, "Ja", question=headline)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert focus(page)["name"] == "Delvist – mere end 2/3 gennemført"
    tab_to(page, "Kommentar", question=headline)
    page.keyboard.type("To systemer mangler.")
    # Nothing is chosen in the next question, so its first choice takes the focus, and the arrow up goes round to Nej.
    tab_to(page, "Ja", question=second)
    page.keyboard.press("ArrowUp")
    tab_to(page, "Ja", question=third)
    page.keyboard.press("Space")
    tab_to(page, "Fjern svar på spørgsmål 3", question=third)
    page.keyboard.press("Enter")
    tab_to(page, "Gem og gå videre")
    press_and_await(page, "Enter", "Udgående mail")

    answers = draft_response.answers.order_by("question__order")
    assert [(answer.question.key, answer.choice, answer.comment) for answer in answers] == [
        ("deletion-headline", 3, "To systemer mangler."),
        ("deletion-2", 0, ""),
        ("deletion-3", None, ""),
    ]


def test_focus_is_seen_all_the_way_through_a_page(page):
    """Round the front page and back to the first stop, so that no stop is a trap."""
    page.goto("/")
    page.keyboard.press("Tab")
    first = focus(page)
    assert first["name"] == "Gå til sidens indhold"
    names = []
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement === document.body") and len(names) < MOST_TABS:
        names.append(focus(page)["name"])
        page.keyboard.press("Tab")
    links = page.locator("main a:visible, footer a:visible").all_inner_texts()
    assert names[-len(links) :] == links


def test_menu_on_a_telephone_opens_and_closes_by_keyboard(open_page, lead, draft_response):
    page = open_page(lead, viewport={"width": 360, "height": 800})
    page.goto(f"/kommuner/{draft_response.municipality.slug}/")
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Menu")
    expect(drawer).to_be_visible()
    tab_to(page, "Personer")
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()
    assert focus(page)["name"] == "Menu"
