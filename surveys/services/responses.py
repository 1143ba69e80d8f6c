"""The moves of a response. Each locks, asks the table of moves, writes state and event together or nothing."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.checks import CheckedAnswer, find_problems
from surveys.deadlines import is_late
from surveys.digests import sha256_text
from surveys.enums import MailKind, ResponseState
from surveys.models import Answer, Evidence, Response, ResponseEvent, Submission
from surveys.services.answers import value_of
from surveys.services.conflicts import require_impartial
from surveys.services.errors import IncompleteError, PastDeadlineError, ResponseError
from surveys.services.freezing import Frozen, freeze_submission
from surveys.services.locking import is_archived
from surveys.services.mails import write_mails
from surveys.signals import response_returned
from surveys.states import RESPONSE_MOVES, Move, find_move

# The mail that a move to this state causes.
MOVES_TOLD = {
    ResponseState.READY: MailKind.READY,
    ResponseState.DRAFT: MailKind.SENT_BACK,
    ResponseState.SUBMITTED: MailKind.RECEIPT,
    ResponseState.RETURNED: MailKind.RETURNED,
}


def checked_answers(response: Response) -> list[CheckedAnswer]:
    """Every question of the survey with its current value, in order: what checks and submission work on."""
    answers = {answer.question_id: answer for answer in response.answers.all()}
    questions = response.survey.questions.select_related("area")
    return [
        CheckedAnswer(
            question=question.key,
            area=question.area.key,
            is_headline=question.is_headline,
            value=value_of(answers.get(question.pk)),
        )
        for question in questions
    ]


def copy_token(answers: Sequence[Answer], files: Sequence[Evidence] = ()) -> str:
    """Names the state of a working copy, so that nobody submits what they have not been shown.

    `files` are all that were ever added, also those taken off again.
    """
    return str(sum(answer.version for answer in answers) + sum(file.changes for file in files))


@transaction.atomic
def submit_response(
    *,
    response: Response,
    by: User | None,
    confirmed_missing: bool = False,
    seen: str | None = None,
    now: datetime | None = None,
    tells: bool = True,
) -> Submission:
    """Freeze the working copy as the next submission; asking again while it is submitted gives the same one.

    Raises IncompleteError with the problems, and ResponseError where the survey is closed, the move is not allowed or
    the answers changed since they were shown. Late submissions are taken until the survey closes, and marked.
    """
    now = now or timezone.now()
    response = _lock(response)
    if response.state in {ResponseState.SUBMITTED, ResponseState.ACCEPTED}:
        return response.current_submission
    _require_open(response)
    _require_move(response, ResponseState.SUBMITTED)
    files = list(response.evidence.select_related("question"))
    if seen is not None and seen != copy_token(response.answers.all(), files):
        raise ResponseError("En kollega har ændret svar, siden du åbnede siden. Tjek svarene igen, og indsend så.")
    checked = checked_answers(response)
    problems = find_problems(checked)
    if any(problem.blocks for problem in problems) or (problems and not confirmed_missing):
        raise IncompleteError(problems)
    submission = freeze_submission(
        response=response,
        answers=_frozen(response, checked),
        files=[file for file in files if file.is_current],
        by=by,
        now=now,
        is_late=is_late(response.deadline, now),
    )
    response.current_submission = submission
    _move(response, ResponseState.SUBMITTED, by, now, "", extra_fields=("current_submission",))
    if tells:
        _tell(response, by, now)
    return submission


def _frozen(response: Response, checked: Sequence[CheckedAnswer]) -> list[Frozen]:
    ids = dict(response.survey.questions.values_list("key", "pk"))
    return [
        Frozen(
            question_id=ids[answer.question],
            key=answer.question,
            choice=answer.value.choice,
            not_relevant=answer.value.not_relevant,
            comment=answer.value.comment,
            comment_sha256=sha256_text(answer.value.comment),
        )
        for answer in checked
    ]


@transaction.atomic
def move_response(
    *,
    response: Response,
    target: ResponseState,
    by: User | None,
    reason: str = "",
    own_deadline: date | None = None,
    now: datetime | None = None,
    tells: bool = True,
) -> Response:
    """Every move but submitting: return, accept, withdraw, ready, send back. Raises ResponseError if refused.

    A returned response has a deadline still ahead, its own if need be, so that correcting it is not late at once.
    """
    now = now or timezone.now()
    response = _lock(response)
    if response.state == target:
        return response
    require_impartial(response, by)
    _require_not_archived(response)
    move = _require_move(response, target)
    if target == ResponseState.SUBMITTED:
        raise ResponseError("En besvarelse indsendes af kommunen selv.")
    if move.needs_reason and not reason.strip():
        raise ResponseError("Skriv en begrundelse.")
    if target == ResponseState.READY:
        _require_open(response)
    if target == ResponseState.RETURNED:
        response.own_deadline = own_deadline or response.own_deadline
        _require_time_left(response, now)
        response.told_at = now
    moved = _move(response, target, by, now, reason.strip(), extra_fields=("own_deadline", "told_at"))
    if tells:
        _tell(moved, by, now)
    if target == ResponseState.RETURNED:
        response_returned.send(sender=Response, response=moved, reason=reason.strip(), by=by, now=now, tells=tells)
    return moved


def _tell(response: Response, by: User | None, now: datetime) -> None:
    if response.state in MOVES_TOLD:
        write_mails(responses=[response], kind=MOVES_TOLD[response.state], by=by, now=now)


def _require_time_left(response: Response, now: datetime) -> None:
    if is_late(response.deadline, now):
        raise PastDeadlineError("Fristen for at rette er overskredet. Vælg i dag eller en senere dag.")


def _lock(response: Response) -> Response:
    return Response.objects.select_related("survey", "municipality").select_for_update(of=("self",)).get(pk=response.pk)


def _require_open(response: Response) -> None:
    if not response.takes_submission:
        raise ResponseError("Tilsynet er lukket, så besvarelsen kan ikke indsendes. Kontakt tilsynsmyndigheden.")


def _require_not_archived(response: Response) -> None:
    if is_archived(response.survey_id):
        raise ResponseError("Tilsynet er arkiveret, så besvarelsen kan ikke længere ændres.")


def _require_move(response: Response, target: ResponseState) -> Move:
    move = find_move(RESPONSE_MOVES, response.state, target, approval=response.survey.requires_approval)
    if move is None:
        raise ResponseError(
            f"Besvarelsen er »{response.state_label}« og kan ikke blive »{ResponseState(target).label}«. "
            "Genindlæs siden for at se, hvad der er sket."
        )
    return move


def _move(
    response: Response,
    target: ResponseState,
    by: User | None,
    now: datetime,
    reason: str,
    extra_fields: tuple[str, ...] = (),
) -> Response:
    ResponseEvent.objects.create(
        response=response, at=now, by=by, from_state=response.state, to_state=target, reason=reason
    )
    response.state = target
    response.save(update_fields=["state", *extra_fields])
    return response
