"""The checker: every save that was accepted must be in the current value or among the revisions, and all must fit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.core.management import CommandError, call_command

from surveys.models import Answer, AnswerRevision, Response, Survey
from surveys.services.answers import value_of


@dataclass(frozen=True)
class Accepted:
    """A save that someone was told had happened: its comment is like no other."""

    response: int
    question: str
    comment: str


def count_lost(accepted: Iterable[Accepted]) -> int:
    kept = set(AnswerRevision.objects.values_list("answer__response", "answer__question__key", "comment"))
    kept |= set(Answer.objects.values_list("response", "question__key", "comment"))
    return sum((one.response, one.question, one.comment) not in kept for one in accepted)


def find_faults(survey: Survey) -> list[str]:
    """What does not fit together once all is quiet."""
    faults = []
    for response in survey.responses.all():
        faults += [f"response {response.pk}: {fault}" for fault in _faults_of(response)]
    try:
        call_command("verify", survey.slug, verbosity=0)
    except (CommandError, SystemExit) as error:
        faults.append(f"verify: {error}")
    return faults


def _faults_of(response: Response) -> list[str]:
    answers = list(response.answers.prefetch_related("revisions"))
    faults = []
    if twice := [key for key, count in Counter(one.question_id for one in answers).items() if count > 1]:
        faults.append(f"questions with two answers: {twice}")
    for answer in answers:
        revisions = list(answer.revisions.all())
        if [one.version for one in revisions] != list(range(1, answer.version + 1)):
            faults.append(f"answer {answer.pk} has version {answer.version} and revisions that do not lead to it")
        elif value_of(revisions[-1]) != value_of(answer):
            faults.append(f"answer {answer.pk} is not its last revision")
    if response.answered_count != sum(one.is_answered for one in answers):
        faults.append("its count of answers is wrong")
    return faults + _faults_of_moves(response)


def _faults_of_moves(response: Response) -> list[str]:
    submissions = list(response.submissions.all())
    faults = []
    if [one.number for one in submissions] != list(range(1, len(submissions) + 1)):
        faults.append("its submissions are not numbered from 1 without a gap")
    if submissions and response.current_submission != submissions[-1]:
        faults.append("its current submission is not the last")
    events = list(response.events.all())
    if any(before.to_state != after.from_state for before, after in pairwise(events)):
        faults.append("its events are no chain")
    if len(submissions) != sum(event.to_state == "submitted" for event in events):
        faults.append("it has not one submission for each time it was submitted")
    return faults
