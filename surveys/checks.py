"""What is checked before a response may be submitted. Pure: questions with their answers in, problems out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from surveys.merge import Value

COMMENT_MAX = 5000


@dataclass(frozen=True)
class CheckedAnswer:
    question: str
    area: str
    is_headline: bool
    value: Value


@dataclass(frozen=True)
class Problem:
    """Something about one question; a blocking one stops the submission, the others are confirmed by the person."""

    check: str
    question: str
    area: str
    message: str
    blocks: bool


Check = Callable[[Sequence[CheckedAnswer]], list[Problem]]


def check_headlines_answered(answers: Sequence[CheckedAnswer]) -> list[Problem]:
    """The tally publishes the headline questions, and its denominator is all respondents."""
    return [
        Problem("headlines_answered", answer.question, answer.area, "Besvar hovedspørgsmålet.", blocks=True)
        for answer in answers
        if answer.is_headline and answer.value.choice is None
    ]


def check_not_relevant_has_reason(answers: Sequence[CheckedAnswer]) -> list[Problem]:
    return [
        Problem(
            "not_relevant_has_reason",
            answer.question,
            answer.area,
            "Skriv i kommentaren, hvorfor spørgsmålet ikke er relevant for jer.",
            blocks=True,
        )
        for answer in answers
        if answer.value.not_relevant and not answer.value.comment.strip()
    ]


def check_supporting_answered(answers: Sequence[CheckedAnswer]) -> list[Problem]:
    """A missing supporting answer is allowed, but only knowingly: it is listed and confirmed."""
    return [
        Problem("supporting_answered", answer.question, answer.area, "Spørgsmålet er ikke besvaret.", blocks=False)
        for answer in answers
        if not answer.is_headline and not answer.value.is_answered
    ]


CHECKS: tuple[Check, ...] = (check_headlines_answered, check_not_relevant_has_reason, check_supporting_answered)


def find_problems(answers: Sequence[CheckedAnswer]) -> list[Problem]:
    """All problems, in the order of the questions."""
    order = {answer.question: place for place, answer in enumerate(answers)}
    found = [problem for check in CHECKS for problem in check(answers)]
    return sorted(found, key=lambda problem: order[problem.question])
