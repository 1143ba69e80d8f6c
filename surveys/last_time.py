"""What the municipality answered last time: offered beside each question, never written by itself."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from surveys.merge import Value
from surveys.models import Question, Response, SubmittedAnswer
from surveys.working_copy import answer_label

# The page of an area needs these alone, and a model takes longer to make than to read.
READ = ("question__key", "question__survey__title", "question__text", "choice", "not_relevant", "comment")


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
    rows = last_answers(response).filter(question__key__in=asked)
    return {
        key: _last_time(title, old_text, Value(*value), asked[key])
        for key, title, old_text, *value in rows.values_list(*READ)
        if Value(*value).is_answered
    }


def last_answers(response: Response) -> QuerySet[SubmittedAnswer]:
    """All that the municipality submitted in its latest earlier survey, also what it left unanswered there."""
    earlier = (
        Response.objects.respondents()
        .filter(municipality=response.municipality_id, survey__opened_at__lt=response.survey.opened_at)
        .order_by("-survey__opened_at")
        .values("current_submission")[:1]
    )
    return SubmittedAnswer.objects.filter(submission__in=earlier)


def _last_time(title: str, old_text: str, value: Value, now: Question) -> LastTime:
    return LastTime(
        survey=title,
        value=value,
        old_text="" if old_text == now.text else old_text,
        can_be_used=now.allows_not_relevant or not value.not_relevant,
    )
