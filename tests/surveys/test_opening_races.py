"""Two managers at the very same time: a survey opens once, and with what was shown."""

from datetime import timedelta

import pytest

from surveys.demo.build import QUESTIONNAIRE
from surveys.digests import digest
from surveys.enums import SampleMethod, SurveyState
from surveys.models import Mail, Opening, Response, SurveyEvent
from surveys.questionnaire import parse_questionnaire
from surveys.services.questionnaires import load_questionnaire
from surveys.services.samples import Wanted, choose_sample
from surveys.services.surveys import survey_content
from tests.factories.municipalities import make_member, make_municipality, make_staff
from tests.factories.surveys import today
from tests.surveys.test_races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 6


@pytest.fixture
def manager(transactional_db):
    return make_staff("manager")


@pytest.fixture
def drafts(manager):
    """Each ready to be opened for the same two municipalities."""
    for _ in range(2):
        make_member(make_municipality(), "lead")
    content = parse_questionnaire(QUESTIONNAIRE.read_text(encoding="utf-8"), filename=QUESTIONNAIRE.name)
    surveys = [load_questionnaire(questionnaire=content, slug=f"t{number}") for number in range(ROUNDS)]
    for survey in surveys:
        choose_sample(survey=survey, wanted=Wanted(SampleMethod.ALL), by=manager, seen=0)
    return surveys


def opening(survey, manager):
    content = digest(survey_content(survey))
    deadline = (today() + timedelta(days=30)).isoformat()
    return {"do": "open", "survey": survey.pk, "sample": 1, "content": content, "by": manager.pk, "deadline": deadline}


def in_turn(drafts, one, other):
    """Every second round the other way round."""
    return [
        (one(draft), other(draft)) if place % 2 else (other(draft), one(draft)) for place, draft in enumerate(drafts)
    ]


def assert_whole(survey):
    """Opened with what was frozen, or not at all."""
    survey.refresh_from_db()
    asked = sorted(survey.responses.values_list("municipality__code", flat=True))
    if survey.state == SurveyState.DRAFT:
        assert (asked, survey.content_digest) == ([], "")
        return False
    assert asked == survey.opening.sample.codes
    assert survey.samples.newest() == survey.opening.sample
    assert survey.content_digest == digest(survey_content(survey))
    return True


def test_two_managers_open_a_survey_once(drafts, manager, tmp_path):
    rounds = [(opening(draft, manager), opening(draft, manager)) for draft in drafts]
    for draft, answers in zip(drafts, race(tmp_path, rounds), strict=True):
        assert sorted(answers, key=str) == [{"opened": 2}, {"refused": f"Tilsynet {draft.slug} er allerede åbnet."}]
        assert assert_whole(draft)
    counts = [model.objects.count() for model in (Opening, SurveyEvent, Response, Mail)]
    assert counts == [ROUNDS, ROUNDS, 2 * ROUNDS, 2 * ROUNDS]


def test_questions_edited_during_the_opening_are_in_neither_or_it_is_refused(drafts, manager, tmp_path):
    rounds = in_turn(drafts, lambda one: opening(one, manager), lambda one: {"do": "reload", "survey": one.slug})
    for draft, answers in zip(drafts, race(tmp_path, rounds), strict=True):
        done = [answer for answer in answers if "refused" not in answer]
        assert len(done) == 1
        assert assert_whole(draft) is ("opened" in done[0])


def test_a_draw_during_the_opening_is_refused_or_stops_it(drafts, manager, tmp_path):
    rounds = in_turn(
        drafts, lambda one: opening(one, manager), lambda one: {"do": "redraw", "survey": one.pk, "by": manager.pk}
    )
    for draft, answers in zip(drafts, race(tmp_path, rounds), strict=True):
        done = [answer for answer in answers if "refused" not in answer]
        assert len(done) == 1
        assert assert_whole(draft) is ("opened" in done[0])
        assert draft.samples.count() == (1 if "opened" in done[0] else 2)
