"""A response as submitted: what the agency reads. The working copy is never read here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from surveys.changes import Change, Frozen, compare
from surveys.comparison import EarlierAnswer, ReadChange, read_change, read_earlier
from surveys.enums import Choice
from surveys.errata import Note, note_of, with_erratum
from surveys.last_time import last_answers
from surveys.merge import Value
from surveys.models import Evidence, InternalNote, Question, Submission, SubmittedAnswer, SubmittedEvidence
from surveys.tally import counts
from surveys.working_copy import answer_label

Files = Mapping[tuple[int, int], list[Evidence]]


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
    change: ReadChange | None = None
    earlier: EarlierAnswer | None = None
    notes: tuple[InternalNote, ...] = ()
    erratum: Note | None = None
    # Submitted before the erratum was written, so that the municipality had not read it.
    predates_erratum: bool = False

    @property
    def counts_words(self) -> str:
        return "Tæller som på plads" if self.counts else "Tæller ikke som på plads"

    @property
    def anchor(self) -> str:
        return f"svar-{self.key}"


@dataclass(frozen=True)
class ReadArea:
    title: str
    key: str
    answers: tuple[ReadAnswer, ...]

    @property
    def changed(self) -> tuple[ReadAnswer, ...]:
        return tuple(answer for answer in self.answers if answer.change)


def select_areas(
    submission: Submission,
    *,
    against: Submission | None = None,
    notes: Mapping[int, tuple[InternalNote, ...]] = MappingProxyType({}),
) -> list[ReadArea]:
    """Three queries: the areas in order, each with its questions, what was submitted, the files it froze, and what was
    answered in the survey before; each answer with how it differs from `against`, an earlier one of the same response,
    and the notes beside its question.
    """
    compared = [one for one in (submission, against) if one]
    files = _select_files(compared)
    rows = with_erratum(SubmittedAnswer.objects.filter(submission__in=compared), "question__")
    by_submission = defaultdict(list)
    for row in rows.select_related("question__area").order_by("question__order"):
        by_submission[row.submission_id].append(row)
    before = _changes(by_submission[submission.pk], by_submission[against.pk], files) if against else {}
    earlier = {row.question.key: row for row in last_answers(submission.response).select_related("question__survey")}
    numbers = (against.number if against else 0, submission.number)
    by_area: dict = {}
    for row in by_submission[submission.pk]:
        question, change, then = row.question, before.get(row.question_id), earlier.get(row.question.key)
        erratum = note_of(row)
        answer = _read(
            row,
            files[row.submission_id, row.question_id],
            change=read_change(change, numbers, question) if change else None,
            earlier=read_earlier(then, row) if then else None,
            notes=notes.get(row.question_id, ()),
            erratum=erratum,
            predates_erratum=erratum is not None and submission.submitted_at < erratum.at,
        )
        by_area.setdefault(question.area, []).append(answer)
    return [ReadArea(area.title, area.key, tuple(answers)) for area, answers in by_area.items()]


def _select_files(submissions: Iterable[Submission]) -> Files:
    """By submission and question."""
    files: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    frozen = SubmittedEvidence.objects.filter(submission__in=submissions).select_related("evidence")
    for row in frozen.order_by("evidence__added_at", "evidence"):
        files[row.submission_id, row.evidence.question_id].append(row.evidence)
    return files


def _changes(rows: Iterable[SubmittedAnswer], others: Iterable[SubmittedAnswer], files: Files) -> dict[int, Change]:
    """By question; only what differs."""
    before = {row.question_id: row for row in others}
    found = {
        row.question_id: compare(_frozen(before[row.question_id], files), _frozen(row, files))
        for row in rows
        if row.question_id in before
    }
    return {question: change for question, change in found.items() if change}


def _frozen(row: SubmittedAnswer, files: Files) -> Frozen:
    value = Value(row.choice, row.not_relevant, row.comment)
    return Frozen(value, tuple(files[row.submission_id, row.question_id]))


def _read(row: SubmittedAnswer, files: Iterable[Evidence], **beside: Any) -> ReadAnswer:
    question: Question = row.question
    is_counting = counts(row.choice, question.threshold) if question.is_headline else None
    return ReadAnswer(
        key=question.key,
        text=question.text,
        unit=question.unit,
        answer=answer_label(Value(row.choice, row.not_relevant)),
        is_headline=question.is_headline,
        counts=is_counting,
        counts_from=Choice(question.threshold).label,
        comment=row.comment,
        tone="success" if is_counting else "",
        files=tuple(files),
        **beside,
    )


def count_headlines(areas: Iterable[ReadArea]) -> tuple[int, int]:
    """How many headline answers count, out of how many."""
    marks = [answer.counts for area in areas for answer in area.answers if answer.is_headline]
    return sum(marks), len(marks)
