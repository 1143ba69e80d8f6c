"""People and casework in a real browser: the way in by invitation, the agency's pages on every screen, by keyboard."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from municipalities.enums import Role, StaffRole
from municipalities.models import Membership
from municipalities.services import add_mail_domain, invite
from surveys.enums import ResponseState
from tests.e2e.conftest import axe_violations, sideways
from tests.factories.surveys import make_response

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 768, 360, 320)
PASSWORD = "en lang og god sætning"


def link_in(message) -> str:
    """The path of the one link in a mail."""
    return re.search(r"http://[^/]+(/konto/invitation/[^\s]+)", message.body).group(1)


def accept(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_label("Navn").fill("Ny Kollega")
    page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    page.get_by_label("Gentag adgangskoden").fill(PASSWORD)
    page.get_by_role("button", name="Opret konto og tag imod").click()


@pytest.mark.parametrize("with_script", [True, False])
def test_a_lead_is_invited_lets_a_colleague_in_and_both_work(
    open_page, administrator, municipality, survey, with_script
):
    page = open_page(administrator, java_script_enabled=with_script)
    page.goto(reverse("municipalities:municipality", args=[municipality.code]))
    page.get_by_role("link", name="Invitér en person").click()
    page.get_by_label("E-mail").fill("dpo@sted.example")
    page.get_by_text("Ansvarlig (DPO): svarer").click()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("Invitationen er sendt til dpo@sted.example.")).to_be_visible()

    lead = open_page(java_script_enabled=with_script)
    accept(lead, link_in(mail.outbox[0]))
    expect(lead.get_by_text("Du har taget imod invitationen.")).to_be_visible()
    lead.goto(reverse("municipalities:people", args=[municipality.slug]))
    lead.get_by_role("link", name="Invitér en kollega").click()
    lead.get_by_label("E-mail").fill("kollega@ude.example")
    lead.get_by_text("Bidragyder: svarer").click()
    lead.get_by_role("button", name="Send invitation").click()
    expect(lead.get_by_text("uden for kommunens godkendte maildomæner")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Godkend og send").click()
    expect(page.get_by_text("Invitationen er sendt til kollega@ude.example.")).to_be_visible()
    colleague = open_page(java_script_enabled=with_script)
    accept(colleague, link_in(mail.outbox[1]))
    expect(colleague.get_by_text("Du har taget imod invitationen.")).to_be_visible()
    roles = Membership.objects.filter(municipality=municipality).values_list("user__email", "role")
    assert set(roles) == {("dpo@sted.example", Role.LEAD), ("kollega@ude.example", Role.CONTRIBUTOR)}


def test_a_case_is_returned_by_keyboard(open_page, case_handler, submitted_response):
    survey, code = submitted_response.survey.slug, submitted_response.municipality.code
    page = open_page(case_handler)
    page.goto(reverse("surveys:response", args=[survey, code]))
    page.get_by_role("link", name="Send tilbage").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/returner/")
    page.get_by_label("Hvad skal kommunen rette").focus()
    page.keyboard.type("Uddyb svaret om sletning.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Besvarelsen er sendt tilbage til kommunen.")).to_be_visible()
    submitted_response.refresh_from_db()
    assert submitted_response.state == ResponseState.RETURNED


@pytest.fixture
def everything(survey, municipality, other_municipality, submitted_response, lead, reader, administrator, manager):
    """People, invitations, domains and responses enough to fill every page."""
    make_response(survey, other_municipality)
    add_mail_domain(municipality=municipality, domain="sted.example", by=administrator)
    add_mail_domain(municipality=municipality, domain="et-meget-langt-forsyningsselskab.example", by=lead)
    invite(email="en.person.med.en.lang.adresse@ude.example", municipality=municipality, role=Role.READER, by=lead)
    invite(email="ny@myndighed.example", staff_role=StaffRole.AUDITOR, by=administrator)


def paths(person: str, submitted_response, reader) -> list[str]:
    survey, code = submitted_response.survey.slug, submitted_response.municipality.code
    if person == "administrator":
        return [
            reverse("surveys:agency_start"),
            reverse("municipalities:register"),
            reverse("municipalities:municipality", args=[code]),
            reverse("municipalities:invite_member", args=[code]),
            reverse("municipalities:membership", args=[code, reader.memberships.get().pk]),
            reverse("municipalities:staff"),
            reverse("municipalities:invite_staff"),
        ]
    if person == "lead":
        slug = submitted_response.municipality.slug
        return [reverse(f"municipalities:{name}", args=[slug]) for name in ("people", "invite_colleague")]
    moves = ("response", "accept_response", "return_response", "withdraw_response")
    return [
        reverse("surveys:agency_start"),
        *(reverse(f"surveys:{name}", args=[survey]) for name in ("board", "close", "journal_numbers")),
        *(reverse(f"surveys:{name}", args=[survey, code]) for name in moves),
    ]


@pytest.mark.parametrize("person", ["administrator", "manager", "lead"])
def test_pages_are_accessible_and_fit_every_screen(request, open_page, everything, submitted_response, reader, person):
    page = open_page(request.getfixturevalue(person))
    for path in paths(person, submitted_response, reader):
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert (path, width, sideways(page)) == (path, width, 0)
            assert (path, width, axe_violations(page)) == (path, width, [])


def test_an_invitation_is_accessible_and_fits_every_screen(open_page, municipality, outsider, administrator):
    new = invite(email="ny@ude.example", municipality=municipality, role=Role.LEAD, by=administrator)[1]
    known = invite(email=outsider.email, municipality=municipality, role=Role.LEAD, by=administrator)[1]
    page = open_page()
    for token in (new, known):
        page.goto(reverse("accept_invitation", args=[token]))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert (width, sideways(page), axe_violations(page)) == (width, 0, [])


def test_a_mistake_moves_the_eye_to_what_is_wrong(open_page, municipality, administrator):
    token = invite(email="ny@ude.example", municipality=municipality, role=Role.LEAD, by=administrator)[1]
    page = open_page()
    page.goto(reverse("accept_invitation", args=[token]))
    page.get_by_label("Navn").fill("Ny Kollega")
    page.get_by_label("Adgangskode", exact=True).fill("kort")
    page.get_by_label("Gentag adgangskoden").fill("kort")
    page.get_by_role("button", name="Opret konto og tag imod").click()
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("12")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Adgangskode", exact=True)).to_be_focused()
    assert axe_violations(page) == []
