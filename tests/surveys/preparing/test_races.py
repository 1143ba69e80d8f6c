"""Two hands on drafts at the very same moment: an edit is part of what was frozen, or refused; a name is given once."""

import pytest

from municipalities.enums import StaffRole
from surveys.models import Survey
from surveys.services.surveys import is_as_opened, survey_content
from tests.factories.municipalities import make_municipality, make_staff
from tests.factories.surveys import make_survey, today
from tests.surveys.test_races import ROUNDS, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
EDITS = ["edit_question", "move_question", "add_question"]


@pytest.fixture
def drafts(transactional_db):
    return [make_survey(f"2{number:03}", is_open=False) for number in range(ROUNDS)]


def opening(draft, municipality):
    return {"do": "open_for", "survey": draft.slug, "deadline": today().isoformat(), "municipality": municipality.code}


def test_an_edit_is_frozen_or_refused(drafts, tmp_path):
    municipality = make_municipality()
    before = {draft.pk: survey_content(draft) for draft in drafts}
    rounds = [
        (opening(draft, municipality), {"do": "edit", "survey": draft.slug, "how": EDITS[number % len(EDITS)]})
        for number, draft in enumerate(drafts)
    ]

    answers = race(tmp_path, rounds)

    for draft, (opened, edited) in zip(drafts, answers, strict=True):
        survey = Survey.objects.get(pk=draft.pk)
        assert opened == {"asked": 1}
        assert is_as_opened(survey)
        assert edited in ({"edited": True}, {"refused": "frozen"})
        assert (survey_content(survey) != before[draft.pk]) == (edited == {"edited": True})


def test_of_two_edits_of_one_question_one_stands_and_the_other_is_told(drafts, tmp_path):
    rounds = [
        tuple({"do": "edit", "survey": draft.slug, "how": "edit_question", "text": text} for text in ("A?", "B?"))
        for draft in drafts
    ]

    answers = race(tmp_path, rounds)

    for draft, both in zip(drafts, answers, strict=True):
        assert sorted(map(str, both)) == ["{'edited': True}", "{'refused': 'stale'}"]
        winner = ("A?", "B?")[both.index({"edited": True})]
        assert draft.questions.get(key="dane-2").text == winner


def test_of_two_new_surveys_of_one_name_one_is_made_whole_and_the_other_is_told(drafts, tmp_path):
    manager, source = make_staff(StaffRole.MANAGER), drafts[0]
    rounds = [
        tuple({"do": "copy", "survey": source.slug, "slug": f"kopi-{one}", "by": manager.pk} for _ in "ab")
        for one in range(ROUNDS)
    ]

    answers = race(tmp_path, rounds)

    for number, both in enumerate(answers):
        assert sorted(map(str, both)) == [f"{{'made': 'kopi-{number}'}}", "{'refused': 'slug'}"]
        assert Survey.objects.get(slug=f"kopi-{number}").questions.count() == 15
