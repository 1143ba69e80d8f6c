"""A response as submitted: what the agency reads. The working copy is never read here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from surveys.enums import NOT_RELEVANT_LABEL, UNANSWERED_LABEL, Choice
from surveys.models import Evidence, Submission, SubmittedAnswer
from surveys.tally import counts


@dataclass(frozen=True)
class ReadAnswer:
    """One submitted answer in words; counts is None for a supporting question, which the tally does not publish."""

    key: str
    text: str
    unit: str
    answer: str
    is_headline: bool
    counts: bool | None
    counts_from: str
    comment: str
    tone: str
    files: tuple[Evidence, ...] = ()

    @property
    def counts_words(self) -> str:
        return "Tæller som på plads" if self.counts else "Tæller ikke som på plads"


@dataclass(frozen=True)
class ReadArea:
    title: str
    key: str
    answers: tuple[ReadAnswer, ...]


def select_areas(submission: Submission) -> list[ReadArea]:
    """Two queries: the areas in order, each with its questions, what was submitted, and the files it froze."""
    files: dict[int, list[Evidence]] = defaultdict(list)
    for file in Evidence.objects.filter(submitted__submission=submission):
        files[file.question_id].append(file)
    rows = submission.answers.select_related("question__area").order_by("question__order")
    by_area: dict = {}
    for row in rows:
        by_area.setdefault(row.question.area, []).append(_read(row, files[row.question_id]))
    return [ReadArea(area.title, area.key, tuple(answers)) for area, answers in by_area.items()]


def _read(row: SubmittedAnswer, files: Iterable[Evidence]) -> ReadAnswer:
    question = row.question
    is_counting = counts(row.choice, question.threshold) if question.is_headline else None
    return ReadAnswer(
        key=question.key,
        text=question.text,
        unit=question.unit,
        answer=answer_label(row.choice, not_relevant=row.not_relevant),
        is_headline=question.is_headline,
        counts=is_counting,
        counts_from=Choice(question.threshold).label,
        comment=row.comment,
        tone="success" if is_counting else "",
        files=tuple(files),
    )


def answer_label(choice: int | None, *, not_relevant: bool) -> str:
    if not_relevant:
        return NOT_RELEVANT_LABEL
    return UNANSWERED_LABEL if choice is None else Choice(choice).label


def count_headlines(areas: Iterable[ReadArea]) -> tuple[int, int]:
    """How many headline answers count, out of how many."""
    marks = [answer.counts for area in areas for answer in area.answers if answer.is_headline]
    return sum(marks), len(marks)
