"""The work list in a browser: by keyboard from the list to shared cases, and the forms around it with errors."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from municipalities.enums import StaffRole
from surveys.models import Conflict, Response
from surveys.services.casework import set_case
from surveys.services.conflicts import declare_conflict
from surveys.services.substitutes import name_substitute
from tests.e2e.inspection import faults
from tests.e2e.test_keyboard import press_and_await, tab_to
from tests.factories.municipalities import make_member, make_municipality, make_staff
from tests.factories.surveys import make_response, make_submission, today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cases(survey, case_handler):
    """Three submitted; the case handler has the first, a colleague they stand in for the second, nobody the third."""
    colleague = make_staff(StaffRole.CASE_HANDLER, name="Kim Kollega")
    made = []
    for name in ("Abyby", "Bedeby", "Cedeby"):
        municipality = make_municipality(name)
        make_member(municipality)
        made.append(make_submission(make_response(survey, municipality)).response)
    for response, handler in zip(made, (case_handler, colleague), strict=False):
        set_case(response=response, journal_number="", case_handler=handler)
    name_substitute(absent=colleague, substitute=case_handler, first_day=today(), last_day=today(), by=colleague)
    return made


def test_cases_are_chosen_and_shared_by_keyboard(open_page, cases, case_handler):
    page = open_page(case_handler)
    page.goto(reverse("surveys:agency_start"))
    expect(page.get_by_role("link", name="2 sager venter på dig")).to_be_visible()
    tab_to(page, "2 sager venter på dig")
    press_and_await(page, "Enter", "Arbejdsliste")
    expect(page.get_by_role("row", name="Bedeby")).to_contain_text("du er stedfortræder")
    tab_to(page, "Vælg Bedeby, Tilsyn 2026")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Vælg Bedeby")).to_be_checked()
    tab_to(page, "Fordel de valgte sager")
    press_and_await(page, "Enter", "Fordel sager")
    tab_to(page, "Sofie Sag")
    page.keyboard.press("Space")
    tab_to(page, "Fordel sagerne")
    press_and_await(page, "Enter", "Arbejdsliste")
    expect(page.get_by_role("main")).to_contain_text("1 sag er fordelt: Sofie Sag 1.")
    assert Response.objects.get(pk=cases[1].pk).case_handler == case_handler


def test_all_are_chosen_and_shared_without_javascript(open_page, cases, case_handler):
    page = open_page(case_handler, java_script_enabled=False)
    page.goto(reverse("surveys:worklist") + "?visning=alle&handling=indsendt")
    page.get_by_role("link", name="Vælg alle på siden").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)
    page.get_by_role("button", name="Fordel de valgte sager").click()
    for name in ("Kim Kollega", "Sofie Sag"):
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Fordel sagerne").click()
    expect(page.get_by_role("main")).to_contain_text("3 sager er fordelt")
    assert not Response.objects.filter(pk__in=[case.pk for case in cases], case_handler=None).exists()


def test_casework_pages_with_rows_and_with_errors_are_accessible(open_page, cases, case_handler, manager):
    declare_conflict(user=case_handler, municipality=cases[2].municipality, reason="Min søster er ansat der.")
    page = open_page(manager)
    page.goto(f"{reverse('surveys:assign_cases')}?tilsyn=2026")
    page.get_by_role("button", name="Fordel sagerne").click()
    expect(page.get_by_role("alert")).to_contain_text("Vælg mindst én sagsbehandler.")
    assert faults(page) == []
    page.get_by_label("Sofie Sag", exact=True).check()
    page.get_by_role("button", name="Fordel sagerne").click()
    expect(page.get_by_role("alert")).to_contain_text("Sofie Sag er inhabil i Cedeby Kommune.")
    assert faults(page) == []
    page.goto(reverse("surveys:substitutions"))
    page.get_by_label("Første dag").fill("i morgen")
    page.get_by_role("button", name="Gem stedfortræderen").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv datoen som 24.12.2026.")
    assert faults(page) == []
    page.goto(reverse("surveys:conflicts"))
    page.get_by_role("button", name="Meld mig inhabil").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv en begrundelse.")
    assert faults(page) == []
    page.get_by_role("link", name="Ophæv for Sofie Sag i Cedeby").click()
    page.get_by_role("button", name="Ophæv inhabiliteten").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv en begrundelse.")
    assert faults(page) == []


def test_a_case_handler_declares_a_conflict_from_the_case_and_is_kept_out(open_page, cases, case_handler, watch):
    watch.expect("status of 404")
    page = open_page(case_handler)
    case = reverse("surveys:response", args=["2026", cases[0].municipality.code])
    page.goto(case)
    page.get_by_role("link", name="Meld dig inhabil i kommunens sager").click()
    expect(page.get_by_label("Kommune", exact=True)).to_have_value(cases[0].municipality.code)
    page.get_by_label("Hvorfor er du inhabil?").fill("Min søster er ansat der.")
    page.get_by_role("button", name="Meld mig inhabil").click()
    expect(page.get_by_role("main")).to_contain_text("1 sag er taget fra dig")
    assert Conflict.objects.get().reason == "Min søster er ansat der."
    assert page.goto(case).status == 404
    page.goto(reverse("surveys:board", args=["2026"]))
    row = page.get_by_role("row", name="Abyby")
    expect(row).to_contain_text("Du er inhabil")
    expect(row.get_by_role("link")).to_have_count(0)
    assert faults(page) == []
