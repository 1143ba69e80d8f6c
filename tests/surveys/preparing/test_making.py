"""Making, copying, filling again and deleting a survey that is being prepared."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from surveys.enums import MailKind
from surveys.mail_texts import Text
from surveys.models import Advice, Area, GuidanceLink, Question, Survey
from surveys.questionnaire import parse_questionnaire
from surveys.services.errors import FieldError, FrozenSurveyError, StaleError
from surveys.services.mail_texts import save_mail_text, set_reminder_days
from surveys.services.making import content_token, copy_survey, delete_draft, make_survey, reload_survey
from surveys.services.surveys import survey_content
from tests.factories.reports import make_advice
from tests.factories.surveys import make_survey as make_small

FILE = Path(settings.BASE_DIR, "surveys/questionnaires/2024.toml")


@pytest.fixture(scope="module")
def questionnaire():
    return parse_questionnaire(FILE.read_text(encoding="utf-8"), filename=FILE.name)


@pytest.fixture
def source(db):
    source = make_small("2026")
    make_advice(source, 1)
    make_advice(source, 2)
    return source


def advice_of(survey, number):
    rows = Advice.objects.filter(version__survey=survey, version__number=number, question__survey=survey)
    return sorted(rows.values_list("question__key", "not_in_place", "on_the_way", "in_place"))


def test_a_file_makes_a_draft_with_its_own_title_or_another(questionnaire, manager):
    own = make_survey(slug="2027", title="", questionnaire=questionnaire, by=manager)
    named = make_survey(slug="2028", title="Mit tilsyn", questionnaire=questionnaire, by=manager)
    assert (own.title, named.title, own.is_frozen, own.is_demo) == (questionnaire.title, "Mit tilsyn", False, False)
    assert survey_content(own)["areas"] == survey_content(named)["areas"]


def test_in_the_demo_a_new_survey_is_of_the_demo(questionnaire, manager):
    manager.is_demo = True
    assert make_survey(slug="2027", title="", questionnaire=questionnaire, by=manager).is_demo


def test_a_copy_asks_the_same_under_the_same_keys(source, manager):
    copy = copy_survey(source=source, slug="2027", title="Tilsyn 2027", by=manager)
    assert survey_content(copy) == survey_content(source) | {"title": "Tilsyn 2027"}
    assert (copy.state, copy.deadline, copy.opened_at, copy.content_digest) == ("draft", None, None, "")
    assert [(version.number, version.created_by) for version in copy.advice_versions.all()] == [(1, manager)]
    assert advice_of(copy, 1) == advice_of(source, 2)
    links = GuidanceLink.objects.filter(version__survey=copy, area__survey=copy)
    assert sorted(links.values_list("area__key", "order", "title", "url")) == sorted(
        source.advice_versions.get(number=2).links.values_list("area__key", "order", "title", "url")
    )


def test_a_copy_has_the_same_words_and_days_for_its_mails(source, manager):
    save_mail_text(survey=source, kind=MailKind.REMINDER, text=Text("Emne", "Tekst {link}"), by=manager)
    set_reminder_days(survey=source, days=[3])
    copy = copy_survey(source=source, slug="2027", title="", by=manager)
    assert (copy.title, copy.reminder_days) == (source.title, [3])
    assert list(copy.mail_texts.values_list("kind", "subject", "body")) == [("reminder", "Emne", "Tekst {link}")]
    assert source.mail_texts.count() == 1


def test_a_copy_leaves_its_source_as_it_was(source, manager):
    before = survey_content(source)
    copy = copy_survey(source=source, slug="2027", title="", by=manager)
    delete_draft(survey=copy, token=content_token(copy))
    source.refresh_from_db()
    assert survey_content(source) == before
    assert advice_of(source, 2)


def test_a_source_without_advice_gives_advice_to_be_written(manager):
    copy = copy_survey(source=make_small("2026"), slug="2027", title="", by=manager)
    assert {row[1:] for row in advice_of(copy, 1)} == {("", "", "")}
    assert len(advice_of(copy, 1)) == 15


@pytest.mark.parametrize(
    ("slug", "words"),
    [("2026", "allerede et tilsyn"), ("nyt", "en anden side"), ("personer", "en anden side"), ("a b", "kan ikke stå")],
)
def test_a_name_that_cannot_be_used_is_refused_beside_its_field(source, questionnaire, manager, slug, words):
    for make in (
        lambda: make_survey(slug=slug, title="", questionnaire=questionnaire, by=manager),
        lambda: copy_survey(source=source, slug=slug, title="", by=manager),
    ):
        with pytest.raises(FieldError, match=words) as refusal:
            make()
        assert refusal.value.field == "slug"
    assert Survey.objects.count() == 1


def test_filling_again_replaces_what_is_asked_and_keeps_name_and_mails(questionnaire, manager):
    draft = make_survey(slug="2027", title="Mit tilsyn", questionnaire=questionnaire, by=manager)
    save_mail_text(survey=draft, kind=MailKind.REMINDER, text=Text("Emne", "Tekst {link}"), by=manager)
    reload_survey(survey=draft, questionnaire=replace(questionnaire, minutes=5), by=manager, token=content_token(draft))
    draft.refresh_from_db()
    assert (draft.slug, draft.minutes, draft.mail_texts.count()) == ("2027", 5, 1)
    assert draft.advice_versions.count() == 1


def test_an_opened_survey_is_neither_filled_again_nor_deleted(source, questionnaire, manager):
    before = survey_content(source)
    with pytest.raises(FrozenSurveyError):
        reload_survey(survey=source, questionnaire=questionnaire, by=manager, token=content_token(source))
    with pytest.raises(FrozenSurveyError):
        delete_draft(survey=source, token=content_token(source))
    assert survey_content(source) == before


def test_what_a_colleague_has_edited_is_neither_replaced_nor_deleted_unseen(questionnaire, manager):
    draft = make_small("2027", is_open=False)
    token = content_token(draft)
    Question.objects.filter(key="dane-2").update(help="Kollegaens hjælp.")
    with pytest.raises(StaleError, match="En kollega har rettet"):
        reload_survey(survey=draft, questionnaire=questionnaire, by=manager, token=token)
    with pytest.raises(StaleError, match="En kollega har rettet"):
        delete_draft(survey=draft, token=token)
    assert draft.questions.get(key="dane-2").help == "Kollegaens hjælp."


def test_deleting_a_draft_leaves_nothing_of_it(manager):
    draft = make_small("2027", is_open=False)
    make_advice(draft)
    save_mail_text(survey=draft, kind=MailKind.REMINDER, text=Text("Emne", "Tekst {link}"), by=manager)
    delete_draft(survey=draft, token=content_token(draft))
    assert [model.objects.count() for model in (Survey, Area, Question, Advice, GuidanceLink)] == [0] * 5


def test_the_words_that_are_pages_cannot_name_a_survey():
    """Whatever stands where a survey's name does in an address of the agency's."""
    from django.urls import get_resolver

    from surveys.services.questionnaires import RESERVED_SLUGS

    found = set()
    for entry in get_resolver().url_patterns:
        for one in getattr(entry, "url_patterns", [entry]):
            word = re.match(r"tilsyn/([a-z-]+)/", str(one.pattern))
            found |= {word[1]} if word else set()
    assert found <= RESERVED_SLUGS
