"""The services that change what a draft asks: each rule, each refusal, and nothing half-written."""

import pytest

from surveys.enums import Choice
from surveys.models import Advice, Question
from surveys.services.errors import FieldError, FrozenSurveyError, StaleError
from surveys.services.preparing import (
    add_question,
    area_token,
    delete_question,
    edit_area,
    edit_question,
    edit_survey,
    move_area,
    move_question,
    question_token,
    survey_token,
)
from surveys.services.surveys import open_survey, survey_content
from tests.factories.surveys import today

SURVEY = {"title": "Nyt navn", "intro": "Ny intro.", "minutes": 30, "requires_approval": True}
AREA = {"title": "Nyt område", "why": "Ny grund.", "needs": "En ting"}
QUESTION = {
    "text": "Nyt spørgsmål?",
    "unit": "postkasser",
    "help": "Tæl dem.",
    "references": "Artikel 5",
    "threshold": Choice.YES,
    "allows_not_relevant": False,
}


def keys(draft):
    return list(draft.questions.values_list("key", flat=True))


def asked(draft, key):
    return draft.questions.get(key=key)


def every_edit(draft):
    """Each service with what it takes, so that the refusals can be tried on all of them."""
    area, question = draft.areas.get(key="dpia"), asked(draft, "dpia-2")
    return [
        lambda: edit_survey(survey=draft, fields=SURVEY, token=survey_token(draft)),
        lambda: edit_area(survey=draft, key="dpia", fields=AREA, headline="dpia-2", token=area_token(area)),
        lambda: add_question(survey=draft, area="dpia", key="dpia-ny", fields=QUESTION),
        lambda: edit_question(survey=draft, key="dpia-2", fields=QUESTION, token=question_token(question)),
        lambda: delete_question(survey=draft, key="dpia-2", token=question_token(question)),
        lambda: move_area(survey=draft, key="dpia", step=-1),
        lambda: move_question(survey=draft, key="dpia-2", step=-1),
    ]


def test_what_a_survey_says_of_itself_is_edited(draft):
    edit_survey(survey=draft, fields=SURVEY, token=survey_token(draft))
    draft.refresh_from_db()
    assert {name: getattr(draft, name) for name in SURVEY} == SURVEY


def test_an_area_is_edited_and_gets_another_headline(draft):
    area = draft.areas.get(key="dpia")
    edit_area(survey=draft, key="dpia", fields=AREA, headline="dpia-2", token=area_token(area))
    area.refresh_from_db()
    assert {name: getattr(area, name) for name in AREA} == AREA
    assert [one.key for one in area.questions.filter(is_headline=True)] == ["dpia-2"]


def test_a_question_that_may_be_not_relevant_cannot_become_the_headline(draft):
    area = draft.areas.get(key="dpia")
    with pytest.raises(FieldError, match="Ikke relevant") as refusal:
        edit_area(survey=draft, key="dpia", fields=AREA, headline="dpia-3", token=area_token(area))
    assert refusal.value.field == "headline"
    area.refresh_from_db()
    assert (area.title, asked(draft, "dpia-headline").is_headline) == ("Konsekvensanalyse", True)


@pytest.mark.parametrize("headline", ["dane-2", "findes-ikke", ""])
def test_a_headline_is_one_of_the_areas_own_questions(draft, headline):
    area = draft.areas.get(key="dpia")
    with pytest.raises(FieldError, match="ikke længere i området"):
        edit_area(survey=draft, key="dpia", fields=AREA, headline=headline, token=area_token(area))
    assert asked(draft, "dpia-headline").is_headline


def test_a_new_question_comes_last_in_its_area_with_advice_to_be_written(draft):
    add_question(survey=draft, area="dpia", key="dpia-ny", fields=QUESTION)
    question = asked(draft, "dpia-ny")
    assert {name: getattr(question, name) for name in QUESTION} == QUESTION
    assert (question.is_headline, question.area.key) == (False, "dpia")
    assert keys(draft).index("dpia-ny") == keys(draft).index("dpia-3") + 1
    assert Advice.objects.filter(question=question).values_list("not_in_place", flat=True).get() == ""
    assert list(draft.questions.values_list("order", flat=True)) == list(range(1, 17))


def test_the_first_question_of_an_area_is_its_headline(draft):
    draft.questions.filter(area__key="dpia").delete()
    with pytest.raises(FieldError, match="Ikke relevant"):
        add_question(survey=draft, area="dpia", key="dpia-ny", fields=QUESTION | {"allows_not_relevant": True})
    add_question(survey=draft, area="dpia", key="dpia-ny", fields=QUESTION)
    assert asked(draft, "dpia-ny").is_headline


def test_a_key_is_used_once(draft):
    with pytest.raises(FieldError, match="bruges allerede") as refusal:
        add_question(survey=draft, area="dpia", key="dane-2", fields=QUESTION)
    assert refusal.value.field == "key"
    assert draft.questions.count() == 15


def test_a_question_is_edited_and_keeps_its_key(draft):
    edit_question(survey=draft, key="dpia-2", fields=QUESTION, token=question_token(asked(draft, "dpia-2")))
    assert {name: getattr(asked(draft, "dpia-2"), name) for name in QUESTION} == QUESTION


