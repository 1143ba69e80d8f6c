"""The acts that cause formal letters: each writes its row in the act's own transaction, and no PDF is made there."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from municipalities.models import User
from reports.enums import FormalKind
from reports.formal import FormalFacts
from reports.models import FormalLetter
from reports.services.errors import LetterError
from surveys.handlers import select_kept_codes
from surveys.models import Extension, Response, Survey
from surveys.reminders import local_day
from surveys.states import AWAITED


def on_responses_made(
    *, survey: Survey, responses: Iterable[Response], by: User | None, now: datetime, tells: bool, **_signal: object
) -> None:
    """An opening letter to each municipality that is asked, also those added later."""
    if not tells:
        return
    FormalLetter.objects.bulk_create(_opening(response, by, now) for response in responses)
    ask_worker()


def _opening(response: Response, by: User | None, now: datetime) -> FormalLetter:
    """With the response's own deadline, where one added later has one."""
    facts = FormalFacts(deadline=response.deadline).to_json()
    return _row(response, 1, FormalKind.OPENING, FormalKind.OPENING, facts, by, now)


def on_extension_decided(*, extension: Extension, by: User | None, now: datetime, **_signal: object) -> None:
    response = extension.response
    facts = FormalFacts(
        deadline=response.deadline,
        reason=extension.answer,
        asked_on=local_day(extension.asked_at),
        wanted=extension.wanted,
        outcome=extension.state,
    )
    _write(response, FormalKind.EXTENSION, f"extension-{extension.pk}", facts, by, now)


def on_response_returned(
    *, response: Response, reason: str, by: User | None, now: datetime, tells: bool, **_signal: object
) -> None:
    if not tells:
        return
    event = response.events.order_by("-pk")[0]
    submitted_on = local_day(response.current_submission.submitted_at)
    facts = FormalFacts(deadline=response.deadline, reason=reason, submitted_on=submitted_on)
    _write(response, FormalKind.RETURN, f"return-{event.pk}", facts, by, now)


@transaction.atomic
def remind_formally(*, survey: Survey, codes: Iterable[str], by: User, now: datetime | None = None) -> int:
    """A reminder to each of those named that has never submitted and is still awaited; returns how many are new.

    One a response a day, however often the button is pressed; a municipality that the person is kept from is left to
    others. Raises LetterError where there is nobody to remind.
    """
    now = now or timezone.now()
    cause = f"reminder-{local_day(now)}"
    locked = (
        Response.objects.select_for_update(of=("self",))
        .select_related("survey")
        .filter(survey=survey, municipality__code__in=set(codes) - select_kept_codes(by))
        .order_by("pk")
    )
    new = [
        response
        for response in locked
        if may_be_reminded(response) and not response.formal_letters.filter(cause=cause).exists()
    ]
    if not new:
        raise LetterError("Der er ingen at minde om fristen. De valgte har indsendt, eller de har fået et brev i dag.")
    for response in new:
        _write(response, FormalKind.REMINDER, cause, FormalFacts(deadline=response.deadline), by, now)
    return len(new)


def may_be_reminded(response: Response) -> bool:
    """One that was sent back has answered; its letter is the return."""
    return response.state in AWAITED and response.is_awaited and response.current_submission_id is None


def _write(
    response: Response, kind: FormalKind, cause: str, facts: FormalFacts, by: User | None, now: datetime
) -> None:
    """The caller holds the response's lock, so the number is free."""
    number = response.formal_letters.count() + 1
    _row(response, number, kind, cause, facts.to_json(), by, now).save()
    ask_worker()


def _row(
    response: Response, number: int, kind: FormalKind, cause: str, facts: dict, by: User | None, now: datetime
) -> FormalLetter:
    return FormalLetter(
        response=response, number=number, kind=kind, cause=cause, facts=facts, caused_by=by, caused_at=now
    )


def ask_worker() -> None:
    """Once all is committed; a queue that is down costs nothing but time, for the schedule finds the rows."""
    transaction.on_commit(_queue, robust=True)


def _queue() -> None:
    async_task("reports.services.formal_making.hand_out")
