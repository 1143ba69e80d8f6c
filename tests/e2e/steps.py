"""What a person does in the browser, and what they see when they have done it."""

import re
from io import BytesIO

from django.core import mail
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

PASSWORD = "søv godt i nat, Ærø"
WELCOME = "Du har taget imod invitationen. Velkommen til."
# A letter or a report is written meanwhile.
PAPER_PATIENCE_MS = 60_000


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def follow(page: Page, link: str) -> None:
    page.get_by_role("link", name=link, exact=True).first.click()


def press(page: Page, button: str) -> None:
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def see(page: Page, text: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(text)


def newest_link(email: str) -> str:
    """The link in the newest mail to the address; following it must be all a person needs."""
    message = [one for one in mail.outbox if one.to == [email]][-1]
    assert message.subject == "Du er inviteret til Modenhed"
    assert "kan bruges én gang" in message.body
    return re.search(r"^http://\S+$", message.body, re.MULTILINE)[0]


def accept_invitation(page: Page, *, email: str, name: str, title: str, role: str) -> None:
    """Opening the link changes nothing; the form behind it makes the account and signs in."""
    page.goto(newest_link(email))
    expect(heading(page)).to_have_text("Du er inviteret")
    see(page, role)
    see(page, email)
    page.get_by_label("Navn").fill(name)
    page.get_by_label("Stilling").fill(title)
    page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    page.get_by_label("Gentag adgangskoden").fill(PASSWORD)
    press(page, "Opret konto og tag imod")
    see(page, WELCOME)
    expect(page.get_by_role("banner")).to_contain_text(name)


def sign_out(page: Page) -> None:
    page.get_by_role("banner").get_by_role("button", name="Log af").first.click()
    expect(page.get_by_role("banner").get_by_role("link", name="Log ind").first).to_be_visible()


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Log ind").click()
    expect(heading(page)).to_have_text("Log ind")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    press(page, "Log ind")


def invite(page: Page, *, email: str, role: str) -> None:
    """On the page of an invitation form; ends on the page of people."""
    page.get_by_label("E-mail").fill(email)
    page.get_by_text(role).click()
    press(page, "Send invitation")
    see(page, f"Invitationen er sendt til {email}.")
    waiting = page.get_by_role("region", name="Invitationer, der venter", exact=True)
    expect(waiting.get_by_role("row").filter(has_text=email)).to_be_visible()


def answer_area(page: Page, special: dict[str, str], comments: dict[str, str]) -> int:
    """Answer Ja to every question on the page but those named; returns how many there were."""
    # The list is taken as it is, without waiting for the page that a link has led to.
    expect(page.locator("[data-question]").first).to_be_visible()
    questions = page.locator("[data-question]").all()
    for question in questions:
        key = question.get_attribute("id").removeprefix("spoergsmaal-")
        question.get_by_text(special.get(key, "Ja"), exact=True).click()
        if key in comments:
            question.get_by_label("Kommentar").fill(comments[key])
    return len(questions)


def await_job(page: Page, *, done: str, scripted: bool) -> None:
    """The progress page reaches its end by itself, or without script by its own link to see how far it is."""
    if scripted:
        expect(page.get_by_role("main")).to_contain_text(done, timeout=PAPER_PATIENCE_MS)
        return
    again = page.get_by_role("link", name="Genindlæs for at se, hvor langt arbejdet er")
    for _ in range(PAPER_PATIENCE_MS // 500):
        if not again.is_visible():
            break
        page.wait_for_timeout(500)
        again.click()
    see(page, done)


def take(page: Page, link: str) -> bytes:
    """What the link on the page gives; Chromium would show a PDF in a viewer of its own, which no test can read."""
    address = page.get_by_role("link", name=link).first.get_attribute("href")
    response = page.context.request.get(address, timeout=PAPER_PATIENCE_MS)
    assert response.ok, f"{response.status} {address}"
    return response.body()


def text_of(pdf: bytes) -> str:
    """The words of a PDF, with line breaks as spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
