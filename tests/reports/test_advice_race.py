"""Editing the advice while letters are drafted: a letter says what the version it names says, whoever came first."""

import pytest

from municipalities.enums import StaffRole
from reports.letters import LetterContent
from reports.models import Letter
from reports.verification import find_faults
from surveys.models import Advice, AdviceVersion
from tests.factories.municipalities import make_municipality, make_staff
from tests.factories.reports import make_advice
from tests.factories.surveys import make_response, make_submission, make_survey
from tests.surveys.test_races import ROUNDS, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def said(letter: Letter) -> str:
    return next(area.advice for area in LetterContent.from_json(letter.content).areas if area.key == "dpia")


def test_a_letter_and_an_edit_at_the_same_moment(tmp_path):
    survey = make_survey()
    make_advice(survey)
    responses = [make_response(survey, make_municipality()) for _ in range(ROUNDS)]
    for response in responses:
        make_submission(response)
    handler, manager = make_staff(StaffRole.CASE_HANDLER), make_staff(StaffRole.MANAGER)
    rounds = [
        (
            {"do": "draft", "response": response.pk, "by": handler.pk},
            {
                "do": "advise",
                "response": response.pk,
                "by": manager.pk,
                "name": "dpia-headline-in_place-text",
                "text": f"Råd nummer {number}.",
            },
        )
        for number, response in enumerate(responses)
    ]

    race(tmp_path, rounds)

    advice = Advice.objects.filter(question__key="dpia-headline")
    texts = dict(advice.values_list("version", "in_place"))
    assert Letter.objects.count() == ROUNDS
    for letter in Letter.objects.select_related("advice_version"):
        assert said(letter) == texts[letter.advice_version_id]
        assert letter.advice_version.is_used
    assert texts[AdviceVersion.objects.last().pk] == f"Råd nummer {ROUNDS - 1}."
    assert list(find_faults(survey)) == []
