"""Guessing passwords is slowed down by address of the sender, in a cache all processes share."""

import pytest
from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import caches
from django.urls import reverse

from tests.factories.municipalities import PASSWORD

ATTEMPTS = 12


def guess(client, number):
    """A new e-mail and a new claimed network address each time."""
    return client.post(
        reverse("account_login"),
        {"login": f"p{number}@sted.example", "password": "et gæt på en kode"},
        headers={"x-forwarded-for": f"203.0.113.{number}"},
    )


@pytest.mark.parametrize(("proxies", "is_stopped"), [(0, True), (1, False)])
def test_a_claimed_address_is_believed_only_behind_a_trusted_proxy(client, db, settings, proxies, is_stopped):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    pages = [guess(client, number).content.decode() for number in range(ATTEMPTS)]
    assert ("for mange" in pages[-1].lower()) is is_stopped


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.2"), (2, "203.0.113.9")])
def test_the_address_is_the_one_the_outermost_trusted_proxy_saw(rf, settings, proxies, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert get_client_ip(rf.get("/", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.2"})) == address


def test_the_count_lies_where_all_processes_look(client, db):
    guess(client, 1)
    assert type(caches["default"]).__name__ == "DatabaseCache"


def test_a_crowd_of_invented_addresses_does_not_push_a_count_out(client, lead):
    for number in range(6):
        client.post(reverse("account_login"), {"login": lead.email, "password": f"et gæt {number}"})
    for number in range(400):
        caches["default"].set(f"zzz:{number}", [1], 300)

    response = client.post(reverse("account_login"), {"login": lead.email, "password": PASSWORD})

    assert "for mange" in response.content.decode().lower()