def test_a_headline_is_never_not_relevant(draft):
    question = asked(draft, "dpia-headline")
    fields = QUESTION | {"allows_not_relevant": True}
    with pytest.raises(FieldError, match="Ikke relevant") as refusal:
        edit_question(survey=draft, key="dpia-headline", fields=fields, token=question_token(question))
    assert refusal.value.field == "allows_not_relevant"
    assert asked(draft, "dpia-headline").text == question.text


def test_a_question_is_deleted_and_the_rest_are_numbered_through(draft):
    delete_question(survey=draft, key="dpia-2", token=question_token(asked(draft, "dpia-2")))
    assert "dpia-2" not in keys(draft)
    assert list(draft.questions.values_list("order", flat=True)) == list(range(1, 15))
    assert Advice.objects.count() == 14


def test_a_headline_is_not_deleted(draft):
    with pytest.raises(FieldError, match="Vælg et andet hovedspørgsmål først"):
        delete_question(survey=draft, key="dpia-headline", token=question_token(asked(draft, "dpia-headline")))
    assert draft.questions.count() == 15


def test_an_area_moves_with_its_questions(draft):
    move_area(survey=draft, key="dane", step=-1)
    assert [area.key for area in draft.areas.all()] == ["deletion", "outgoing-mail", "access", "dane", "dpia"]
    assert keys(draft)[9:] == ["dane-headline", "dane-2", "dane-3", "dpia-headline", "dpia-2", "dpia-3"]
    assert list(draft.areas.values_list("order", flat=True)) == [1, 2, 3, 4, 5]


def test_a_question_moves_within_its_area(draft):
    move_question(survey=draft, key="dpia-headline", step=1)
    assert keys(draft)[9:12] == ["dpia-2", "dpia-headline", "dpia-3"]


@pytest.mark.parametrize(("key", "step"), [("dpia-headline", -1), ("dpia-3", 1), ("deletion-headline", -1)])
def test_at_the_end_of_an_area_nothing_moves(draft, key, step):
    before = survey_content(draft)
    move_question(survey=draft, key=key, step=step)
    assert survey_content(draft) == before


@pytest.mark.parametrize(("key", "step"), [("deletion", -1), ("dane", 1)])
def test_at_the_end_of_the_survey_no_area_moves(draft, key, step):
    before = survey_content(draft)
    move_area(survey=draft, key=key, step=step)
    assert survey_content(draft) == before


@pytest.mark.parametrize("number", range(7))
def test_once_opened_nothing_is_changed(draft, municipality, number):
    edit = every_edit(draft)[number]
    open_survey(survey=draft, deadline=today(), municipalities=[municipality])
    before = survey_content(draft)
    with pytest.raises(FrozenSurveyError, match="spørgsmålene ligger fast"):
        edit()
    assert survey_content(draft) == before


@pytest.mark.parametrize("number", range(7))
def test_of_a_survey_that_is_gone_nothing_is_changed(draft, number):
    edit = every_edit(draft)[number]
    draft.__class__.objects.all().delete()
    with pytest.raises(StaleError, match="slettet tilsynet"):
        edit()


@pytest.mark.parametrize("number", range(4))
def test_a_colleagues_change_is_never_overwritten_unseen(draft, number):
    edit_area(
        survey=draft,
        key="dpia",
        fields=AREA | {"title": "Kollegaens"},
        headline="dpia-headline",
        token=area_token(draft.areas.get(key="dpia")),
    )
    stale = [
        lambda: edit_survey(survey=draft, fields=SURVEY, token="gammel"),
        lambda: edit_area(survey=draft, key="dpia", fields=AREA, headline="dpia-2", token="gammel"),
        lambda: edit_question(survey=draft, key="dpia-2", fields=QUESTION, token="gammel"),
        lambda: delete_question(survey=draft, key="dpia-2", token="gammel"),
    ][number]
    before = survey_content(draft)
    with pytest.raises(StaleError, match="En kollega har ændret"):
        stale()
    assert survey_content(draft) == before


def test_a_token_tells_of_every_field(draft):
    question, area = asked(draft, "dpia-2"), draft.areas.get(key="dpia")
    tokens = {question_token(question), area_token(area), survey_token(draft)}
    for name in QUESTION:
        changed = asked(draft, "dpia-2")
        setattr(changed, name, QUESTION[name] if name != "allows_not_relevant" else True)
        tokens.add(question_token(changed))
    for name in SURVEY:
        changed = draft.__class__.objects.get(pk=draft.pk)
        setattr(changed, name, SURVEY[name])
        tokens.add(survey_token(changed))
    Question.objects.filter(key="dpia-headline").update(is_headline=False)
    tokens.add(area_token(area))
    assert len(tokens) == 3 + len(QUESTION) + len(SURVEY) + 1


def test_a_question_a_colleague_deleted_is_told(draft):
    token = question_token(asked(draft, "dpia-2"))
    delete_question(survey=draft, key="dpia-2", token=question_token(asked(draft, "dpia-2")))
    with pytest.raises(StaleError, match="slettet spørgsmålet"):
        edit_question(survey=draft, key="dpia-2", fields=QUESTION, token=token)
