"""Every word a user can read is spelled right, and none is left over from English."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from surveys.questionnaire import parse_questionnaire
from tests.danish.passages import (
    Passage,
    catalogue_passages,
    python_passages,
    questionnaire_passages,
    script_passages,
    template_passages,
)
from tests.danish.spelling import own_words, unknown_words, words_of

ROOT = Path(__file__).parents[2]
INVENTED_NAMES = {ROOT / "surveys/demo/names.py"}
APPS = ("config", "municipalities", "surveys", "reports")
ENGLISH_WORDS = """
add and back cancel click close confirm create delete deleted edit email error failed forgot from here home
invalid is loading logged logout missing name next not of page password please previous remove required reset
save saved search select settings sign submit successfully the this update upload user username view was welcome
with yes you your
"""
ENGLISH = frozenset(ENGLISH_WORDS.split())


def templates() -> Iterable[Passage]:
    for path in sorted(ROOT.glob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            yield from template_passages(path, str(path.relative_to(ROOT)))


def scripts() -> Iterable[Passage]:
    for path in sorted(ROOT.glob("static/js/**/*.js")):
        yield from script_passages(path, str(path.relative_to(ROOT)))


def python_files() -> Iterable[Passage]:
    for app in APPS:
        for path in sorted(ROOT.glob(f"{app}/**/*.py")):
            if "migrations" not in path.parts and path not in INVENTED_NAMES:  # migrations repeat the models
                yield from python_passages(path, str(path.relative_to(ROOT)))


def catalogues() -> Iterable[Passage]:
    for path in sorted(ROOT.glob("locale/**/*.po")):
        yield from catalogue_passages(path, str(path.relative_to(ROOT)))


def questionnaires() -> Iterable[Passage]:
    for path in sorted(ROOT.glob("surveys/questionnaires/*.toml")):
        content = parse_questionnaire(path.read_text(encoding="utf-8"), filename=path.name)
        yield from questionnaire_passages(content, path.name)


@pytest.mark.parametrize(
    "source", [questionnaires, templates, scripts, catalogues, python_files], ids=lambda source: source.__name__
)
def test_every_danish_word_is_known(source):
    passages = list(source())
    unknown = unknown_words(passage.text for passage in passages)

    misspelled = [
        f"{passage.where}: {word}" for passage in passages for word in words_of(passage.text) if word in unknown
    ]
    assert not misspelled, "Correct the word, or add it to tests/danish/ordliste.txt:\n" + "\n".join(misspelled)


@pytest.mark.parametrize("source", [templates, scripts, catalogues, python_files], ids=lambda source: source.__name__)
def test_no_english_word_is_left(source):
    left = [
        f"{passage.where}: {word} (in »{' '.join(passage.text.split())}«)"
        for passage in source()
        for word in words_of(passage.text)
        if word.lower() in ENGLISH
    ]
    assert not left, "\n".join(left)


def test_word_list_is_sorted_without_duplicates():
    assert own_words() == sorted(set(own_words()))
