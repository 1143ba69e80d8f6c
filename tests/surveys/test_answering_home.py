"""A municipality's start and the overview of one survey."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from municipalities.enums import Role
from surveys.enums import SurveyState
from surveys.merge import Value
from surveys.services.surveys import move_survey
from tests.factories.municipalities import make_member
from tests.factories.surveys import answer, fill_response, make_response, make_submission, make_survey, today
from tests.surveys.pages import text_of, url


@pytest.fixture
def home_url(municipality):
    return reverse("surveys:home", kwargs={"municipality": municipality.slug})


def test_home_shows_what_waits_and_who_has_access(client, lead, contributor, draft_response, home_url):
    answer(draft_response, "dane-2", Value(choice=0), by=lead)
    client.force_login(lead)

    shown = text_of(client.get(home_url))

    assert "<h1>Prøveby Kommune</h1>" in shown
    assert "Tilsyn 2026" in shown
    assert "17 dage tilbage" in shown
    assert "1 af 15 spørgsmål besvaret" in shown
    assert shown.index("Lea Leder") < shown.index("Bo Bidrag"), "people stand by role"
    assert "Ansvarlig (DPO) · DPO" in shown


def test_home_lists_earlier_surveys_with_their_papers(client, lead, municipality, survey, home_url):
    earlier = make_survey("2024", municipalities=[municipality])
    response = make_response(earlier, municipality)
    make_submission(response, by=lead)
    move_survey(survey=earlier, target=SurveyState.CLOSED)
    client.force_login(lead)

    shown = text_of(client.get(home_url))

    assert shown.index("Tilsyn 2026") < shown.index("Tidligere tilsyn") < shown.index("Tilsyn 2024")
    assert url(response, "receipt") in shown
    assert url(response, "answers") in shown


def test_home_without_surveys_says_so(client, lead, home_url):
    client.force_login(lead)

    assert "I har ingen tilsyn at svare på lige nu" in text_of(client.get(home_url))


def test_home_queries_do_not_grow_with_surveys(client, lead, municipality, survey, home_url, django_assert_num_queries):
    client.force_login(lead)
    client.get(home_url)
    with django_assert_num_queries(6):
        client.get(home_url)

    for slug in ("2023", "2024"):
        make_submission(make_response(make_survey(slug), municipality), by=lead)
    make_member(municipality, Role.READER)

    with django_assert_num_queries(6):
        client.get(home_url)


def test_home_of_another_municipality_is_404(client, outsider, home_url):
    client.force_login(outsider)

    assert client.get(home_url).status_code == 404


def test_home_is_not_for_the_agency(client, case_handler, home_url):
    client.force_login(case_handler)

    assert client.get(home_url).status_code == 404


def test_overview_begins_with_the_first_area(client, lead, draft_response):
    client.force_login(lead)

    shown = text_of(client.get(url(draft_response, "overview")))

    assert "Vi spørger jer om sikkerhed." in shown
    assert "Begynd med Sletning" in shown
    assert "0 af 15 spørgsmål besvaret" in shown
    assert shown.count("Ikke begyndt") == 6, "the state and the five areas"
    assert "17 dage tilbage" in shown
    assert "Cirka 60 minutter" in shown
    assert shown.count("<li>En aftale</li>") == 5
    assert reverse("reports:blank_questionnaire", args=[draft_response.municipality.slug, "2026"]) in shown


def test_overview_goes_on_with_the_first_area_that_misses_something(client, lead, draft_response):
    fill_response(draft_response, access_2=None, by=lead)
    client.force_login(lead)

    shown = text_of(client.get(url(draft_response, "overview")))

    assert "Fortsæt med Adgang" in shown
    assert "14 af 15 spørgsmål besvaret" in shown
    assert shown.count("Alle 3 besvaret") == 4
    assert "2 af 3 besvaret" in shown


def test_overview_is_a_step_indicator_over_the_areas_and_the_check_page(client, lead, draft_response):
    fill_response(draft_response, access_2=None, by=lead)
    client.force_login(lead)

    shown = text_of(client.get(url(draft_response, "overview")))
    indicator = shown[shown.index('aria-label="Trinindikator"') : shown.index("Det skal I bruge")]

    assert len(re.findall("<li[ >]", indicator)) == 6
    assert [place for place in range(1, 7) if f'aria-label="Trin {place}, besvaret"' in indicator] == [1, 2, 4, 5]
    assert f'href="{url(draft_response, "area", area="access")}" aria-current="step">Adgang' in indicator
    assert '<span class="area-step">6</span>' in indicator
    assert indicator.count("aria-current") == 1


def test_overview_leads_to_the_check_page_when_all_is_answered(client, lead, draft_response):
    fill_response(draft_response, by=lead)
    client.force_login(lead)

    shown = text_of(client.get(url(draft_response, "overview")))

    assert f'<a class="button button-primary" href="{url(draft_response, "submit")}">Tjek jeres svar</a>' in shown
    assert f'href="{url(draft_response, "submit")}" aria-current="step"' in shown


def test_overview_after_submission_says_who_and_leads_to_the_receipt(client, reader, submitted_response):
    client.force_login(reader)

    shown = text_of(client.get(url(submitted_response, "overview")))

    assert "af Lea Leder" in shown
    assert "Se jeres kvittering" in shown
    assert "dage tilbage" not in shown


def test_overview_after_submission_drops_what_helps_to_begin(client, lead, draft_response):
    helps = ("Det skal I bruge", "Så lang tid tager det", "Svarene gemmes undervejs", "Fordel områderne")
    client.force_login(lead)
    before = text_of(client.get(url(draft_response, "overview")))
    make_submission(draft_response, by=lead)

    shown = text_of(client.get(url(draft_response, "overview")))

    assert all(words in before for words in helps)
    assert [words for words in helps if words in shown] == []


def test_overview_after_the_deadline_says_how_long_ago(client, lead, municipality):
    survey = make_survey(deadline=today() - timedelta(days=3), municipalities=[municipality])
    client.force_login(lead)

    shown = text_of(client.get(url(make_response(survey, municipality), "overview")))

    assert "Fristen er overskredet med 3 dage" in shown
    assert "deadline-error" in shown


def test_overview_of_a_closed_survey_offers_reading_only(client, lead, survey, draft_response):
    move_survey(survey=survey, target=SurveyState.CLOSED)
    client.force_login(lead)

    shown = text_of(client.get(url(draft_response, "overview")))

    assert "Læs svarene" in shown
    assert "Begynd med" not in shown


def test_overview_of_a_survey_not_asked_in_is_404(client, lead, other_municipality):
    elsewhere = make_response(make_survey("2025"), other_municipality)
    client.force_login(lead)
    asked = url(elsewhere, "overview").replace(other_municipality.slug, lead.memberships.get().municipality.slug)

    assert client.get(asked).status_code == 404


def test_overview_takes_twelve_queries(client, lead, draft_response, django_assert_num_queries):
    client.force_login(lead)
    client.get(url(draft_response, "overview"))

    with django_assert_num_queries(12):
        client.get(url(draft_response, "overview"))
