"""An area taken away while its contributor writes: the page says why nothing was saved, and the text stays."""

import pytest
from playwright.sync_api import Page, expect

from surveys.models import Response
from surveys.services.assignments import assign_areas
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Alle systemer sletter efter fem år"
REASON = "Området er ikke fordelt til dig. Den ansvarlige i kommunen kan give dig det."


def give(response, user, *areas):
    assign_areas(
        responses=Response.objects.all(), pk=response.pk, wanted={user.pk: areas}, is_open_to_all=False, by=user
    )


def question(page: Page):
    return page.locator("#spoergsmaal-deletion-headline")


@pytest.mark.parametrize("scripted", [True, False], ids=["with-script", "without-script"])
def test_area_taken_away_while_someone_writes(open_page, watch, contributor, draft_response, scripted):
    watch.expect("status of 403")
    give(draft_response, contributor, "deletion")
    page = open_page(contributor, java_script_enabled=scripted)
    page.goto(url(draft_response, "area", area="deletion"))
    give(draft_response, contributor)

    question(page).get_by_label("Kommentar").fill(TEXT)
    if not scripted:
        page.get_by_role("button", name="Gem", exact=True).last.click()

    expect(page.get_by_role("main")).to_contain_text(REASON)
    expect(question(page).get_by_label("Kommentar")).to_have_value(TEXT)
    assert not draft_response.answers.exists()
