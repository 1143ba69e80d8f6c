"""A page's name in the window tells it from all others the same person can open. Needs no browser."""

import re
from collections import defaultdict

from django.test import Client

from tests.access.pages import PAGES
from tests.access.world import make_world
from tests.e2e.visits import every_page

# The newest publication has an address of its own and one with its number.
SAME_PAGE = re.compile(r"/resultater/\d+/(\d+/)?$")


def test_every_page_has_a_title_of_its_own(db):
    addresses = defaultdict(set)
    for visit in every_page(make_world(), PAGES):
        client = Client()
        if visit.user:
            client.force_login(visit.user)
        page = client.get(visit.address).content.decode()
        title = re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)[1]
        assert re.fullmatch(r".+ – Modenhed", title), visit
        is_agency = visit.address.startswith("/tilsyn/")
        addresses[title, is_agency].add(SAME_PAGE.sub("/resultater/", visit.address))
    assert {key: found for key, found in addresses.items() if len(found) > 1} == {}
