"""A formal reminder from the text to the municipality's download: a lawyer's mark, a choice, a last look, a letter."""

from io import BytesIO

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from reports.enums import FormalKind, FormalState
from reports.models import FormalLetter
from reports.services.formal_making import make_letter
from tests.e2e.conftest import sideways
from tests.e2e.inspection import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_manager_reminds_and_the_municipality_fetches_the_letter(open_page, manager, lead, draft_response):
    survey = draft_response.survey
    page = open_page(manager)
    page.goto(reverse("reports:formal_text", args=[survey.slug, FormalKind.REMINDER]))
    text = page.get_by_label("Tekst", exact=True)
    text.fill("Vi savner jer. {fristsætning}\n\n# Mere\n\nSvar nu.")
    page.get_by_role("button", name="Se, hvordan brevet bliver").click()
    expect(page.locator("blockquote")).to_contain_text("Vi savner jer. Fristen er den")
    page.get_by_role("button", name="Gem teksten").click()
    page.get_by_role("button", name="Marker som gennemgået af jurist").click()
    expect(page.get_by_text("Gennemgået af jurist", exact=True)).to_be_visible()

    page.goto(reverse("reports:formal_reminders", args=[survey.slug]))
    page.get_by_label("Vælg Prøveby").check()
    page.get_by_role("button", name="Fortsæt med de valgte").click()
    expect(page.get_by_role("heading", name="Send 1 brev")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Send 1 brev").click()
    expect(page.get_by_text("1 brev bliver dannet om et øjeblik.")).to_be_visible()

    [letter] = FormalLetter.objects.filter(kind=FormalKind.REMINDER)
    make_letter(letter.pk)
    page.reload()
    expect(page.get_by_role("row", name="Prøveby Formel påmindelse")).to_contain_text(FormalState.ISSUED.label)

    own = open_page(lead, viewport={"width": 360, "height": 740})
    own.goto(reverse("reports:municipal_letters", args=[draft_response.municipality.slug, survey.slug]))
    assert sideways(own) == 0
    link = own.get_by_role("link", name="Formel påmindelse af")
    answer = own.request.get(link.get_attribute("href"))
    assert "Vi savner jer." in PdfReader(BytesIO(answer.body())).pages[0].extract_text()
