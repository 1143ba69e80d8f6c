"""A file dropped on the page is the file that is checked."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.e2e.steps import press, see

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Træk PDF-filen hertil"
DROP = """(area) => {
  const carried = new DataTransfer();
  carried.items.add(new File(["%PDF"], "et-brev.pdf", {type: "application/pdf"}));
  area.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


def test_a_dropped_file_is_checked(open_page):
    page = open_page()
    page.goto(reverse("reports:verify_letter"))
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.locator("[data-drop]").evaluate(DROP)
    field = page.get_by_label("Brevet som PDF-fil")
    assert field.evaluate("(field) => field.files[0].name") == "et-brev.pdf"
    expect(page.get_by_role("button", name="Tjek brevet")).to_be_focused()
    press(page, "Tjek brevet")
    see(page, "Vi kender ikke brevet")


def test_without_script_the_file_is_chosen(open_page):
    page = open_page(java_script_enabled=False)
    page.goto(reverse("reports:verify_letter"))
    expect(page.get_by_text(WORDS)).to_be_hidden()
    page.get_by_label("Brevet som PDF-fil").set_input_files(
        {"name": "brev.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    press(page, "Tjek brevet")
    see(page, "Vi kender ikke brevet")
