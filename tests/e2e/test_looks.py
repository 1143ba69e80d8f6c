"""What every page has around its content: who sends it, where to turn, how it prints."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from municipalities.models import Municipality, User
from surveys.services.extensions import ask_extension
from tests.e2e.conftest import sideways
from tests.factories.follow_ups import make_follow_up, make_reply
from tests.factories.surveys import today
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_header_says_whose_portal_it_is_and_who_is_signed_in(open_page, lead, draft_response, settings):
    settings.SENDER_NAME = "Prøvetilsynet"
    page = open_page(lead)
    page.goto(url(draft_response, "overview"))
    banner = page.get_by_role("banner")
    expect(banner.get_by_role("link", name="Prøvetilsynet")).to_have_attribute("href", "/")
    expect(banner.get_by_role("link", name="Modenhed")).to_have_attribute("href", "/")
    expect(banner).to_contain_text(f"Lea Leder, {draft_response.municipality}")
    expect(banner.get_by_role("button", name="Log af")).to_be_visible()
    menu = banner.get_by_role("navigation", name="Hovedmenu")
    expect(menu.get_by_role("link")).to_have_text(["Overblik", "Personer"])
    expect(menu.get_by_role("link", name="Overblik")).to_have_attribute("aria-current", "true")


def test_a_name_of_sixty_letters_without_a_space_widens_no_page(open_page, lead, case_handler, submitted_response):
    make_reply(make_follow_up(submitted_response, case_handler), lead)
    Municipality.objects.update(name="Ø" * 60, official_name="Ø" * 60)
    User.objects.update(name="Æ" * 60, title="Å" * 60)
    page = open_page(lead, viewport={"width": 360, "height": 740})
    pages = ("overview", "submit", "receipt", "answers")
    own = [url(submitted_response, name) for name in pages]
    addresses = [
        *own,
        url(submitted_response, "area", area="dane"),
        url(submitted_response, "follow_ups"),
        url(submitted_response, "follow_up", number=1),
        f"/kommuner/{submitted_response.municipality.slug}/",
    ]
    wide = {}
    for address in addresses:
        page.goto(address)
        wide[address] = sideways(page)
    assert wide == dict.fromkeys(addresses, 0)


def test_a_name_of_sixty_letters_widens_no_page_of_the_agency_either(open_page, case_handler, lead, draft_response):
    ask_extension(response=draft_response, by=lead, wanted=today() + timedelta(days=60), reason="Ferie.")
    Municipality.objects.update(name="Ø" * 60, official_name="Ø" * 60)
    User.objects.update(name="Æ" * 60, title="Å" * 60)
    page = open_page(case_handler, viewport={"width": 320, "height": 740})
    survey, code = draft_response.survey.slug, draft_response.municipality.code
    assign = f"{reverse('surveys:assign_cases')}?tilsyn={survey}"
    addresses = [
        reverse("surveys:board", args=[survey]),
        reverse("surveys:response", args=[survey, code]),
        reverse("surveys:decide_extension", args=[survey, code]),
        reverse("surveys:worklist"),
        assign,
    ]
    wide = {}
    for address in addresses:
        page.goto(address)
        wide[address] = sideways(page)
    assert wide == dict.fromkeys(addresses, 0)


def test_footer_leads_to_the_two_pages_the_law_asks_for(page):
    headings = {"Tilgængelighedserklæring": "Tilgængelighed", "Privatliv og cookies": "Privatliv og cookies"}
    for link, heading in headings.items():
        page.goto("/")
        page.get_by_role("contentinfo").get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_only_the_two_cookies_the_privacy_page_names_are_set(open_page, lead, draft_response):
    page = open_page(lead)
    page.goto(url(draft_response, "area", area="deletion"))
    page.goto("/privatliv/")
    named = page.locator("#cookie-table th[scope=row]").all_inner_texts()
    assert {cookie["name"] for cookie in page.context.cookies()} == set(named)


def test_everything_comes_from_the_portal_itself(open_page, lead, draft_response, live_server):
    page = open_page(lead)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ("/", url(draft_response, "area", area="deletion")):
        page.goto(address)
        page.wait_for_load_state("networkidle")
    assert asked
    assert [address for address in asked if not address.startswith((live_server.url, "data:"))] == []


def test_text_is_set_in_ibm_plex_sans(page):
    page.goto("/")
    page.evaluate("document.fonts.ready")
    assert "IBM Plex Sans" in page.locator("body").evaluate("element => getComputedStyle(element).fontFamily")
    assert page.evaluate(
        "[...document.fonts].some(one => one.family.includes('IBM Plex Sans') && one.status === 'loaded')"
    )


def test_print_leaves_out_what_paper_cannot_use(open_page, lead, submitted_response):
    page = open_page(lead)
    page.goto(url(submitted_response, "answers"))
    page.emulate_media(media="print")
    for left_out in (page.locator(".log-off").first, page.locator(".footer-links"), page.locator(".breadcrumbs")):
        expect(left_out).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.set_viewport_size({"width": 700, "height": 990})
    assert sideways(page) == 0
