"""What the municipality answered last time: offered beside each question, never written by itself."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from surveys.merge import Value
from surveys.models import Question, Response, SubmittedAnswer
from surveys.working_copy import answer_label


@dataclass(frozen=True)
class LastTime:
    """One question's submitted value in the municipality's latest earlier survey; `old_text` only where it differs."""

    survey: str
    value: Value
    old_text: str
    can_be_used: bool

    @property
    def label(self) -> str:
        return answer_label(self.value)


def select_last_time(response: Response, questions: Collection[Question]) -> dict[str, LastTime]:
    """One query, whatever was asked then: answers by key, where the two surveys share it and it was answered."""
    asked = {question.key: question for question in questions}
    return {
        row.question.key: _last_time(row, asked[row.question.key])
        for row in last_answers(response).filter(question__key__in=asked)
        if row.choice is not None or row.not_relevant
    }


def last_answers(response: Response) -> QuerySet[SubmittedAnswer]:
    """All that the municipality submitted in its latest earlier survey, also what it left unanswered there."""
    earlier = (
        Response.objects.respondents()
        .filter(municipality=response.municipality_id, survey__opened_at__lt=response.survey.opened_at)
        .order_by("-survey__opened_at")
        .values("current_submission")[:1]
    )
    return SubmittedAnswer.objects.filter(submission__in=earlier).select_related("question__survey")


def _last_time(row: SubmittedAnswer, now: Question) -> LastTime:
    value = Value(row.choice, row.not_relevant, row.comment)
    return LastTime(
        survey=row.question.survey.title,
        value=value,
        old_text="" if row.question.text == now.text else row.question.text,
        can_be_used=now.allows_not_relevant or not value.not_relevant,
    )
