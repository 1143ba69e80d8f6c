"""One response as the agency reads it, the moves it can make, and journal numbers for one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from surveys.enums import Choice, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import Response, Survey
from surveys.services.responses import move_response, submit_response
from tests.factories.surveys import answer, make_response, make_submission, today


def url(name, response):
    return reverse(f"surveys:{name}", args=[response.survey.slug, response.municipality.code])


def page(client, response, query=""):
    answered = client.get(url("response", response) + query)
    assert answered.status_code == 200
    return answered.content.decode()


def post(client, name, response, **data):
    return client.post(url(name, response), data, follow=True).content.decode()


def date_text(day):
    return day.strftime("%d.%m.%Y")


# --- Reading ----------------------------------------------------------------


def test_a_response_never_submitted_shows_progress_only(client, auditor, draft_response):
    answer(draft_response, "dpia-headline", Value(choice=Choice.MOST, comment="hemmelig kladde"))
    client.force_login(auditor)
    html = page(client, draft_response)
    assert "1 af 15 spørgsmål er besvaret" in html
    assert "hemmelig" not in html
    assert Choice.MOST.label not in html


def test_the_working_copy_of_a_returned_response_is_not_read(client, case_handler, submitted_response):
    move_response(
        response=submitted_response,
        target=ResponseState.RETURNED,
        by=case_handler,
        reason="Uddyb.",
        own_deadline=today(),
    )
    answer(submitted_response, "dpia-2", Value(choice=Choice.FEW, comment="hemmelig kladde"), base_version=1)
    client.force_login(case_handler)
    html = page(client, submitted_response)
    assert "hemmelig" not in html
    assert Choice.FEW.label not in html


@pytest.mark.parametrize(
    ("key", "choice", "counting"),
    [
        ("dpia-headline", Choice.YES, 5),
        ("dpia-headline", Choice.MOST, 5),
        ("dpia-headline", Choice.SOME, 4),
        ("dane-headline", Choice.YES, 5),
        ("dane-headline", Choice.MOST, 4),
    ],
)
def test_headline_answers_are_marked_as_the_tally_counts_them(client, auditor, draft_response, key, choice, counting):
    make_submission(draft_response, **{key.replace("-", "_"): Value(choice=choice)})
    client.force_login(auditor)
    html = page(client, draft_response)
    assert html.count("Tæller som på plads") == counting
    assert html.count("Tæller ikke som på plads") == 5 - counting


def test_comments_not_relevant_and_unanswered_are_shown_as_such(client, auditor, draft_response):
    make_submission(
        draft_response,
        dpia_2=None,
        dpia_3=Value(not_relevant=True, comment="Vi har <b>ingen</b>.\nDerfor."),
    )
    client.force_login(auditor)
    html = page(client, draft_response)
    assert "Ikke relevant" in html
    assert "Ikke besvaret" in html
    assert "Vi har &lt;b&gt;ingen&lt;/b&gt;.<br>Derfor." in html


def test_facts_tell_who_when_late_and_the_digest(client, auditor, submitted_response):
    submission = submitted_response.current_submission
    submission.__class__.objects.update(is_late=True)
    client.force_login(auditor)
    html = page(client, submitted_response)
    for said in (submission.digest, "af Lea Leder, DPO", "Indsendt efter fristen", "Region Prøveland"):
        assert said in html


def test_an_earlier_submission_can_be_read_and_is_marked(client, case_handler, submitted_response, lead):
    move_response(
        response=submitted_response,
        target=ResponseState.RETURNED,
        by=case_handler,
        reason="Ret svaret om DPIA.",
        own_deadline=today(),
    )
    answer(submitted_response, "dpia-headline", Value(choice=Choice.NO), base_version=1)
    submit_response(response=submitted_response, by=lead)
    client.force_login(case_handler)
    html = page(client, submitted_response)
    assert html.count("Tæller som på plads") == 4
    assert "Ret svaret om DPIA." in html
    assert 'href="?indsendelse=1"' in html
    earlier = page(client, submitted_response, "?indsendelse=1")
    assert earlier.count("Tæller som på plads") == 5
    assert "tidligere indsendelse" in earlier
    assert page(client, submitted_response, "?indsendelse=vrøvl").count("Tæller som på plads") == 4


def test_reading_takes_as_many_queries_whatever_was_answered(
    client, case_handler, submitted_response, survey, other_municipality, django_assert_num_queries
):
    client.force_login(case_handler)
    page(client, submitted_response)
    with django_assert_num_queries(21):
        page(client, submitted_response)


def test_the_case_tells_who_has_it_and_what_was_decided_but_not_twice_what_was_submitted(
    client, case_handler, auditor, submitted_response
):
    Response.objects.update(case_handler=case_handler, journal_number="2026-432-0001")
    move_response(
        response=submitted_response,
        target=ResponseState.RETURNED,
        by=case_handler,
        reason="Uddyb svaret.",
        own_deadline=today(),
    )
    client.force_login(auditor)
    case = page(client, submitted_response).partition('id="case"')[2]
    assert "Journalnummer 2026-432-0001" in case
    assert str(case_handler) in case
    assert case.count("Uddyb svaret.") == 1
    assert case.count("<strong>Sendt tilbage</strong>") == 1
    assert "<strong>Indsendt</strong>" not in case


def test_an_auditor_is_offered_no_action(client, auditor, submitted_response):
    client.force_login(auditor)
    html = page(client, submitted_response)
    for offer in ("/godkend/", "/returner/", "/udtag/", "/journalnummer/"):
        assert offer not in html


@pytest.mark.parametrize(
    ("state", "offers"),
    [
        ("draft", ["udtag"]),
        ("submitted", ["godkend", "returner", "udtag"]),
        ("accepted", ["returner", "udtag"]),
        ("returned", ["udtag"]),
        ("withdrawn", []),
    ],
)
def test_only_moves_that_can_be_made_are_offered(client, case_handler, submitted_response, state, offers):
    Response.objects.filter(pk=submitted_response.pk).update(state=state)
    client.force_login(case_handler)
    html = page(client, submitted_response)
    assert [name for name in ("godkend", "returner", "udtag") if f"/{name}/" in html] == offers


# --- Moves ------------------------------------------------------------------


def test_returning_says_why_and_by_when(client, case_handler, submitted_response):
    client.force_login(case_handler)
    day = today() + timedelta(days=10)
    html = post(client, "return_response", submitted_response, reason="Uddyb svaret.", own_deadline=date_text(day))
    assert "er sendt tilbage til kommunen" in html
    submitted_response.refresh_from_db()
    assert (submitted_response.state, submitted_response.deadline) == (ResponseState.RETURNED, day)
    event = submitted_response.events.last()
    assert (event.by, event.reason) == (case_handler, "Uddyb svaret.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reason": " ", "own_deadline": "24.12.2099"}, "Skriv en begrundelse."),
        ({"reason": "Uddyb.", "own_deadline": ""}, "Skriv en ny frist."),
        ({"reason": "Uddyb.", "own_deadline": "31.02.2099"}, "Skriv datoen som 24.12.2026."),
        ({"reason": "x" * 2001, "own_deadline": "24.12.2099"}, "højst 2000 tegn"),
        ({"reason": "Uddyb.", "own_deadline": "24.12.2020"}, "overskredet"),
    ],
)
def test_a_mistaken_return_says_what_to_do_and_moves_nothing(client, case_handler, submitted_response, data, said):
    client.force_login(case_handler)
    assert said in post(client, "return_response", submitted_response, **data)
    submitted_response.refresh_from_db()
    assert submitted_response.state == ResponseState.SUBMITTED


def test_a_deadline_that_has_passed_is_said_at_the_field_and_the_reason_stays(client, case_handler, submitted_response):
    client.force_login(case_handler)

    html = post(client, "return_response", submitted_response, reason="Uddyb svaret.", own_deadline="24.12.2020")

    assert 'id="id_own_deadline_error"' in html
    assert "Uddyb svaret.</textarea>" in html
    assert 'value="24.12.2020"' in html


def test_a_reason_for_a_return_that_is_not_allowed_stays_on_the_page(client, case_handler, draft_response):
    client.force_login(case_handler)

    html = post(client, "return_response", draft_response, reason="Uddyb svaret.", own_deadline=date_text(today()))

    assert "og kan ikke blive »Sendt tilbage«" in html
    assert "Uddyb svaret.</textarea>" in html


def test_accepting_asks_first_and_then_accepts(client, case_handler, submitted_response):
    client.force_login(case_handler)
    assert "Godkend besvarelsen" in client.get(url("accept_response", submitted_response)).content.decode()
    submitted_response.refresh_from_db()
    assert submitted_response.state == ResponseState.SUBMITTED
    assert "Besvarelsen er godkendt." in post(client, "accept_response", submitted_response)
    submitted_response.refresh_from_db()
    assert submitted_response.state == ResponseState.ACCEPTED


def test_withdrawing_needs_a_reason(client, case_handler, submitted_response):
    client.force_login(case_handler)
    assert "Det kan ikke fortrydes" in client.get(url("withdraw_response", submitted_response)).content.decode()
    assert "Skriv en begrundelse." in post(client, "withdraw_response", submitted_response, reason="")
    assert "tæller ikke med" in post(client, "withdraw_response", submitted_response, reason="Sammenlagt.")
    submitted_response.refresh_from_db()
    assert submitted_response.state == ResponseState.WITHDRAWN


def test_a_move_that_came_too_late_is_refused_in_words(client, case_handler, submitted_response):
    move_response(response=submitted_response, target=ResponseState.WITHDRAWN, by=case_handler, reason="Ude.")
    client.force_login(case_handler)
    html = post(client, "return_response", submitted_response, reason="Ret.", own_deadline=date_text(today()))
    assert "kan ikke blive »Sendt tilbage«" in html
    assert submitted_response.events.count() == 2


def test_a_municipality_not_asked_is_not_found(client, case_handler, survey):
    client.force_login(case_handler)
    assert client.get(reverse("surveys:response", args=[survey.slug, "9999"])).status_code == 404


# --- The case ---------------------------------------------------------------


def test_journal_number_and_case_handler_are_saved(client, case_handler, draft_response):
    client.force_login(case_handler)
    html = post(client, "journal_number", draft_response, journal_number="2026-432-0007", case_handler=case_handler.pk)
    assert "Sagen er gemt." in html
    draft_response.refresh_from_db()
    assert (draft_response.journal_number, draft_response.case_handler) == ("2026-432-0007", case_handler)


def test_a_wrong_journal_number_comes_back_as_it_was_typed(client, case_handler, draft_response):
    client.force_login(case_handler)
    html = post(client, "journal_number", draft_response, journal_number="26-7", case_handler="")
    assert "Skriv journalnummeret som 2026-432-0001." in html
    assert 'value="26-7"' in html
    draft_response.refresh_from_db()
    assert draft_response.journal_number == ""


def test_a_case_is_given_only_to_someone_who_handles_cases(client, case_handler, auditor, lead, draft_response):
    client.force_login(case_handler)
    for person in (auditor, lead):
        html = post(client, "journal_number", draft_response, journal_number="", case_handler=person.pk)
        assert "form-error-message" in html
    draft_response.refresh_from_db()
    assert draft_response.case_handler is None


def test_saving_a_case_keeps_what_the_municipality_did_meanwhile(client, case_handler, survey, municipality, lead):
    response = make_response(survey, municipality)
    client.force_login(case_handler)
    make_submission(response, by=lead)
    post(client, "journal_number", response, journal_number="2026-432-0007", case_handler="")
    response.refresh_from_db()
    assert (response.state, response.answered_count) == (ResponseState.SUBMITTED, 15)


@pytest.mark.parametrize(("state", "offered"), [(SurveyState.PUBLISHED, True), (SurveyState.ARCHIVED, False)])
def test_moves_are_offered_until_the_survey_is_archived(client, case_handler, submitted_response, state, offered):
    Survey.objects.update(state=state)
    client.force_login(case_handler)

    html = page(client, submitted_response)

    addresses = [url(name, submitted_response) for name in ("accept_response", "return_response", "withdraw_response")]
    assert [address in html for address in addresses] == [offered] * 3


def test_a_move_in_an_archived_survey_says_why_not(client, case_handler, submitted_response):
    Survey.objects.update(state=SurveyState.ARCHIVED)
    client.force_login(case_handler)

    assert "Tilsynet er arkiveret" in post(client, "accept_response", submitted_response)
