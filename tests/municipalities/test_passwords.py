"""Signing in and out, and a forgotten or changed password: pages, words and mails."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories.municipalities import PASSWORD


def words(html: str) -> str:
    """What a reader sees of a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_wrong_password_says_what_to_do_and_keeps_the_address(client, lead):
    html = sign_in(client, lead.email, "forkert").content.decode()

    assert "E-mailadressen eller adgangskoden er forkert." in html
    assert f'value="{lead.email}"' in html
    assert "forkert" not in re.findall(r'<input type="password"[^>]*>', html)[0]


def test_sign_in_opens_and_says_nothing_needless(client, lead):
    response = sign_in(client, lead.email)

    assert response.status_code == 302
    assert "_auth_user_id" in client.session
    assert "_messages" not in client.session


def test_opening_log_off_asks_and_posting_leaves(client, lead):
    client.force_login(lead)

    assert "Vil du logge af?" in client.get(reverse("account_logout")).content.decode()
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_unknown_address_gets_the_same_words_as_a_known_one(client, lead):
    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (lead.email, "ingen@proeve.example")
    )

    assert words(known.content.decode()) == words(unknown.content.decode())
    assert [message.to for message in mail.outbox] == [[lead.email]]


def test_reset_mail_is_danish_and_holds_the_link(client, lead):
    client.post(reverse("account_reset_password"), {"email": lead.email})
    message = mail.outbox[0]

    assert message.subject == "Vælg en ny adgangskode til Modenhed"
    assert message.body.startswith("Hej\n\nDu eller en anden har bedt om en ny adgangskode")
    assert re.search(r"/konto/ny-adgangskode/\S+/", message.body)
    assert message.body.rstrip().splitlines()[-2] == "Venlig hilsen"


def test_reset_link_changes_nothing_until_it_is_posted_and_works_once(client, lead):
    client.post(reverse("account_reset_password"), {"email": lead.email})
    link = re.search(r"http\S+/konto/ny-adgangskode/\S+/", mail.outbox[0].body)[0]
    before = lead.password

    page = client.get(link, follow=True)
    lead.refresh_from_db()
    assert "<h1>Vælg en ny adgangskode</h1>" in page.content.decode()
    assert lead.password == before

    new = "en-helt-ny-sætning-2026"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    lead.refresh_from_db()
    assert lead.check_password(new)
    assert mail.outbox[1].subject == "Din adgangskode til Modenhed er ændret"
    assert "Linket virker ikke længere" in Client().get(link, follow=True).content.decode()


def test_reset_link_leads_to_the_portals_own_address_whatever_the_request_claims(client, lead, settings):
    settings.SITE_URL = "https://modenhed.example.dk"
    client.post(reverse("account_reset_password"), {"email": lead.email}, headers={"host": "ond.example"})

    assert re.findall(r"https?://[^/\s]+", mail.outbox[0].body) == ["https://modenhed.example.dk"]


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (1, False)])
def test_reset_link_works_for_seven_days(client, lead, seconds, works):
    asked = datetime(2026, 11, 17, 13, 32, tzinfo=UTC)
    with time_machine.travel(asked, tick=False):
        client.post(reverse("account_reset_password"), {"email": lead.email})
    link = re.search(r"http\S+/konto/ny-adgangskode/\S+/", mail.outbox[0].body)[0]

    with time_machine.travel(asked + timedelta(days=7, seconds=seconds), tick=False):
        html = client.get(link, follow=True).content.decode()
    assert ("Linket virker ikke længere" not in html) is works


@pytest.mark.parametrize("withdraws", ["signing in", "a new password"])
def test_reset_link_is_withdrawn_by(client, lead, withdraws):
    client.post(reverse("account_reset_password"), {"email": lead.email})
    link = re.search(r"http\S+/konto/ny-adgangskode/\S+/", mail.outbox[0].body)[0]

    if withdraws == "signing in":
        sign_in(client, lead.email)
    else:
        lead.set_password("en-helt-ny-sætning-2026")
        lead.save()
    assert "Linket virker ikke længere" in Client().get(link, follow=True).content.decode()


def test_mail_server_that_fails_does_not_tell_which_addresses_are_known(client, lead, settings):
    kill_mail_server(settings)
    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (lead.email, "ingen@proeve.example")
    )

    assert known.status_code == unknown.status_code == 200
    assert words(known.content.decode()) == words(unknown.content.decode())


def test_password_is_changed_though_the_mail_server_fails(client, lead, settings):
    kill_mail_server(settings)
    sign_in(client, lead.email)
    new = "en-helt-ny-sætning-2026"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    assert client.post(reverse("account_change_password"), data).status_code == 302
    lead.refresh_from_db()
    assert lead.check_password(new)


def kill_mail_server(settings) -> None:
    """Nobody listens at port 1."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_weak_password_is_refused_in_plain_words(client, lead):
    client.force_login(lead)
    data = {"oldpassword": PASSWORD, "password1": "1234", "password2": "1234"}
    html = client.post(reverse("account_change_password"), data).content.decode()

    assert "Adgangskoden er for kort. Brug mindst 12 tegn." in html
    assert "Adgangskoden består kun af tal." in html


def test_changed_password_is_told_by_mail_with_a_danish_time(client, lead):
    sign_in(client, lead.email)
    new = "en-helt-ny-sætning-2026"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert "er ændret." in mail.outbox[0].body
    assert re.search(r"Det skete \d{1,2}\. [a-z]+ \d{4} kl\. \d{2}\.\d{2} fra", mail.outbox[0].body)
