"""The agency's start and its board of responses: who stands where, found, sorted and paged, without draft answers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.board import STATES, board_state, select_counts
from surveys.enums import Choice, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import Response, Submission
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import move_survey
from tests.factories.municipalities import make_municipality, make_region
from tests.factories.surveys import answer, fill_response, make_response, make_submission, make_survey, today


def board(client, survey, **query):
    response = client.get(reverse("surveys:board", args=[survey.slug]), query)
    assert response.status_code == 200
    return response


def names(response):
    return [row.name for row in response.context["rows"]]


@pytest.fixture
def states(db, case_handler):
    """One municipality in each state a survey with management's approval can have, named after it."""
    survey = make_survey(requires_approval=True)
    responses = {state.label: make_response(survey, make_municipality(state.label)) for state in STATES}
    for label in ("Kladde", "Klar til godkendelse", "Indsendt", "Sendt tilbage", "Godkendt", "Udtaget"):
        answer(responses[label], "dpia-headline", Value(choice=Choice.NO))
    for label in ("Indsendt", "Sendt tilbage", "Godkendt"):
        fill_response(responses[label], by=None, dpia_headline=None)
    for label in ("Klar til godkendelse", "Indsendt", "Sendt tilbage", "Godkendt"):
        move_response(response=responses[label], target=ResponseState.READY, by=None)
    for label in ("Indsendt", "Sendt tilbage", "Godkendt"):
        submit_response(response=responses[label], by=None, confirmed_missing=True)
    for label, target in (
        ("Sendt tilbage", ResponseState.RETURNED),
        ("Godkendt", ResponseState.ACCEPTED),
        ("Udtaget", ResponseState.WITHDRAWN),
    ):
        move_response(response=responses[label], target=target, by=case_handler, reason="Derfor.")
    return survey


# --- Counts and states ------------------------------------------------------


def test_each_state_is_counted_and_named_as_the_response_names_itself(states):
    counts = select_counts(states.responses.all())[states.pk]
    assert counts.by_state == {state.key: 1 for state in STATES}
    assert (counts.total, counts.invited, counts.respondents) == (7, 6, 3)
    for response in states.responses.select_related("municipality"):
        assert board_state(response).label == response.municipality.name == response.state_label


def test_counts_of_all_surveys_take_one_query(states, django_assert_num_queries):
    make_survey("2027", municipalities=[make_municipality()])
    with django_assert_num_queries(1):
        assert len(select_counts(Response.objects.all())) == 2


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.key)
def test_the_board_shows_one_state(client, auditor, states, state):
    client.force_login(auditor)
    assert names(board(client, states, status=state.key)) == [state.label]


def test_a_response_emptied_after_it_was_returned_is_a_draft_not_unbegun(submitted_response):
    Response.objects.filter(pk=submitted_response.pk).update(state=ResponseState.DRAFT, answered_count=0)
    submitted_response.refresh_from_db()
    assert board_state(submitted_response).key == "kladde"
    counts = select_counts(Response.objects.filter(pk=submitted_response.pk))[submitted_response.survey_id]
    assert (counts.by_state["kladde"], counts.by_state["ikke-begyndt"]) == (1, 0)


# --- The board --------------------------------------------------------------


def test_a_row_says_how_far_and_how_long(client, auditor, survey, municipality):
    answer(make_response(survey, municipality), "dpia-headline", Value(choice=Choice.NO, comment="hemmelig kladde"))
    client.force_login(auditor)
    response = board(client, survey)
    row = response.context["rows"][1]
    assert (row.name, row.answered, row.questions, row.deadline_words) == ("Prøveby", 1, 15, "17 dage tilbage")
    html = response.content.decode()
    assert "1 af 15" in html
    assert "hemmelig" not in html
    assert Choice.NO.label not in html


def test_a_late_submission_and_an_own_deadline_are_marked(client, auditor, submitted_response, case_handler):
    Submission.objects.update(is_late=True)
    move_response(
        response=submitted_response,
        target=ResponseState.RETURNED,
        by=case_handler,
        reason="Ret.",
        own_deadline=today() + timedelta(days=1),
    )
    client.force_login(auditor)
    html = board(client, submitted_response.survey).content.decode()
    for said in ("Efter fristen", "Egen frist", "Fristen er i morgen"):
        assert said in html


