"""Advice and errata in a real browser, with and without script: written by a manager, read where they belong."""

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from surveys.models import Answer
from surveys.services.advice import use_advice
from tests.e2e.inspection import faults
from tests.e2e.steps import follow, press, see
from tests.factories.municipalities import make_staff
from tests.factories.reports import make_advice
from tests.factories.surveys import make_response
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("with_script", [True, False])
def test_two_managers_write_advice_at_once_and_both_are_told_what_became_of_it(
    open_page, survey, manager, watch, with_script
):
    watch.expect("status of 409")
    watch.expect("status of 422")
    make_advice(survey)
    with transaction.atomic():
        use_advice(survey=survey)
    pages = [open_page(one, java_script_enabled=with_script) for one in (manager, make_staff("manager", name="Karl K"))]
    for page in pages:
        page.goto(reverse("surveys:advice", args=[survey.slug]))
        follow(page, "Ret rådene i Konsekvensanalyse")
        see(page, "Udgave 1 er brugt.")
    first, second = pages
    box = "textarea[name=dpia-headline-on_the_way-text]"

    first.locator(box).fill("Se [vejledningen](https://example.dk/dpia).")
    press(first, "Se, hvordan det bliver")
    expect(first.locator("main").get_by_role("link", name="vejledningen")).to_have_attribute(
        "href", "https://example.dk/dpia"
    )
    press(first, "Gem rådene")
    see(first, "Rådene i Konsekvensanalyse er gemt.")

    second.locator(box).fill("")
    press(second, "Gem rådene")
    see(second, "Spørgsmål 1: på vej: Skriv rådet.")
    second.locator(box).fill("Mit råd.")
    press(second, "Gem rådene")
    see(second, "har ændret teksten imens")
    see(second, "Se [vejledningen](https://example.dk/dpia).")
    expect(second.locator(box)).to_have_value("Mit råd.")
    if with_script:
        assert faults(second) == []
    press(second, "Gem rådene")
    see(second, "Udgave 2 er ikke brugt endnu")

    follow(second, "Se ændringerne i udgave 2")
    expect(second.locator("ins")).to_contain_text("Mit råd.")
    if with_script:
        assert faults(second) == []


@pytest.mark.parametrize("with_script", [True, False])
def test_an_erratum_reaches_those_who_answer(open_page, survey, municipality, manager, lead, with_script):
    response = make_response(survey, municipality)
    page = open_page(manager, java_script_enabled=with_script)
    page.goto(reverse("surveys:board", args=[survey.slug]))
    follow(page, "Rettelser")
    follow(page, "Skriv en rettelse til Konsekvensanalyse, spørgsmål 2")
    page.get_by_label("Rettelse").fill("Læs **arkiver** med.")
    press(page, "Gem rettelsen")
    see(page, "Rettelsen er gemt og vises nu ved spørgsmålet.")

    theirs = open_page(lead, java_script_enabled=with_script)
    theirs.goto(url(response, "overview"))
    see(theirs, "har rettet spørgsmål")
    follow(theirs, "spørgsmål 2 i Konsekvensanalyse")
    expect(theirs.locator("#spoergsmaal-dpia-2 .erratum")).to_contain_text("Læs arkiver med.")
    if with_script:
        assert faults(theirs) == []

    follow(page, "Træk tilbage rettelsen til Konsekvensanalyse, spørgsmål 2")
    page.get_by_label("Hvorfor trækkes rettelsen tilbage?").fill("Der var ingen fejl.")
    press(page, "Træk rettelsen tilbage")
    see(page, "Trukket tilbage")
    theirs.reload()
    expect(theirs.locator(".erratum")).to_have_count(0)


def test_nothing_done_on_a_preview_is_saved(open_page, survey, auditor):
    page = open_page(auditor)
    requests = []
    page.on("request", lambda request: requests.append(request.method))
    page.goto(reverse("surveys:preview", args=[survey.slug]))
    follow(page, "Begynd med Sletning")
    see(page, "Forhåndsvisning")
    page.get_by_label("Ja").first.check()
    page.get_by_label("Kommentar").first.fill("Vi har en rutine.")
    page.get_by_label("Kommentar").first.press("Tab")
    page.wait_for_timeout(1500)  # longer than an area's page waits before it saves

    assert set(requests) == {"GET"}
    assert not Answer.objects.exists()
