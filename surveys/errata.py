"""The erratum that is in force beside a question, read in the same query as the question."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from surveys.models import Erratum, Question, Survey


@dataclass(frozen=True)
class Note:
    """An erratum as it stands beside its question: the text, in Markdown, and since when."""

    text: str
    at: datetime


def with_erratum(rows: QuerySet, path: str = "") -> QuerySet:
    """No query more: joins the one erratum in force to rows of questions, or by `path` to rows that have one."""
    current = FilteredRelation(f"{path}errata", condition=Q(**{f"{path}errata__ended_at__isnull": True}))
    return rows.annotate(erratum=current, erratum_text=F("erratum__text"), erratum_at=F("erratum__at"))


def note_of(row: Any) -> Note | None:
    """Of a row from with_erratum(); of any other there is none to tell."""
    text = getattr(row, "erratum_text", None)
    return Note(text, row.erratum_at) if text else None


@dataclass(frozen=True)
class QuestionErrata:
    """A question with its erratum in force, and every wording it ever had, the newest first."""

    question: Question
    number: int
    history: tuple[Erratum, ...]

    @property
    def current(self) -> Erratum | None:
        return next((one for one in self.history if one.is_current), None)


def select_question_errata(survey: Survey) -> list[QuestionErrata]:
    """Two queries: the questions with their areas, and all errata."""
    found: dict[int, list[Erratum]] = {}
    rows = Erratum.objects.filter(question__survey=survey).select_related("by", "ended_by").order_by("-at", "-pk")
    for row in rows:
        found.setdefault(row.question_id, []).append(row)
    numbers: dict[int, int] = {}
    listed = []
    for question in survey.questions.select_related("area").order_by("order"):
        numbers[question.area_id] = numbers.get(question.area_id, 0) + 1
        listed.append(QuestionErrata(question, numbers[question.area_id], tuple(found.get(question.pk, ()))))
    return listed
