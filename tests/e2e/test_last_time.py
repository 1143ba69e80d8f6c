"""Taking over last time's answer in a real browser, with script and without."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from surveys.merge import Value
from tests.e2e.conftest import axe_violations, sideways
from tests.e2e.test_answering import HEADLINE, comment, question, status, stored
from tests.factories.surveys import make_response, make_submission, make_survey
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def area_url(draft_response, municipality, lead):
    earlier = make_survey("2024", municipalities=[municipality])
    earlier.opened_at -= timedelta(days=700)
    earlier.save()
    make_submission(
        make_response(earlier, municipality), by=lead, deletion_headline=Value(choice=3, comment="Som i 2024")
    )
    return url(draft_response, "area", area="deletion")


@pytest.mark.parametrize("has_script", [True, False])
def test_last_times_answer_is_taken_over(open_page, lead, draft_response, area_url, has_script):
    page = open_page(lead, java_script_enabled=has_script, viewport={"width": 360, "height": 800})
    page.goto(area_url)
    page.get_by_role("link", name="svar fra sidst, som I kan bruge igen").click()
    assert stored(draft_response) is None
    expect(comment(page)).to_have_value("")
    if has_script:
        assert axe_violations(page) == []
        assert sideways(page) == 0

    question(page).get_by_role("button", name="Brug svaret igen").click()

    expect(status(page)).to_contain_text("Gemt ")
    expect(comment(page)).to_have_value("Som i 2024")
    expect(question(page).get_by_label("Delvist – mere end 2/3 gennemført")).to_be_checked()
    assert stored(draft_response) == (3, "Som i 2024")
    assert stored(draft_response, "deletion-2") is None
    assert HEADLINE in page.url or has_script
