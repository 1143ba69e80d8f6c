"""A case read as a timeline, and a request for its documents from the day it came to the stored copy, in a browser."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import DocumentRequest
from surveys.enums import ResponseState
from surveys.services.responses import move_response
from tests.e2e.inspection import faults
from tests.e2e.steps import follow, press, see
from tests.factories.cases import make_request

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REASON = "Ret svaret om sletning."


@pytest.fixture
def returned(submitted_response, case_handler):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason=REASON)
    return submitted_response


@pytest.fixture
def case_url(returned) -> str:
    return reverse("surveys:response", args=[returned.survey.slug, returned.municipality.code])


@pytest.mark.parametrize("with_script", [True, False])
def test_a_request_is_registered_chosen_from_looked_through_and_decided(
    open_page, case_url, case_handler, watch, with_script
):
    watch.expect("status of 422")
    page = open_page(case_handler, java_script_enabled=with_script)
    page.goto(case_url)
    follow(page, "Aktindsigt")
    press(page, "Registrér anmodningen")
    see(page, "Skriv en henvisning.")
    page.get_by_label("Hvornår kom anmodningen?").fill(f"{timezone.localdate():%d.%m.%Y}")
    page.get_by_text("Offentlighedsloven (enhver)").click()
    page.get_by_label("Henvisning").fill("2026-432-0099")
    press(page, "Registrér anmodningen")
    see(page, "Vælg nu, hvad der skal med.")

    page.get_by_text("Vælg dele af den (1)").click()
    page.get_by_label("Begrundelsen").select_option("public-control")
    press(page, "Gem, og se det igennem")
    see(page, "begrundelsen, efter offentlighedslovens §\u00a033, nr.\u00a02.")
    follow(page, "ret valgene")
    expect(page.get_by_label("Begrundelsen")).to_have_value("public-control")
    press(page, "Gem, og se det igennem")
    press(page, "Afgør anmodningen")
    see(page, "Anmodningen er afgjort, og kopien er gemt i sagen.")

    made = DocumentRequest.objects.get()
    link = page.get_by_role("link", name="Hent kopien (PDF)")
    assert page.context.request.get(link.get_attribute("href")).body() == bytes(made.pdf)
    page.goto(case_url)
    follow(page, "Hele forløbet")
    see(page, "Anmodning om aktindsigt nr. 1 blev afgjort")


@pytest.mark.parametrize("with_script", [True, False])
def test_the_timeline_is_filtered_by_kind_and_leads_back(open_page, case_url, auditor, with_script):
    page = open_page(auditor, java_script_enabled=with_script)
    page.goto(case_url)
    follow(page, "Hele forløbet")
    kinds = page.get_by_role("navigation", name="Vis en slags")
    see(page, REASON)
    kinds.get_by_role("link", name="Indsendelse 1").click()
    see(page, "Kommunen indsendte besvarelsen (nr. 1)")
    expect(page.get_by_text(REASON)).to_have_count(0)
    kinds.get_by_role("link", name="Alt").click()
    see(page, REASON)
    page.get_by_role("navigation", name="Brødkrumme").get_by_role("link").last.click()
    expect(page).to_have_url(re.compile(f"{case_url}$"))


def test_all_parts_unfolded_and_refused_are_accessible(open_page, case_url, case_handler, returned, watch):
    """With each choice open, and with one that is not on the list."""
    watch.expect("status of 422")
    made = make_request(returned, case_handler)
    page = open_page(case_handler)
    page.goto(f"{case_url}aktindsigt/{made.number}/")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert faults(page) == []
    page.evaluate("document.querySelector('select option:last-child').value = 'opdigtet'")
    page.locator("select").first.select_option("opdigtet")
    press(page, "Gem, og se det igennem")
    see(page, "Vælg en hjemmel på listen, eller tag delen med.")
    assert faults(page) == []
