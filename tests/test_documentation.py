"""The written rules and words against the code: what one says and the other does not fails here."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.db.models.enums import Choices

from reports.timeline.bases import BASES, BY_KEY
from surveys.checks import CHECKS, CheckedAnswer, find_problems
from surveys.enums import NOT_RELEVANT_LABEL, UNANSWERED_LABEL, Choice
from surveys.merge import Value
from surveys.models import Response
from surveys.tally import SMALLEST_PUBLISHED_REGION

ROOT = Path(__file__).parents[1]
RULES = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
ENUMS = [
    enum
    for app in ("municipalities", "surveys", "reports")
    for enum in vars(import_module(f"{app}.enums")).values()
    if isinstance(enum, type) and issubclass(enum, Choices) and enum.__module__ == f"{app}.enums"
]


def section(text, title):
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


def rows(text):
    """The tables of a text, each row as its cells without code marks; heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heads = {number - 1 for number, line in enumerate(lines) if set(line) <= set("|- ")}
    return [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for number, line in enumerate(lines)
        if number not in heads and not set(line) <= set("|- ")
    ]


def test_every_check_stands_in_the_rules_with_its_source():
    written = {row[0]: row for row in rows(section(RULES, "Checks before submission"))}

    assert {f"check_{name}" for name in written} == {check.__name__ for check in CHECKS}
    for _, blocks, why, source, certainty in written.values():
        assert blocks in {"yes", "no"}
        assert why
        assert source
        assert certainty in {"S", "V", "U", "O"}


def test_the_rules_say_rightly_which_checks_block():
    answers = [
        CheckedAnswer("a", "dane", is_headline=True, value=Value()),
        CheckedAnswer("b", "dane", is_headline=False, value=Value()),
        CheckedAnswer("c", "dane", is_headline=False, value=Value(not_relevant=True)),
    ]

    assert {problem.check: "yes" if problem.blocks else "no" for problem in find_problems(answers)} == {
        row[0]: row[1] for row in rows(section(RULES, "Checks before submission"))
    }


@pytest.mark.parametrize(
    "title",
    ["What counts", "Preparing a survey", "Whom a survey asks", "Answering and submitting", "Files on an answer",
     "Follow-up on one answer", "Regions", "The case and who asks to see it", "What is hidden in anything published",
     "Formal letters", "Measuring DANE", "The portal's own duties"],
)  # fmt: skip
def test_every_rule_has_a_home_a_source_and_a_certainty(title):
    for rule, home, source, certainty in (row for row in rows(section(RULES, title)) if row[0] not in BY_KEY):
        assert rule
        assert home
        assert source
        assert certainty in {"S", "V", "U", "O"}
        assert source != "–" or certainty == "O"


def test_the_rules_say_how_sure_each_legal_basis_is():
    written = [row for row in rows(section(RULES, "The case and who asks to see it")) if row[0] in BY_KEY]

    assert [(key, paragraph) for key, paragraph, _, _ in written] == [(one.key, one.paragraph) for one in BASES]
    assert {certainty for *_, certainty in written} <= {"V", "U"}
    assert [source != "–" for _, _, source, _ in written] == [certainty == "V" for *_, certainty in written]


def test_every_file_the_rules_name_exists():
    named = set(re.findall(r"`([a-z_]+/[\w/.-]+\.\w+)`", RULES))

    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_function_the_rules_name_exists():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for app in ("municipalities", "surveys", "reports")
        for path in (ROOT / app).rglob("*.py")
    )
    named = set(re.findall(r"`(?:\w+\.)*(\w+)\(\)`", RULES))

    assert named
    assert {name for name in named if f"def {name}(" not in code} == set()


def test_the_rules_say_whose_each_label_of_the_scale_is():
    written = rows(section(RULES, "The scale"))

    assert [(int(choice), label) for choice, label, _ in written] == [(one.value, one.label) for one in Choice]
    assert ["ours" in whose for _, _, whose in written] == [False, False, True, True, True]


def test_the_rules_name_the_smallest_published_region():
    assert f"only with {SMALLEST_PUBLISHED_REGION} respondents or more" in RULES


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_the_glossary_has_every_word_of_each_enum(enum):
    assert rows(section(GLOSSARY, enum.__name__)) == [[one.name, str(one.label)] for one in enum]


def test_the_glossary_has_no_section_the_code_has_not():
    assert set(re.findall(r"^## (.+)$", GLOSSARY, re.MULTILINE)) == {enum.__name__ for enum in ENUMS}


def test_the_glossary_has_the_words_beside_the_scale_and_the_states():
    words = GLOSSARY.split("## ")[0]

    for word in (NOT_RELEVANT_LABEL, UNANSWERED_LABEL, Response(state="draft").state_label):
        assert f"»{word}«" in words
