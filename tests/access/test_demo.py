"""The demo's invented data say so on every page, also where the portal itself is not in demo mode."""

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import Survey
from tests.access.pages import PAGES, Page
from tests.access.world import World, make_world

STRIP = "Alle kommuner, personer og svar her er opdigtede."


@pytest.fixture
def world(db, settings) -> World:
    settings.DEMO = False
    made = make_world()
    Survey.objects.update(is_demo=True)
    return made


def shown(world: World, page: Page):
    client = Client()
    if person := world.people[page.allowed[0]]:
        client.force_login(person)
    answered = client.get(reverse(page.name, kwargs=page.kwargs(world, world.own)))
    if answered.streaming:
        answered.getvalue()  # reads a download to its end, and closes it
    return answered


def test_every_page_about_a_demo_survey_says_that_it_is_invented(world):
    of_a_survey = [page for page in PAGES if page.method == "get" and "survey" in page.kwargs(world, world.own)]
    found = {str(page): shown(world, page) for page in of_a_survey}
    pages = {
        name: answered
        for name, answered in found.items()
        if answered.status_code == 200 and answered["Content-Type"].startswith("text/html")
    }

    assert len(pages) > 15
    assert [name for name, answered in pages.items() if STRIP not in answered.content.decode()] == []
