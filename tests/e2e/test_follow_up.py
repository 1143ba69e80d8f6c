"""A follow-up between two people in a real browser: asked, replied to with a file, asked again, corrected, closed."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from surveys.services.due import send_due
from tests.e2e.inspection import faults
from tests.e2e.steps import follow, heading, press, see, take
from tests.e2e.test_keyboard import press_and_await, skip_to_content, tab_to
from tests.factories.follow_ups import make_follow_up
from tests.factories.surveys import make_submission
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = "Vi begynder i maj på Ærø.".encode()


def case_of(response):
    return reverse("surveys:response", args=[response.survey.slug, response.municipality.code])


def is_sound(page, has_script):
    if has_script:
        assert faults(page) == []


@pytest.mark.parametrize("has_script", [True, False])
def test_two_people_talk_about_one_answer_until_it_is_corrected(
    open_page, watch, draft_response, lead, approver, case_handler, has_script
):
    watch.expect("status of 422")
    make_submission(draft_response, by=lead)
    handler = open_page(case_handler, java_script_enabled=has_script)
    handler.goto(case_of(draft_response))
    handler.get_by_role("link", name="Følg op på svaret – Spørgsmål 1 om Sletning?").click()
    expect(heading(handler)).to_have_text("Følg op på et svar")
    handler.get_by_label("Svar senest").fill("1.1.2020")
    handler.get_by_label("Hvad vil du spørge om?").fill("Gælder det også skolerne?")
    press(handler, "Send spørgsmålet")
    see(handler, "Dagen er gået.")
    is_sound(handler, has_script)
    expect(handler.get_by_label("Hvad vil du spørge om?")).to_have_value("Gælder det også skolerne?")
    day = draft_response.survey.deadline + timedelta(days=3)
    handler.get_by_label("Svar senest").fill(f"{day:%d.%m.%Y}")
    press(handler, "Send spørgsmålet")
    see(handler, "Spørgsmålet er sendt til kommunen.")
    is_sound(handler, has_script)

    mail.outbox.clear()
    send_due()
    assert {lead.email, approver.email} <= {message.to[0] for message in mail.outbox}
    body = next(message.body for message in mail.outbox if "spørgsmål til et svar" in message.body)
    assert "skolerne" not in body
    page = open_page(lead, java_script_enabled=has_script)
    page.goto(re.search(r"http://[^/]+(/\S+)", body)[1])
    follow(page, "Opfølgning 1: Spørgsmål 1 om Sletning?")
    see(page, "Gælder det også skolerne?")
    is_sound(page, has_script)
    page.get_by_label("Jeres svar til tilsynet").fill("Nej, kun forvaltningerne.")
    page.get_by_label("Tilføj en fil").set_input_files(
        {"name": "borger.txt", "mimeType": "text/plain", "buffer": b"CPR: 3112369995"}
    )
    press(page, "Tilføj filen")
    see(page, "Filen rummer CPR-numre.")
    is_sound(page, has_script)
    expect(page.get_by_label("Jeres svar til tilsynet")).to_have_value("Nej, kun forvaltningerne.")
    page.get_by_label("Tilføj en fil").set_input_files(
        {"name": "sager.txt", "mimeType": "text/plain", "buffer": b"Sag 0101369990"}
    )
    press(page, "Tilføj filen")
    see(page, "Er det et CPR-nummer?")
    is_sound(page, has_script)
    press(page, "Ja, gem den ikke")
    page.get_by_label("Tilføj en fil").set_input_files(
        {"name": "Plan på Ærø.txt", "mimeType": "text/plain", "buffer": PLAN}
    )
    press(page, "Tilføj filen")
    see(page, "Filen »Plan på Ærø.txt« er tilføjet.")
    is_sound(page, has_script)
    press(page, "Send svaret")
    see(page, "Svaret er sendt til tilsynet.")
    expect(page.get_by_label("Jeres svar til tilsynet")).to_have_value("")

    handler.reload()
    see(handler, "Nej, kun forvaltningerne.")
    assert take(handler, "Plan på Ærø.txt") == PLAN
    handler.get_by_label("Hvad vil du spørge om?").fill("Så passer svaret ikke?")
    handler.get_by_label("Forslag til et andet svar").select_option("Delvist – mellem 1/3 og 2/3 gennemført")
    press(handler, "Send spørgsmålet")
    see(handler, "Så passer svaret ikke?")

    page.goto(url(draft_response, "overview"))
    see(page, "venter på jeres svar")
    is_sound(page, has_script)
    follow(page, "Opfølgning 1: Spørgsmål 1 om Sletning?")
    follow(page, "Ret svaret")
    expect(page.get_by_label("Delvist – mellem 1/3 og 2/3 gennemført")).to_be_checked()
    page.get_by_label("Kommentar til svaret").fill("Se sag 0101369990")
    press(page, "Indsend rettelsen")
    see(page, "Er det et CPR-nummer?")
    is_sound(page, has_script)
    press(page, "Nej, indsend rettelsen")
    see(page, "Rettelsen er indsendt.")
    see(page, "Det er indsendelse nr. 2, som tæller nu.")
    is_sound(page, has_script)

    handler.goto(case_of(draft_response))
    see(handler, "Nr. 2 (tæller)")
    is_sound(handler, has_script)
    follow(handler, "Opfølgning 1")
    follow(handler, "Afslut opfølgningen")
    see(handler, "Svaret er rettet.")
    is_sound(handler, has_script)
    handler.get_by_label("Besked til kommunen").fill("Tak for rettelsen.")
    press(handler, "Afslut opfølgningen")
    see(handler, "Opfølgningen er afsluttet.")
    is_sound(handler, has_script)
    page.reload()
    see(page, "Tak for rettelsen.")
    see(page, "Svaret er rettet")
    expect(page.get_by_role("button", name="Send svaret")).to_have_count(0)
    is_sound(page, has_script)


def test_a_reply_and_a_correction_are_sent_by_keyboard_alone(open_page, draft_response, lead, case_handler):
    make_submission(draft_response, by=lead)
    make_follow_up(draft_response, case_handler)
    page = open_page(lead)
    page.goto(url(draft_response, "follow_up", number=1))
    skip_to_content(page)
    tab_to(page, "Jeres svar til tilsynet")
    page.keyboard.type("Kun ét system på Fanø.")
    tab_to(page, "Send svaret")
    press_and_await(page, "Enter", "Opfølgning 1")
    see(page, "Svaret er sendt til tilsynet.")
    tab_to(page, "Ret svaret")
    press_and_await(page, "Enter", "Ret svaret")
    skip_to_content(page)
    tab_to(page, "Ja")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Indsend rettelsen")
    press_and_await(page, "Enter", "Opfølgning 1")
    see(page, "Svaret er rettet fra »Ja« til »Delvist – mere end 2/3 gennemført«.")
    draft_response.refresh_from_db()
    assert draft_response.current_submission.number == 2


def test_a_second_press_on_the_button_sends_one_reply(open_page, draft_response, lead, case_handler):
    make_submission(draft_response, by=lead)
    follow_up = make_follow_up(draft_response, case_handler)
    page = open_page(lead)
    page.goto(url(draft_response, "follow_up", number=1))
    page.get_by_label("Jeres svar til tilsynet").fill("Kun ét.")
    page.get_by_role("main").get_by_role("button", name="Send svaret", exact=True).dblclick()
    see(page, "Svaret er sendt til tilsynet.")
    assert list(follow_up.messages.values_list("text", flat=True))[1:] == ["Kun ét."]


def test_a_long_word_widens_no_page(open_page, draft_response, lead, case_handler):
    make_submission(draft_response, by=lead)
    make_follow_up(draft_response, case_handler, text="Ø" * 5000)
    page, handler = open_page(lead), open_page(case_handler)
    page.goto(url(draft_response, "follow_up", number=1))
    assert faults(page) == []
    handler.goto(f"{case_of(draft_response)}opfoelgning/1/")
    assert faults(handler) == []
