"""A correction of the one answer a follow-up is about: a submission equal to the current one but for that answer."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.checks import CheckedAnswer, find_problems
from surveys.digests import sha256_text
from surveys.enums import FollowUpState, MailKind, MessageKind, Source, TextPlace
from surveys.merge import Value
from surveys.models import Evidence, FollowUp, FollowUpMessage, Response, Submission
from surveys.services.answers import lock_response, save_answer
from surveys.services.errors import HeldBackError, IncompleteError, ResponseError
from surveys.services.follow_ups import (
    STANDS,
    Said,
    pass_on,
    require_no_cpr,
    require_open,
    require_read,
    same_message,
    write_message,
)
from surveys.services.freezing import Frozen, freeze_submission
from surveys.services.mails import write_mails

BEING_CORRECTED = (
    "Besvarelsen er sendt tilbage til jer og er ikke indsendt igen. Ret svaret i besvarelsen, og indsend den."
)


@transaction.atomic
def send_correction(
    *,
    follow_up: FollowUp,
    by: User,
    new: Value,
    seen: int,
    text: str = "",
    is_cpr_denied: bool = False,
    now: datetime | None = None,
) -> FollowUpMessage:
    """Submit the current submission again with this one answer changed; the response's state stays what it was.

    The mark of a late submission is carried over, since the agency asked for the correction. A second click gives the
    same one. Raises HeldBackError where a text may hold a CPR number, IncompleteError where the answers could not be
    submitted, else ResponseError; then nothing is written.
    """
    now = now or timezone.now()
    response = lock_response(
        Response.objects.select_related("municipality", "current_submission"), pk=follow_up.response_id
    )
    follow_up = FollowUp.objects.select_related("question__area").get(pk=follow_up.pk)
    follow_up.response = response
    done = same_message(follow_up, seen, MessageKind.CORRECTION, by, text)
    if done and _value_in(done.submission, follow_up) == new:
        return done
    require_open(follow_up)
    if response.state not in STANDS:
        raise ResponseError(BEING_CORRECTED)
    require_read(follow_up, seen)
    require_no_cpr(follow_up, text, by, now, is_denied=is_cpr_denied)
    _require_change(response.current_submission, follow_up, new)
    _correct_working_copy(response, follow_up, new, by, now, is_cpr_denied=is_cpr_denied)
    submission = _freeze(response, follow_up, new, by, now)
    response.current_submission = submission
    response.save(update_fields=["current_submission"])
    message = write_message(follow_up, MessageKind.CORRECTION, by, Said(text), now, submission=submission)
    pass_on(follow_up, FollowUpState.ANSWERED, now)
    write_mails(responses=[response], kind=MailKind.RECEIPT, now=now, by=by)
    return message


def _value_in(submission: Submission, follow_up: FollowUp) -> Value:
    row = submission.answers.get(question=follow_up.question)
    return Value(row.choice, row.not_relevant, row.comment)


def _require_change(submission: Submission, follow_up: FollowUp, new: Value) -> None:
    if not new.is_answered:
        raise ResponseError("Vælg et svar.")
    if new == _value_in(submission, follow_up):
        raise ResponseError("Det er det svar, I har indsendt. Ret svaret eller kommentaren, eller skriv til tilsynet.")


def _correct_working_copy(
    response: Response, follow_up: FollowUp, new: Value, by: User, now: datetime, *, is_cpr_denied: bool
) -> None:
    """Nobody can have changed it since it was submitted, so there is no other hand to merge with."""
    answer = response.answers.filter(question=follow_up.question).first()
    saved = save_answer(
        response=response,
        question_key=follow_up.question.key,
        base_version=answer.version if answer else 0,
        new=new,
        by=by,
        source=Source.FOLLOW_UP,
        now=now,
        is_cpr_denied=is_cpr_denied,
    )
    if saved.held:
        raise HeldBackError(saved.held, TextPlace.COMMENT)


def _freeze(response: Response, follow_up: FollowUp, new: Value, by: User, now: datetime) -> Submission:
    """All else is copied as it was submitted, the files by the rows that froze them."""
    current = response.current_submission
    rows = current.answers.select_related("question__area").order_by("question__order")
    frozen = {
        row.question: Frozen(
            row.question_id, row.question.key, row.choice, row.not_relevant, row.comment, row.comment_sha256
        )
        for row in rows
    }
    frozen[follow_up.question] = replace(
        frozen[follow_up.question],
        choice=new.choice,
        not_relevant=new.not_relevant,
        comment=new.comment,
        comment_sha256=sha256_text(new.comment),
    )
    _require_complete(
        [
            CheckedAnswer(
                question.key, question.area.key, question.is_headline, Value(one.choice, one.not_relevant, one.comment)
            )
            for question, one in frozen.items()
        ]
    )
    files = Evidence.objects.filter(submitted__submission=current).select_related("question")
    return freeze_submission(
        response=response, answers=list(frozen.values()), files=files, by=by, now=now, is_late=current.is_late
    )


def _require_complete(checked: list[CheckedAnswer]) -> None:
    """What is missing was confirmed when the response was submitted; what stops a submission stops this one too."""
    problems = [problem for problem in find_problems(checked) if problem.blocks]
    if problems:
        raise IncompleteError(problems)