def test_an_overdue_response_says_so(client, auditor, municipality):
    survey = make_survey(deadline=today() - timedelta(days=2), municipalities=[municipality])
    client.force_login(auditor)
    response = board(client, survey)
    assert response.context["rows"][0].is_overdue
    assert "Fristen er overskredet med 2 dage" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "ærø"}, ["Ærø"]),
        ({"q": "AAR"}, ["Aarhus"]),
        ({"q": "ingen"}, []),
        ({"sorter": "-kommune"}, ["Aarhus", "Ærø", "Vejen"]),
        ({"sorter": "region"}, ["Vejen", "Aarhus", "Ærø"]),
        ({"sorter": "fremdrift"}, ["Vejen", "Ærø", "Aarhus"]),
        ({"sorter": "-fremdrift"}, ["Aarhus", "Vejen", "Ærø"]),
        ({"sorter": "indsendt"}, ["Aarhus", "Vejen", "Ærø"]),
        ({"sorter": "-indsendt"}, ["Aarhus", "Vejen", "Ærø"]),
        ({"sorter": "frist"}, ["Ærø", "Vejen", "Aarhus"]),
        ({"sorter": "journalnummer"}, ["Vejen", "Ærø", "Aarhus"]),
        ({"sorter": "-journalnummer"}, ["Vejen", "Ærø", "Aarhus"]),
        ({"sorter": "status"}, ["Vejen", "Ærø", "Aarhus"]),
        ({"sorter": "sagsbehandler"}, ["Vejen", "Ærø", "Aarhus"]),
        ({"sorter": "vrøvl", "status": "vrøvl", "region": "vrøvl", "side": "99"}, ["Vejen", "Ærø", "Aarhus"]),
    ],
)
def test_the_board_is_searched_and_sorted(client, auditor, case_handler, query, expected):
    south, west = make_region("Region Syd"), make_region("Region Vest")
    survey = make_survey()
    island, city, town = (
        make_response(survey, make_municipality(name, region=region))
        for name, region in (("Ærø", west), ("Aarhus", south), ("Vejen", south))
    )
    make_submission(city)
    Response.objects.filter(pk=island.pk).update(own_deadline=today())
    Response.objects.filter(pk=town.pk).update(journal_number="2026-432-0002", case_handler=case_handler)
    client.force_login(auditor)
    assert names(board(client, survey, **query)) == expected


def test_the_board_is_filtered_by_region_and_found_by_code(client, auditor):
    west = make_region("Region Vest")
    here, there = make_municipality("Her", region=west), make_municipality("Der")
    survey = make_survey(municipalities=[here, there])
    client.force_login(auditor)
    assert names(board(client, survey, region=west.pk)) == ["Her"]
    assert names(board(client, survey, q=there.code)) == ["Der"]


def test_a_heading_tells_how_the_list_is_sorted_and_turns_it(client, auditor, survey):
    client.force_login(auditor)
    html = board(client, survey, status="ikke-begyndt", side="1").content.decode()
    assert html.count('aria-sort="') == 1
    assert 'aria-sort="ascending"><a class="sort-link" href="?status=ikke-begyndt&amp;sorter=-kommune">' in html
    html = board(client, survey, sorter="-frist").content.decode()
    assert 'aria-sort="descending"><a class="sort-link" href="?sorter=frist">' in html


def test_the_board_has_pages_of_fifty_and_keeps_the_filter(client, auditor):
    survey = make_survey(municipalities=[make_municipality() for _ in range(51)])
    client.force_login(auditor)
    first, second = board(client, survey, status="ikke-begyndt"), board(client, survey, status="ikke-begyndt", side=2)
    assert (len(names(first)), len(names(second))) == (50, 1)
    assert "?status=ikke-begyndt&amp;side=2" in first.content.decode()


def test_the_board_needs_as_many_queries_for_three_as_for_one(client, auditor, case_handler, django_assert_num_queries):
    survey = make_survey(municipalities=[make_municipality()])
    client.force_login(auditor)
    board(client, survey)
    with django_assert_num_queries(9):
        board(client, survey)
    for _ in range(2):
        response = make_response(survey, make_municipality())
        make_submission(response)
        Response.objects.filter(pk=response.pk).update(case_handler=case_handler)
    with django_assert_num_queries(9):
        board(client, survey)
    region = make_region().pk
    with django_assert_num_queries(10):
        board(client, survey, q="prøve", region=region, sorter="-sagsbehandler", status="indsendt")


def test_a_survey_being_prepared_has_no_board(client, auditor):
    survey = make_survey(is_open=False)
    client.force_login(auditor)
    assert client.get(reverse("surveys:board", args=[survey.slug])).status_code == 404


# --- The start --------------------------------------------------------------


