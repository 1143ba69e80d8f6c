"""Who gets in where, for every address, role and municipality; and that no address is left out of the table."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.pages import ACCOUNT, AGENCY, MUNICIPAL, PAGES, PUBLIC, Page
from tests.access.world import EVERYONE, MEMBERS, Place, World

# A session notes when it was last used, and allauth's limits count tries; nothing else may change on a GET.
MAY_CHANGE_ON_GET = ("django_session", '"cache"')


def visit(world: World, page: Page, person: str, place: Place):
    """One request by one person, taken back afterwards so that the next finds the same world."""
    client = Client()
    with transaction.atomic():
        if world.people[person]:
            client.force_login(world.people[person])
        response = getattr(client, page.method)(reverse(page.name, kwargs=page.kwargs(world, place)), dict(page.data))
        if response.streaming:
            response.getvalue()  # reads a download to its end, and closes it
        transaction.set_rollback(True)
    return response


def goes_to_sign_in(response) -> bool:
    """A form that took work is shown again with a sign-in form; anything else is sent to the sign-in page."""
    if response.status_code == 401:
        return reverse("resume") in response.content.decode()
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("page", PUBLIC, ids=str)
def test_public_page_is_for_everyone(world, page):
    for person in EVERYONE:
        response = visit(world, page, person, world.own)
        assert response.status_code not in {403, 500}, person
        assert not goes_to_sign_in(response), person


@pytest.mark.parametrize("page", ACCOUNT, ids=str)
def test_account_page_is_for_whoever_is_signed_in(world, page):
    for person in EVERYONE:
        response = visit(world, page, person, world.own)
        assert goes_to_sign_in(response) == (person == "anonymous"), person


@pytest.mark.parametrize("page", MUNICIPAL, ids=str)
def test_municipal_page_is_for_members_with_the_role(world, page):
    found = {person: visit(world, page, person, world.own) for person in EVERYONE}
    assert goes_to_sign_in(found.pop("anonymous"))
    refused = {person: response.status_code for person, response in found.items() if person not in page.allowed}
    assert refused == {person: 403 if person in MEMBERS else 404 for person in refused}
    for person in page.allowed:
        assert found[person].status_code not in {403, 404, 500}, person
        assert not goes_to_sign_in(found[person]), person


@pytest.mark.parametrize("page", MUNICIPAL, ids=str)
def test_another_municipality_is_not_found(world, page):
    for person in MEMBERS:
        assert visit(world, page, person, world.other).status_code == 404, person


def test_another_municipalitys_row_is_not_found_under_ones_own_address(world):
    """The address names one's own municipality, the number in it somebody else's row."""
    tried = 0
    for page in MUNICIPAL:
        mixed = page.kwargs(world, world.other) | {"municipality": world.own.municipality.slug}
        if mixed == page.kwargs(world, world.own):
            continue
        client = Client()
        client.force_login(world.people["lead"])
        assert getattr(client, page.method)(reverse(page.name, kwargs=mixed), dict(page.data)).status_code == 404, str(
            page
        )
        tried += 1
    assert tried > 0


@pytest.mark.parametrize("page", AGENCY, ids=str)
def test_agency_page_is_for_staff_with_the_role(world, page):
    found = {person: visit(world, page, person, world.own) for person in EVERYONE}
    assert goes_to_sign_in(found.pop("anonymous"))
    refused = {person: response.status_code for person, response in found.items() if person not in page.allowed}
    assert refused == dict.fromkeys(refused, 403)
    for person in page.allowed:
        assert found[person].status_code not in {403, 404, 500}, person
        assert not goes_to_sign_in(found[person]), person


@pytest.mark.parametrize("page", [page for page in PAGES if page.method == "get"], ids=str)
def test_get_never_writes(world, page):
    for person in page.allowed:
        client = Client()
        if world.people[person]:
            client.force_login(world.people[person])
        address = reverse(page.name, kwargs=page.kwargs(world, world.own))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            if response.streaming:
                response.getvalue()
        written = [
            query["sql"]
            for query in queries
            if re.match(r"INSERT|UPDATE|DELETE", query["sql"])
            and not any(name in query["sql"] for name in MAY_CHANGE_ON_GET)
        ]
        assert written == [], person


def test_every_address_is_in_the_table():
    named = {page.name for page in PAGES}
    assert set(addresses(get_resolver())) == named


def addresses(resolver: URLResolver, namespace: str = ""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        else:
            yield from addresses(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
