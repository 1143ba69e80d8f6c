"""Opening with the sample that was chosen: what was shown is what happens, once; and adding more afterwards."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from municipalities.enums import Role
from surveys.deadlines import COPENHAGEN
from surveys.digests import digest
from surveys.enums import MailKind, ResponseState, SampleMethod, SurveyState
from surveys.models import Addition, Mail, Opening, Question, Response
from surveys.services.additions import add_later
from surveys.services.errors import PastDeadlineSurveyError, SurveyError
from surveys.services.responses import move_response
from surveys.services.samples import Wanted, choose_sample
from surveys.services.surveys import Shown, move_survey, open_sampled_survey, open_survey, survey_content
from surveys.signals import responses_made
from tests.factories.municipalities import make_member, make_municipality
from tests.factories.surveys import make_survey, today

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=COPENHAGEN)
DEADLINE = NOON.date() + timedelta(weeks=6)


@pytest.fixture
def heard():
    """What the signal carries, as a receiver in another app gets it."""
    told = []

    def hear(sender, **kwargs):
        told.append({name: value for name, value in kwargs.items() if name != "signal"})

    responses_made.connect(hear)
    yield told
    responses_made.disconnect(hear)


@pytest.fixture
def draft(municipality, other_municipality, manager):
    """Two municipalities chosen."""
    survey = make_survey(is_open=False)
    choose_sample(survey=survey, wanted=Wanted(SampleMethod.ALL), by=manager, seen=0, now=NOON)
    return survey


def shown(draft, sample=1):
    return Shown(sample, digest(survey_content(draft)))


def opened(draft, manager, **more):
    values = {"survey": draft, "deadline": DEADLINE, "shown": shown(draft), "by": manager, "now": NOON}
    return open_sampled_survey(**(values | more))


def refused(draft, manager, match, **more):
    with pytest.raises(SurveyError, match=match):
        opened(draft, manager, **more)
    draft.refresh_from_db()
    assert (draft.state, draft.responses.count(), Mail.objects.count()) == (SurveyState.DRAFT, 0, 0)
    assert not Opening.objects.exists()


def test_opening_asks_the_sample_and_keeps_its_digest(draft, manager, lead, outsider):
    assert opened(draft, manager) == 2
    draft.refresh_from_db()
    sample = draft.samples.get()
    assert (draft.state, draft.deadline, draft.opened_at) == (SurveyState.OPEN, DEADLINE, NOON)
    assert (draft.opening.sample, draft.opening.sample_digest) == (sample, sample.digest)
    assert draft.content_digest == digest(survey_content(draft))
    assert sorted(draft.responses.values_list("municipality__code", flat=True)) == sample.codes
    assert [mail.kind for mail in Mail.objects.all()] == [MailKind.INVITATION] * 2
    assert draft.events.get().by == manager


def test_a_question_changed_meanwhile_is_not_opened_unseen(draft, manager):
    before = shown(draft)
    Question.objects.filter(survey=draft, key="dpia-headline").update(text="Et andet spørgsmål?")
    refused(draft, manager, "ændret, siden du så siden", shown=before)


def test_a_sample_drawn_again_meanwhile_is_not_opened_unseen(draft, manager):
    choose_sample(survey=draft, wanted=Wanted(SampleMethod.ALL), by=manager, seen=1, reason="Igen.")
    refused(draft, manager, "ændret, siden du så siden", shown=shown(draft, 1))


def test_a_second_press_opens_nothing_more(draft, manager):
    before = shown(draft)
    opened(draft, manager)
    with pytest.raises(SurveyError, match="allerede åbnet"):
        opened(draft, manager, shown=before)
    assert (draft.responses.count(), draft.events.count(), Opening.objects.count()) == (2, 1, 1)


def test_a_deadline_that_has_passed_is_refused_at_its_field(draft, manager):
    with pytest.raises(PastDeadlineSurveyError):
        opened(draft, manager, deadline=NOON.date() - timedelta(days=1))


def test_without_a_sample_nothing_is_opened(db, manager):
    survey = make_survey(is_open=False)
    refused(survey, manager, "ingen kommuner", shown=Shown(0, ""))


def test_a_municipality_that_left_the_register_stops_the_opening(draft, manager, other_municipality):
    other_municipality.delete()
    refused(draft, manager, "ikke længere i registeret")


def test_a_list_given_to_the_command_is_the_sample(municipality, other_municipality, manager):
    survey = make_survey(is_open=False)
    open_survey(survey=survey, deadline=DEADLINE, municipalities=[municipality], by=manager, now=NOON)
    sample = survey.samples.get()
    assert (sample.method, sample.codes, len(sample.frame)) == (SampleMethod.LIST, [municipality.code], 2)
    assert survey.opening.sample == sample


def test_the_commands_list_comes_after_a_sample_with_a_reason(draft, manager, municipality):
    open_survey(survey=draft, deadline=DEADLINE, municipalities=[municipality], now=NOON)
    first, second = draft.samples.all()
    assert (first.codes != second.codes, second.number) == (True, 2)
    assert "open_survey" in second.reason


def test_whoever_acts_on_an_opening_is_told_in_its_transaction(draft, manager, heard):
    opened(draft, manager)
    [told] = heard
    assert (told["survey"], told["by"], told["now"], told["tells"]) == (draft, manager, NOON, True)
    assert {response.pk for response in told["responses"]} == set(draft.responses.values_list("pk", flat=True))


def test_where_a_receiver_fails_nothing_is_opened(draft, manager):
    def fail(sender, **kwargs):
        raise SurveyError("Brevet kan ikke dannes.")

    responses_made.connect(fail)
    try:
        refused(draft, manager, "Brevet kan ikke dannes")
    finally:
        responses_made.disconnect(fail)


# --- Adding later -----------------------------------------------------------------


@pytest.fixture
def new(db):
    municipality = make_municipality("Nyby")
    make_member(municipality, Role.LEAD)
    return municipality


def added(survey, manager, municipalities, **more):
    values = {"survey": survey, "municipalities": municipalities, "by": manager, "reason": " De bad om det. "}
    return add_later(**(values | more))


def test_adding_keeps_who_when_and_why_and_tells_them(survey, manager, new, heard):
    own = survey.deadline + timedelta(days=14)
    [response] = added(survey, manager, [new], own_deadline=own)
    addition = Addition.objects.get()
    assert (addition.response, addition.by, addition.reason) == (response, manager, "De bad om det.")
    assert (response.own_deadline, response.state) == (own, ResponseState.DRAFT)
    assert Mail.objects.get(response=response).kind == MailKind.INVITATION
    assert (heard[0]["by"], heard[0]["responses"]) == (manager, [response])


def test_the_surveys_own_deadline_is_no_deadline_of_their_own(survey, manager, new):
    [response] = added(survey, manager, [new], own_deadline=survey.deadline)
    assert response.own_deadline is None


@pytest.mark.parametrize("state", [one for one in SurveyState if one != SurveyState.OPEN])
def test_only_an_open_survey_takes_more(survey, manager, new, state):
    survey.state = state
    survey.save()
    with pytest.raises(SurveyError, match="kun tilføjes, mens det er åbent"):
        added(survey, manager, [new])
    assert Response.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_adding_needs_a_reason(survey, manager, new, reason):
    with pytest.raises(SurveyError, match="begrundelse"):
        added(survey, manager, [new], reason=reason)


def test_adding_nobody_is_refused(survey, manager):
    with pytest.raises(SurveyError, match="mindst én"):
        added(survey, manager, [])


@pytest.mark.parametrize("days", [-1, 366])
def test_a_deadline_of_their_own_lies_within_a_year(survey, manager, new, days):
    with pytest.raises(PastDeadlineSurveyError):
        added(survey, manager, [new], own_deadline=today() + timedelta(days=days))
    assert not Addition.objects.exists()


def test_where_the_deadline_has_passed_another_is_needed(survey, manager, new):
    survey.deadline -= timedelta(days=30)
    survey.save()
    with pytest.raises(PastDeadlineSurveyError):
        added(survey, manager, [new])


def test_a_withdrawn_municipality_is_not_taken_in_again(survey, manager, municipality, draft_response):
    move_response(response=draft_response, target=ResponseState.WITHDRAWN, by=manager, reason="Lagt sammen.")
    with pytest.raises(SurveyError, match="allerede med"):
        added(survey, manager, [municipality])


def test_adding_is_refused_after_a_close(survey, manager, new):
    move_survey(survey=survey, target=SurveyState.CLOSED, by=manager)
    with pytest.raises(SurveyError, match="Lukket"):
        added(survey, manager, [new])


def test_an_addition_has_a_reason(draft_response, manager):
    with pytest.raises(IntegrityError), transaction.atomic():
        Addition.objects.create(response=draft_response, by=manager, reason="")
