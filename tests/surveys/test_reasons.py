"""Reasons staff give: none is kept with a CPR number in it, for some are printed in a letter."""

from datetime import timedelta

import pytest
from django.urls import reverse

from surveys.enums import SampleMethod, SurveyState
from surveys.services.samples import Wanted, choose_sample
from surveys.services.surveys import move_survey
from tests.factories.municipalities import make_municipality
from tests.factories.surveys import make_survey, today
from tests.surveys.pages import text_of

CPR = "070761-4285"
REASON = f"Anne, {CPR}, har svaret."
SAID = "Teksten indeholder et CPR-nummer: Anne, xxxxxx-xxxx, har svaret."


def of_case(name):
    return lambda response, manager: reverse(f"surveys:{name}", args=["2026", response.municipality.code])


def reopening(response, manager):
    move_survey(survey=response.survey, target=SurveyState.CLOSED, by=manager)
    return reverse("surveys:reopen", args=["2026"])


def adding(response, manager):
    make_municipality("Nyby")
    return reverse("surveys:add_municipalities", args=["2026"])


def choosing_again(response, manager):
    draft = make_survey("2027", is_open=False)
    choose_sample(survey=draft, wanted=Wanted(SampleMethod.ALL), by=manager, seen=0)
    return reverse("surveys:choose_sample_by", args=["2027", "alle"])


@pytest.mark.parametrize(
    ("find", "field"),
    [
        (of_case("return_response"), "reason"),
        (of_case("withdraw_response"), "reason"),
        (reopening, "reason"),
        (adding, "why_text"),
        (choosing_again, "why_text"),
    ],
)
def test_a_reason_with_a_cpr_number_is_refused_at_its_field(client, submitted_response, manager, find, field):
    address = find(submitted_response, manager)
    client.force_login(manager)
    day = (today() + timedelta(days=20)).strftime("%d.%m.%Y")
    typed = {"own_deadline": day, "text": "Nyby", field: REASON}
    for button in ("preview", "confirm"):
        page = client.post(address, typed | {button: "1"})
        assert page.status_code == 200
        assert SAID in text_of(page)
        assert f"{REASON}</textarea>" in page.content.decode()
    page = client.post(address, typed | {field: "Svaret mangler, ring 12345678.", "preview": "1"}, follow=True)
    assert "CPR-nummer" not in text_of(page)
