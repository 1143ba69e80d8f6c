"""Who answers for a submission: who made it ready, and who approved and submitted it."""

from dataclasses import dataclass
from datetime import datetime

from municipalities.models import User
from surveys.enums import ResponseState
from surveys.models import Response, Submission


@dataclass(frozen=True)
class Step:
    person: str
    at: datetime


@dataclass(frozen=True)
class Accountable:
    """`prepared` is there only where management approved what someone else had made ready."""

    submitted: Step
    prepared: Step | None = None

    @property
    def label(self) -> str:
        return "Godkendt og indsendt af" if self.prepared else "Indsendt af"


def select_accountable(response: Response, submission: Submission) -> Accountable:
    """One query, and none where the survey asks for no approval."""
    submitted = Step(name_and_title(submission.submitted_by), submission.submitted_at)
    if not response.survey.requires_approval:
        return Accountable(submitted)
    ready = response.events.filter(to_state=ResponseState.READY, at__lte=submission.submitted_at)
    # Nobody makes a correction ready: whoever submits it answers for it alone.
    ready = ready.exclude(response__follow_ups__messages__submission=submission)
    event = ready.select_related("by").last()
    return Accountable(submitted, Step(name_and_title(event.by), event.at) if event else None)


def name_and_title(person: User | None) -> str:
    if person is None:
        return "Import"
    return f"{person}, {person.title}" if person.title else str(person)
