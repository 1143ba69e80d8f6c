"""The questionnaire we ship has the shape the tally rests on, and is plain enough for a busy reader."""

import re
from pathlib import Path

import pytest

from surveys import questionnaire
from tests.danish.lix import lix

FILE = Path(questionnaire.__file__).parent / "questionnaires" / "2024.toml"
CONTENT = questionnaire.parse_questionnaire(FILE.read_text(encoding="utf-8"), filename=FILE.name)
QUESTIONS = [question for area in CONTENT.areas for question in area.questions]
HEADLINES = {area.key: question for area in CONTENT.areas for question in area.questions if question.is_headline}


def test_areas_stand_in_the_order_of_the_publication():
    assert [area.key for area in CONTENT.areas] == ["deletion", "outgoing-mail", "access", "dpia", "dane"]


def test_each_area_has_three_or_four_supporting_questions_after_its_headline():
    for area in CONTENT.areas:
        assert area.questions[0].is_headline
        assert len(area.questions) in (4, 5)


def test_only_dane_counts_yes_alone():
    assert {key: question.threshold for key, question in HEADLINES.items()} == {
        "deletion": 3,
        "outgoing-mail": 3,
        "access": 3,
        "dpia": 3,
        "dane": 4,
    }
    assert {question.threshold for question in QUESTIONS if not question.is_headline} == {3}


def test_headline_keys_are_stable():
    assert [question.key for question in HEADLINES.values()] == [
        "deletion-routine",
        "outgoing-mail-scan",
        "access-log-review",
        "dpia-high-risk",
        "dane-inbound",
    ]


@pytest.mark.parametrize("area", CONTENT.areas, ids=lambda area: area.key)
def test_area_says_why_in_a_few_plain_sentences_and_links_to_guidance(area):
    assert 2 <= sentences(area.why) <= 4
    assert lix(area.why) <= 50
    assert area.links


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_question_is_plain(question):
    assert question.text.endswith("?")
    assert lix(question.text) <= 45
    assert lix(question.help) <= 50


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_question_helps_to_count_and_says_what_to_do_without_proof(question):
    assert question.unit == question.unit.lower()
    assert re.search(r"\b[Kk](an|ender) I ikke .+, så (regn|svar)", question.help)
    assert question.references


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_the_example_of_more_than_two_thirds_is_right_and_in_the_questions_unit(question):
    [(some, all_of_them, unit)] = re.findall(r"([\d.]+) ud af ([\d.]+) (\w+) er mere end 2/3", question.help)

    assert 3 * whole(some) > 2 * whole(all_of_them)
    assert whole(some) < whole(all_of_them), "all of them is Ja"
    assert question.unit.endswith(unit)


def whole(number: str) -> int:
    return int(number.replace(".", ""))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_question_says_when_it_is_not_relevant_exactly_where_it_may_be(question):
    assert ("»Ikke relevant«" in question.help) == question.allows_not_relevant


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_advice_is_plain_and_different_at_each_level(question):
    texts = (question.advice.not_in_place, question.advice.on_the_way, question.advice.in_place)

    assert len(set(texts)) == 3
    for text in texts:
        assert lix(text) <= 50
        assert sentences(text) in ((2, 3, 4) if question.is_headline else (1, 2))


@pytest.mark.parametrize("question", HEADLINES.values(), ids=lambda question: question.key)
def test_headline_advice_begins_with_what_the_answer_means(question):
    assert question.advice.not_in_place.startswith("Jeres svar betyder, at ")
    assert question.advice.on_the_way.startswith("I ")
    assert question.advice.in_place.startswith("I ")


def test_intro_says_who_is_asked_and_why_in_a_few_sentences():
    assert 2 <= sentences(CONTENT.intro) <= 4
    assert lix(CONTENT.intro) <= 50


def sentences(text: str) -> int:
    return sum(text.count(mark + " ") + text.endswith(mark) for mark in ".?!")
