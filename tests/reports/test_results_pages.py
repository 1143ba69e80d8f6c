"""The published report as anyone reads it."""

import pytest
from django.urls import reverse

from surveys.enums import Choice, ResponseState
from surveys.merge import Value
from surveys.services.responses import move_response, submit_response
from tests.factories.municipalities import make_municipality, make_region
from tests.factories.reports import make_advice, make_publication
from tests.factories.surveys import answer, make_response, make_submission
from tests.surveys.pages import text_of

RESULTS = reverse("reports:results", args=["2026"])


@pytest.fixture
def published(submitted_response):
    make_advice(submitted_response.survey)
    return make_publication(submitted_response.survey)


def test_anyone_reads_the_newest_publication_and_finds_the_earlier(client, published, submitted_response, lead):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=None, reason="Ret svaret.")
    answer(submitted_response, "deletion-headline", Value(choice=Choice.NO), by=lead, base_version=1)
    submit_response(response=submitted_response, by=lead)
    make_publication(submitted_response.survey)

    newest, first = text_of(client.get(RESULTS)), text_of(client.get(f"{RESULTS}1/"))

    assert "Offentliggørelse nr. 2." in newest
    assert f'href="{RESULTS}1/"' in newest
    assert '<span class="figure-count">0</span>' in newest
    assert "Offentliggørelse nr. 1." in first
    assert '<span class="figure-count">0</span>' not in first


def test_one_respondent_is_written_as_one(client, published):
    assert "1 kommune har svaret på, hvordan den beskytter de personoplysninger, den har ansvaret for." in text_of(
        client.get(RESULTS)
    )


def test_a_hidden_cell_is_hidden_on_the_page_and_says_why(client, survey, submitted_response):
    make_advice(survey)
    make_submission(make_response(survey, make_municipality("Fjernby", region=make_region("Region Fjernland"))))
    make_publication(survey)

    shown = text_of(client.get(RESULTS))

    assert shown.count("skjult</span>") == 2 * 2 * 5
    assert "En streg betyder, at tallet er skjult" in shown


def test_publishing_what_is_published_makes_no_new_number_and_says_so(client, published, manager):
    client.force_login(manager)

    shown = text_of(client.post(reverse("reports:publish", args=["2026"]), follow=True))

    assert "Intet er ændret siden offentliggørelse nr. 1, så der er ingen ny." in shown
    assert "kan nu læses af alle" not in shown


@pytest.mark.parametrize("name", ["results_pdf", "results_csv", "results_json"])
def test_files_carry_the_number_of_the_publication(client, published, name):
    answered = client.get(reverse(f"reports:{name}", args=["2026"]))

    assert answered.status_code == 200
    assert "2026-1." in answered["Content-Disposition"]
