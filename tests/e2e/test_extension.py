"""A later deadline from both sides in a real browser, with and without script, and the mail that tells of it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from surveys.services.due import send_due
from tests.e2e.steps import follow, press, see
from tests.factories.surveys import make_response
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("with_script", [True, False])
def test_the_lead_asks_for_time_and_the_case_handler_chooses_another_day(
    open_page, survey, municipality, lead, approver, case_handler, watch, with_script
):
    watch.expect("status of 422")
    response = make_response(survey, municipality)
    send_due()
    wanted, other = (survey.deadline + timedelta(days=days) for days in (14, 7))
    page = open_page(lead, java_script_enabled=with_script)
    page.goto(url(response, "overview"))
    follow(page, "Bed om længere frist")
    page.get_by_label("Hvilken frist beder I om?").fill(f"{survey.deadline:%d.%m.%Y}")
    page.get_by_label("Hvorfor har I brug for længere tid?").fill("Vi skifter system.")
    press(page, "Bed om længere frist")
    see(page, "Datoen giver ikke længere tid.")
    expect(page.get_by_label("Hvorfor har I brug for længere tid?")).to_have_value("Vi skifter system.")
    page.get_by_label("Hvilken frist beder I om?").fill(f"{wanted:%d.%m.%Y}")
    press(page, "Bed om længere frist")
    see(page, "Venter på svar")

    handler = open_page(case_handler, java_script_enabled=with_script)
    handler.goto(reverse("surveys:board", args=[survey.slug]))
    handler.get_by_text("Beder om længere frist").get_by_role("link", name=municipality.name).click()
    follow(handler, "Svar på anmodningen")
    see(handler, "Vi skifter system.")
    handler.get_by_text("Ja, men til en anden dato").click()
    handler.get_by_role("textbox", name="Anden dato").fill(f"{other:%d.%m.%Y}")
    handler.get_by_label("Begrundelse").fill("En uge er nok.")
    press(handler, "Send svaret")
    see(handler, "Svaret er sendt til kommunen.")

    mail.outbox.clear()
    send_due()
    assert sorted(message.to[0] for message in mail.outbox) == sorted([lead.email, approver.email])
    page.goto(re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body)[1])
    see(page, "En uge er nok.")
    see(page, f"Jeres frist er {other.day}. ")
