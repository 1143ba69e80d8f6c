"""What the pages of closing, reopening and publishing say, and who is offered which move."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.board import select_counts
from surveys.enums import ResponseState, SurveyState
from surveys.models import Extension, Response
from surveys.moves import closing_effects, moves_of, publishing_effects, reopening_effects
from surveys.services.responses import move_response
from surveys.services.surveys import move_survey
from tests.surveys.pages import text_of


def counts(survey):
    return select_counts(Response.objects.filter(survey=survey))[survey.pk]


def test_closing_tells_of_own_deadlines_and_requests_without_an_answer(survey, draft_response, lead):
    draft_response.own_deadline = survey.deadline + timedelta(days=30)
    draft_response.save()
    Extension.objects.create(response=draft_response, asked_by=lead, wanted=survey.deadline, reason="Ferie.")
    said = closing_effects(survey, counts(survey), timezone.now())
    assert [one.split(".")[0] for one in said] == [
        "2 kommuner har ikke indsendt og kan ikke længere svare eller indsende",
        "1 kommune af dem har en egen frist, der ikke er udløbet, men kan heller ikke indsende",
        "1 kommune af dem har bedt om længere frist og ikke fået svar",
    ]


def test_closing_leaves_out_what_concerns_nobody(survey, submitted_response, manager):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=manager, reason="Ret.")
    said = closing_effects(survey, counts(survey), timezone.now())
    assert [one[:30] for one in said] == ["1 kommune har ikke indsendt og", "1 kommune har fået besvarelsen"]


def test_reopening_tells_of_lateness_only_where_the_deadline_has_passed(survey):
    now = timezone.now()
    assert len(reopening_effects(survey, counts(survey), now)) == 4
    late = reopening_effects(survey, counts(survey), now + timedelta(days=18))
    assert "efter fristen" in late[1]
    assert len(late) == 5


def test_publishing_tells_who_is_left_out(client, survey, submitted_response, manager):
    move_survey(survey=survey, target=SurveyState.CLOSED, by=manager)
    said = publishing_effects(counts(survey))
    assert said == ["1 kommune har ikke indsendt og indgår ikke i tallene. Tilsynet kan ikke åbnes igen."]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("open", ["surveys:close", "surveys:add_municipalities"]),
        ("closed", ["surveys:reopen"]),
        ("published", ["reports:archive"]),
        ("archived", []),
    ],
)
def test_a_manager_is_offered_the_moves_there_are(client, survey, manager, case_handler, state, names):
    survey.state = state
    survey.save()
    urls = [reverse(name, args=[survey.slug]) for name in names]
    assert [move["url"] for move in moves_of(survey, manager)] == urls
    assert moves_of(survey, case_handler) == []
    client.force_login(manager)
    board = client.get(reverse("surveys:board", args=[survey.slug])).content.decode()
    assert all(f'href="{url}"' in board for url in urls)


def test_withdrawing_says_that_it_is_final_and_tells_nobody(client, draft_response, case_handler):
    client.force_login(case_handler)
    code = draft_response.municipality.code
    said = text_of(client.get(reverse("surveys:withdraw_response", args=["2026", code])))
    assert "kan ikke tages ind i tilsynet igen" in said
    assert "Kommunen får ingen mail" in said
