"""The checks before submission, each at its edges."""

import pytest

from surveys.checks import (
    CHECKS,
    CheckedAnswer,
    check_headlines_answered,
    check_not_relevant_has_reason,
    check_supporting_answered,
    find_problems,
)
from surveys.merge import Value


def headline(value):
    return CheckedAnswer("dane-1", "dane", is_headline=True, value=value)


def supporting(value, key="dane-2"):
    return CheckedAnswer(key, "dane", is_headline=False, value=value)


def found(check, *answers):
    return [(problem.check, problem.question, problem.area, problem.blocks) for problem in check(answers)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Value(), [("headlines_answered", "dane-1", "dane", True)]),
        (Value(comment="Vi ved det ikke."), [("headlines_answered", "dane-1", "dane", True)]),
        (Value(choice=0), []),
        (Value(choice=4), []),
    ],
)
def test_headlines_are_answered(value, expected):
    assert found(check_headlines_answered, headline(value)) == expected


def test_headlines_answered_leaves_supporting_questions_alone():
    assert found(check_headlines_answered, supporting(Value())) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Value(not_relevant=True), [("not_relevant_has_reason", "dane-2", "dane", True)]),
        (Value(not_relevant=True, comment=" \n "), [("not_relevant_has_reason", "dane-2", "dane", True)]),
        (Value(not_relevant=True, comment="Vi har ingen."), []),
        (Value(choice=1), []),
        (Value(), []),
    ],
)
def test_not_relevant_has_a_reason(value, expected):
    assert found(check_not_relevant_has_reason, supporting(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Value(), [("supporting_answered", "dane-2", "dane", False)]),
        (Value(comment="Vi undersøger det."), [("supporting_answered", "dane-2", "dane", False)]),
        (Value(choice=0), []),
        (Value(not_relevant=True), []),
    ],
)
def test_missing_supporting_answers_are_told_and_do_not_block(value, expected):
    assert found(check_supporting_answered, supporting(value)) == expected


def test_supporting_answered_leaves_headlines_alone():
    assert found(check_supporting_answered, headline(Value())) == []


def test_find_problems_runs_every_check_in_the_order_of_the_questions():
    answers = [
        supporting(Value(), "dane-a"),
        headline(Value()),
        supporting(Value(choice=2), "dane-b"),
        supporting(Value(not_relevant=True), "dane-c"),
    ]

    assert [(problem.question, problem.check) for problem in find_problems(answers)] == [
        ("dane-a", "supporting_answered"),
        ("dane-1", "headlines_answered"),
        ("dane-c", "not_relevant_has_reason"),
    ]
    assert {f"check_{problem.check}" for problem in find_problems(answers)} == {check.__name__ for check in CHECKS}


def test_every_problem_says_in_danish_what_to_do_or_what_is_missing():
    problems = find_problems([headline(Value()), supporting(Value()), supporting(Value(not_relevant=True), "dane-3")])

    assert [problem.message for problem in problems] == [
        "Besvar hovedspørgsmålet.",
        "Spørgsmålet er ikke besvaret.",
        "Skriv i kommentaren, hvorfor spørgsmålet ikke er relevant for jer.",
    ]