def test_the_start_shows_each_survey_with_what_there_is_to_do(client, manager, states):
    draft = make_survey("2027", is_open=False)
    client.force_login(manager)
    html = client.get(reverse("surveys:agency_start")).content.decode()
    assert draft.title in html
    assert "Tilsynet er ikke åbnet" in html
    assert "17 dage tilbage" in html
    assert reverse("surveys:board", args=[states.slug]) in html
    assert reverse("reports:publish", args=[states.slug]) not in html
    move_survey(survey=states, target=SurveyState.CLOSED)
    html = client.get(reverse("surveys:agency_start")).content.decode()
    assert reverse("reports:publish", args=[states.slug]) in html


def test_the_start_leads_an_administrator_to_people_only(client, administrator, states):
    client.force_login(administrator)
    html = client.get(reverse("surveys:agency_start")).content.decode()
    assert reverse("surveys:board", args=[states.slug]) not in html
    assert reverse("municipalities:staff") in html


def test_an_empty_start_says_how_there_comes_something(client, manager):
    client.force_login(manager)
    html = client.get(reverse("surveys:agency_start")).content.decode()
    assert "Ingen tilsyn endnu" in html
    assert f'href="{reverse("surveys:new_survey")}">Lav et nyt tilsyn</a>' in html


def test_an_empty_start_leads_nobody_where_they_may_not_go(client, case_handler):
    client.force_login(case_handler)
    html = client.get(reverse("surveys:agency_start")).content.decode()
    assert "En leder laver et tilsyn" in html
    assert reverse("surveys:new_survey") not in html


def test_the_start_needs_as_many_queries_for_three_surveys_as_for_one(client, manager, django_assert_num_queries):
    make_survey("2025", municipalities=[make_municipality()])
    client.force_login(manager)
    url = reverse("surveys:agency_start")
    client.get(url)
    with django_assert_num_queries(7):
        client.get(url)
    for slug in ("2026", "2027"):
        make_survey(slug, municipalities=[make_municipality()])
    with django_assert_num_queries(7):
        client.get(url)


# --- Closing and reopening --------------------------------------------------


def test_closing_says_what_happens_to_how_many_and_then_does_it(client, manager, states):
    client.force_login(manager)
    url = reverse("surveys:close", args=[states.slug])
    html = client.get(url).content.decode()
    for said in ("2 kommuner har indsendt", "3 kommuner har ikke indsendt", "1 kommune har fået besvarelsen tilbage"):
        assert said in html
    states.refresh_from_db()
    assert states.state == SurveyState.OPEN
    assert "Tilsynet er lukket for besvarelser." in client.post(url, follow=True).content.decode()
    event = states.events.get()
    assert (event.to_state, event.by) == (SurveyState.CLOSED, manager)


def test_closing_twice_is_refused_in_words(client, manager, survey):
    client.force_login(manager)
    url = reverse("surveys:close", args=[survey.slug])
    client.post(url)
    assert "kan ikke blive »Lukket«" in client.post(url, follow=True).content.decode()
    assert survey.events.count() == 1


def test_reopening_needs_a_reason_and_keeps_it(client, manager, survey):
    move_survey(survey=survey, target=SurveyState.CLOSED, by=manager)
    client.force_login(manager)
    url = reverse("surveys:reopen", args=[survey.slug])
    assert "Skriv en begrundelse." in client.post(url, {"reason": "  "}).content.decode()
    html = client.post(url, {"reason": "To kommuner mangler."}, follow=True).content.decode()
    assert "Tilsynet er åbnet igen." in html
    assert survey.events.last().reason == "To kommuner mangler."
    assert "To kommuner mangler." in board(client, survey).content.decode()


def test_reopening_what_a_colleague_has_reopened_keeps_the_reason_on_the_page(client, manager, survey):
    client.force_login(manager)

    html = client.post(reverse("surveys:reopen", args=[survey.slug]), {"reason": "To mangler."}).content.decode()

    assert "kan ikke blive »Åbent«" in html
    assert "To mangler.</textarea>" in html


def test_only_a_manager_is_offered_to_close(client, manager, case_handler, survey):
    for person, offered in ((manager, True), (case_handler, False)):
        client.force_login(person)
        assert ("Luk tilsynet" in board(client, survey).content.decode()) is offered


def test_the_board_of_a_closed_survey_says_when_the_deadline_was(client, manager, survey):
    move_survey(survey=survey, target=SurveyState.CLOSED, by=manager, now=timezone.now())
    client.force_login(manager)
    html = board(client, survey).content.decode()
    assert "Fristen var" in html
    assert "Genåbn tilsynet" in html
