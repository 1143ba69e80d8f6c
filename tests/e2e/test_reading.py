"""Reading what changed and writing a note about it: by keyboard alone, without script, with long texts and mistakes."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from surveys.enums import Choice
from surveys.merge import Value
from surveys.models import InternalNote, Response
from tests.e2e.inspection import walk
from tests.e2e.steps import follow, press, see
from tests.e2e.test_keyboard import press_and_await, skip_to_content, tab_to
from tests.e2e.visits import visit
from tests.factories.surveys import submit_again
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = " ".join(f"Vi har set på system {number} og fundet, at det sletter." for number in range(90))


@pytest.fixture
def changed(submitted_response, lead, case_handler) -> Response:
    """Three submissions; five thousand characters of comment, of which the last change touched a few."""
    submit_again(submitted_response, lead, case_handler, dane_2=Value(Choice.YES, comment=LONG))
    new = LONG.replace("system 7 ", "vores syvende system ").replace("system 80 ", "x" * 200)
    submit_again(submitted_response, lead, case_handler, dane_2=Value(Choice.FEW, comment=new))
    return submitted_response


def case_of(response: Response) -> str:
    return reverse("surveys:response", args=[response.survey.slug, response.municipality.code])


def test_a_change_is_found_read_and_noted_by_keyboard_alone(open_page, case_handler, changed):
    page = open_page(case_handler)
    page.goto(case_of(changed))
    skip_to_content(page)
    tab_to(page, "Vis kun de ændrede svar")
    page.keyboard.press("Enter")
    see(page, "Du ser kun de ændrede svar.")
    assert page.locator(".read-question").count() == 1
    skip_to_content(page)
    tab_to(page, "Skriv intern note om »Spørgsmål 2 om DANE?«")
    press_and_await(page, "Enter", "Interne noter")
    tab_to(page, "Note")
    page.keyboard.type("Spørg til de 200 krydser.")
    tab_to(page, "Gem noten")
    page.keyboard.press("Enter")
    expect(page.locator("#svar-dane-2 .note")).to_contain_text("Spørg til de 200 krydser.")
    assert InternalNote.objects.get().question.key == "dane-2"


@pytest.mark.parametrize("with_script", [True, False])
def test_two_submissions_are_chosen_and_a_note_is_struck_out(open_page, case_handler, lead, changed, with_script):
    page = open_page(case_handler, java_script_enabled=with_script)
    page.goto(case_of(changed))
    page.get_by_label("og sammenlign med nr.").select_option("1")
    press(page, "Vis")
    see(page, "1 svar er ændret siden indsendelse nr. 1")
    follow(page, "Skriv en note om sagen")
    page.get_by_label("Note", exact=True).fill("Borgeren er 0101011234.")
    press(page, "Gem noten")
    see(page, "Er der et CPR-nummer i teksten? Borgeren er xxxxxx-xxxx.")
    expect(page.get_by_label("Note", exact=True)).to_have_value("Borgeren er 0101011234.")
    page.get_by_text("Nej, der er ikke et CPR-nummer i teksten").click()
    press(page, "Gem noten")
    see(page, "Noten er gemt.")
    follow(page, "Alle noter (1)")
    page.get_by_role("link", name="Streg over").click()
    press(page, "Streg noten over")
    see(page, "Skriv en begrundelse.")
    page.get_by_label("Hvorfor skal noten streges over?").fill("Det var en anden sag.")
    press(page, "Streg noten over")
    see(page, "Det var en anden sag.")

    municipal = open_page(lead)
    for name in ("overview", "answers", "receipt"):
        municipal.goto(url(changed, name))
        assert "0101011234" not in municipal.content()


@pytest.mark.slow
def test_long_changes_and_notes_are_accessible_and_widen_no_page(open_page, case_handler, changed):
    question = changed.survey.questions.get(key="dane-2")
    for about in (question, None):
        InternalNote.objects.create(response=changed, question=about, by=case_handler, text="Æ" * 400)
    arguments = [changed.survey.slug, changed.municipality.code]
    strike = [*arguments, InternalNote.objects.first().pk]
    visits = [
        visit("surveys:response", *arguments, user=case_handler),
        visit("surveys:response", *arguments, user=case_handler, query="?indsendelse=3&mod=2&vis=aendrede"),
        visit("surveys:response", *arguments, user=case_handler, query="?indsendelse=2&mod=0"),
        visit("surveys:notes", *arguments, user=case_handler, query="?spoergsmaal=dane-2"),
        visit("surveys:strike_note", *strike, user=case_handler),
    ]
    assert walk(open_page, visits) == {}
