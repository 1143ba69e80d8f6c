"""What differs from an earlier survey, as the page shows it, and which survey it compares with."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from surveys.models import Question, Survey
from surveys.services.making import copy_survey
from surveys.views.agency.preparing.differences import latest_before
from tests.factories.surveys import make_survey
from tests.surveys.pages import text_of


@pytest.fixture
def earlier(db):
    return make_survey("2026")


@pytest.fixture
def draft(earlier, manager):
    return copy_survey(source=earlier, slug="2027", title="Tilsyn 2027", by=manager)


def shown(client, user, query=""):
    client.force_login(user)
    return text_of(client.get(reverse("surveys:differences", args=["2027"]) + query))


def part_of(page, key):
    return re.search(rf'id="question-{key}".*?(?=<div class="asked"|</section>)', page)[0]


def tiles(page):
    found = re.findall(r'tile-number">(\d+)</span><span class="tile-label">([^<]+)<', page)
    return {label: int(number) for number, label in found}


def test_a_copy_differs_in_nothing(client, auditor, draft):
    assert tiles(shown(client, auditor)) == {"Uændret": 15}


def test_each_kind_of_difference_is_told_in_words_and_by_marks(client, auditor, draft):
    own = Question.objects.filter(survey=draft)
    own.filter(key="dpia-2").update(text="Spørgsmål to om Konsekvensanalyse?")
    own.filter(key="dpia-3").update(unit="domæner")
    own.filter(key="dane-2").update(key="dane-ny", text="Et <nyt> spørgsmål?")
    page = shown(client, auditor)
    assert tiles(page) == {"Uændret": 12, "Omformuleret": 1, "Tæller anderledes": 1, "Nyt": 1, "Udgået": 1}
    reworded = part_of(page, "dpia-2")
    assert "Omformuleret" in reworded
    assert '<del><span class="sr-only">[fjernet: </span> 2<span class="sr-only">]</span></del>' in reworded
    assert '<ins><span class="sr-only">[nyt: </span> to<span class="sr-only">]</span></ins>' in reworded
    assert "Tæller anderledes" in part_of(page, "dpia-3")
    assert "systemer" in part_of(page, "dpia-3")
    assert "<ins>Et &lt;nyt&gt; spørgsmål?</ins>" in part_of(page, "dane-ny")
    assert "<del>Spørgsmål 2 om DANE?</del>" in part_of(page, "dane-2")


def test_texts_of_areas_and_the_intro_are_compared_too(client, auditor, draft):
    Survey.objects.filter(pk=draft.pk).update(intro="Vi spørger jer om noget.")
    draft.areas.filter(key="dpia").update(why="Det er nyttigt.")
    page = shown(client, auditor)
    assert "noget." in page
    assert "nyttigt." in page


def test_another_survey_can_be_chosen(client, auditor, draft):
    make_survey("2020", is_open=False).questions.filter(key="dpia-2").delete()
    page = shown(client, auditor, "?fra=2020")
    assert "Forskelle fra Tilsyn 2020" in page
    assert tiles(page) == {"Uændret": 14, "Nyt": 1}
    assert "Forskelle fra Tilsyn 2026" in shown(client, auditor, "?fra=findes-ikke")


def test_alone_there_is_nothing_to_compare_with(client, auditor):
    make_survey("2027", is_open=False)
    assert "Der er kun dette tilsyn" in shown(client, auditor)


def opened(year):
    return Survey(slug=str(year), opened_at=datetime(year, 1, 1, tzinfo=ZoneInfo("Europe/Copenhagen")))


@pytest.mark.parametrize(
    ("survey", "others", "chosen"),
    [
        (Survey(slug="x"), [opened(2024), opened(2026), opened(2022)], "2026"),
        (opened(2025), [opened(2024), opened(2026), opened(2022)], "2024"),
        (opened(2021), [opened(2024), opened(2026)], "2024"),
        (Survey(slug="x"), [Survey(slug="a"), Survey(slug="b")], "a"),
        (Survey(slug="x"), [Survey(slug="a"), opened(2024)], "2024"),
    ],
)
def test_the_one_opened_last_before_is_chosen(survey, others, chosen):
    assert latest_before(survey, others).slug == chosen


def test_the_number_of_queries_is_the_same_however_much_is_asked(client, auditor, draft, django_assert_num_queries):
    shown(client, auditor)
    address = reverse("surveys:differences", args=["2027"])
    with django_assert_num_queries(9):
        client.get(address)
    for number in range(20):
        for survey in Survey.objects.all():
            Question.objects.create(
                survey=survey, area=survey.areas.first(), key=f"q-{number}", order=100 + number, text="?", unit="x"
            )
    with django_assert_num_queries(9):
        client.get(address)
