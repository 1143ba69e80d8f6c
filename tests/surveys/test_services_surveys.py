"""Opening and moving a survey, and which region each response has."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest

from municipalities.models import RegionMembership
from surveys.deadlines import COPENHAGEN
from surveys.digests import digest
from surveys.enums import SurveyState
from surveys.models import Question, Response, Survey
from surveys.services.errors import SurveyError
from surveys.services.surveys import add_municipalities, is_as_opened, move_survey, open_survey, survey_content
from surveys.states import SURVEY_MOVES, find_move
from tests.factories.municipalities import make_municipality, make_region
from tests.factories.surveys import make_survey

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=COPENHAGEN)
DEADLINE = date(2027, 1, 15)


@pytest.fixture
def draft(db) -> Survey:
    return make_survey(is_open=False)


def opened(survey, municipalities, *, deadline=DEADLINE, now=NOW):
    number = open_survey(survey=survey, deadline=deadline, municipalities=municipalities, now=now)
    survey.refresh_from_db()
    return number


def test_opening_asks_each_municipality_and_freezes_the_content(draft, municipality, other_municipality):
    assert opened(draft, [municipality, other_municipality]) == 2

    assert (draft.state, draft.deadline, draft.opened_at) == (SurveyState.OPEN, DEADLINE, NOW)
    assert draft.content_digest == digest(survey_content(draft))
    assert {one.municipality for one in draft.responses.all()} == {municipality, other_municipality}


def test_a_municipality_listed_twice_is_asked_once(draft, municipality):
    assert opened(draft, [municipality, municipality]) == 1
    assert draft.responses.count() == 1


def test_the_content_digest_tells_of_any_later_change(draft, municipality):
    opened(draft, [municipality])
    assert is_as_opened(draft)
    Question.objects.filter(key="dane-headline").update(threshold=3)

    assert not is_as_opened(draft)


@pytest.mark.parametrize(
    "change", [{"title": "Andet"}, {"intro": "Andet"}, {"minutes": 1}, {"requires_approval": True}], ids=str
)
def test_the_content_digest_covers_what_the_survey_says_of_itself(draft, municipality, change):
    opened(draft, [municipality])
    Survey.objects.update(**change)
    draft.refresh_from_db()

    assert not is_as_opened(draft)


def test_a_survey_opened_when_the_digest_covered_its_areas_alone_still_verifies(draft, municipality):
    opened(draft, [municipality])
    draft.content_digest = digest(survey_content(draft)["areas"])
    assert is_as_opened(draft)
    Question.objects.filter(key="dane-headline").update(threshold=3)

    assert not is_as_opened(draft)


def refused(survey, municipalities, words, **options):
    """Refused with these words, and nothing is left behind."""
    state = Survey.objects.filter(pk=survey.pk).values().get()
    responses = Response.objects.count()
    with pytest.raises(SurveyError, match=words):
        opened(survey, municipalities, **options)
    assert Survey.objects.filter(pk=survey.pk).values().get() == state
    assert (Response.objects.count(), survey.events.count()) == (responses, 0)


def test_opening_with_nobody_is_refused(draft):
    refused(draft, [], "ingen kommuner")


def test_opening_without_questions_is_refused(draft, municipality):
    draft.areas.all().delete()

    refused(draft, [municipality], "mangler spørgsmål")


def test_opening_with_an_area_without_a_headline_question_is_refused(draft, municipality):
    Question.objects.filter(key="dane-headline").update(is_headline=False)

    refused(draft, [municipality], "mangler spørgsmål")


@pytest.mark.parametrize("is_demo", [True, False])
def test_demo_and_real_municipalities_are_never_mixed(db, is_demo):
    survey = make_survey(is_open=False, is_demo=is_demo)
    alike, other = make_municipality(is_demo=is_demo), make_municipality(is_demo=not is_demo)

    refused(survey, [alike, other], "blande")
    refused(survey, [other], "blande")
    assert opened(survey, [alike]) == 1
    with pytest.raises(SurveyError, match="blande"):
        add_municipalities(survey=survey, municipalities=[other])


def test_a_deadline_may_be_today_but_not_yesterday(draft, municipality):
    refused(draft, [municipality], "overskredet", deadline=NOW.date() - timedelta(days=1))

    assert opened(draft, [municipality], deadline=NOW.date()) == 1


def test_the_deadline_is_judged_by_the_date_in_copenhagen(draft, municipality):
    just_after_midnight = datetime(2026, 7, 2, 0, 30, tzinfo=COPENHAGEN)  # still 1 July in UTC

    refused(draft, [municipality], "overskredet", deadline=date(2026, 7, 1), now=just_after_midnight)


def test_a_municipality_without_a_region_is_named_and_nothing_opened(draft, municipality):
    lost = make_municipality("Glemby")
    lost.region_memberships.all().delete()

    refused(draft, [municipality, lost], "Glemby")


@pytest.mark.parametrize("state", [one for one in SurveyState if one != SurveyState.DRAFT])
def test_only_a_draft_is_opened(survey, municipality, state):
    Survey.objects.update(state=state)

    refused(survey, [make_municipality()], "allerede åbnet")


# --- Regions ----------------------------------------------------------------------


@pytest.fixture
def merging(db):
    """In Region Sjælland to the end of 2026, in Region Østdanmark from 1 January 2027."""
    municipality = make_municipality("Sjøby", region=make_region("Region Sjælland"))
    municipality.region_memberships.update(valid_to=date(2026, 12, 31))
    RegionMembership.objects.create(
        municipality=municipality, region=make_region("Region Østdanmark"), valid_from=date(2027, 1, 1)
    )
    return municipality


@pytest.mark.parametrize(
    ("opening", "region"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=COPENHAGEN), "Region Sjælland"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=COPENHAGEN), "Region Østdanmark"),  # 2026 still in UTC
    ],
)
def test_a_response_has_the_region_of_the_opening_date(draft, merging, opening, region):
    opened(draft, [merging], now=opening)

    assert draft.responses.get().region.name == region


def test_a_municipality_added_after_the_merger_has_the_region_of_the_opening_date(draft, municipality, merging):
    opened(draft, [municipality], now=datetime(2026, 12, 1, tzinfo=COPENHAGEN))
    add_municipalities(survey=draft, municipalities=[merging])  # the rule knows no other date than the opening's

    assert draft.responses.get(municipality=merging).region.name == "Region Sjælland"


def test_adding_a_municipality_again_is_refused_by_name(survey, municipality):
    new = make_municipality()

    with pytest.raises(SurveyError, match="allerede med i tilsynet: Prøveby"):
        add_municipalities(survey=survey, municipalities=[new, municipality])
    assert survey.responses.count() == 2


def test_adding_to_a_survey_that_is_not_open_yet_is_refused(draft, municipality):
    with pytest.raises(SurveyError, match="ikke åbnet"):
        add_municipalities(survey=draft, municipalities=[municipality])


# --- Moves ------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "target"), list(product(SurveyState, SurveyState)))
def test_move_survey_makes_the_moves_of_the_table_but_opens_no_draft(survey, manager, source, target):
    Survey.objects.update(state=source)
    allowed = find_move(SURVEY_MOVES, source, target) and source != SurveyState.DRAFT

    if allowed:
        assert move_survey(survey=survey, target=target, by=manager, reason="Derfor.").state == target
        (event,) = survey.events.all()
        assert (event.from_state, event.to_state, event.by, event.reason) == (source, target, manager, "Derfor.")
    else:
        with pytest.raises(SurveyError):
            move_survey(survey=survey, target=target, by=manager, reason="Derfor.")
        survey.refresh_from_db()
        assert (survey.state, survey.events.count()) == (source, 0)
