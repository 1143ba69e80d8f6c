"""Making formal letters: the worker takes each waiting row once, however often it is handed out or killed."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_q.models import Task
from django_q.tasks import async_task

from municipalities.models import User
from reports.enums import FormalKind, FormalState
from reports.formal import FormalContent
from reports.html import formal_html
from reports.letters import new_verification_code
from reports.models import FormalLetter
from reports.pdf import render_pdf
from reports.selectors.formal import select_content, select_text
from reports.services.finishing import UNMADE, attempt, finished_pdf
from reports.services.formal_causes import ask_worker
from reports.services.jobs import STUCK_AFTER
from surveys.deadlines import is_late
from surveys.enums import MailKind, ResponseState
from surveys.models import Response, Survey
from surveys.reminders import local_day
from surveys.services.mails import write_mails

UNMADE_FIELDS = {
    "content": None,
    "content_digest": "",
    "verification_code": None,
    "made_at": None,
    "pdf": None,
    "pdf_sha256": "",
    "reason": "",
}
# A reminder says what is missing on its day; much later it would speak of another situation.
REMINDER_HOLDS = timedelta(days=7)
ABOUT_ANSWERING = (FormalKind.OPENING, FormalKind.REMINDER, FormalKind.RETURN)


def hand_out() -> None:
    """Queue each row that waits; one that is queued twice is still made once."""
    _hand_out(FormalLetter.objects.waiting().values_list("pk", flat=True))


def hand_out_stuck() -> None:
    """Run by the schedule: what a killed worker or a queue that was down left behind."""
    renew_drafts()
    stuck = FormalLetter.objects.waiting().filter(queued_at__lte=timezone.now() - STUCK_AFTER)
    _hand_out(stuck.values_list("pk", flat=True))


def _hand_out(pks: Iterable[int]) -> None:
    for pk in pks:
        async_task("reports.services.formal_making.make_letter", pk, hook="reports.services.formal_making.note_outcome")


def note_outcome(task: Task) -> None:
    """The queue lets a failed task go, whatever failed it: its row must not wait for ever."""
    if not task.success:
        waiting = FormalLetter.objects.waiting().filter(pk=task.args[0])
        waiting.update(state=FormalState.FAILED, reason=UNMADE)


@transaction.atomic
def make_letter(pk: int, now: datetime | None = None, *, tells: bool = True) -> None:
    """One letter, with the words and the case as they are now and the facts as they were then."""
    now = now or timezone.now()
    letter = FormalLetter.objects.select_for_update(of=("self",)).get(pk=pk)
    if letter.state != FormalState.WAITING:
        return
    related = ("survey", "municipality", "case_handler", "current_submission")
    letter.response = Response.objects.select_related(*related).get(pk=letter.response_id)
    if reason := why_moot(letter, now):
        made = {"state": FormalState.DROPPED, "reason": reason}
    else:
        made, reason = attempt(partial(_made, letter, now), what=f"Formal letter {pk}")
        made = made or {"state": FormalState.FAILED, "reason": reason}
    for name, value in made.items():
        setattr(letter, name, value)
    letter.save(update_fields=list(made))
    # Other acts have a mail of their own, which leads to the same page.
    if tells and letter.state == FormalState.ISSUED and letter.kind == FormalKind.REMINDER:
        write_mails(responses=[letter.response], kind=MailKind.LETTER, now=now, by=letter.caused_by)


def _made(letter: FormalLetter, now: datetime) -> dict:
    """Of words no lawyer has gone through only a draft is made, with no code and no seal; in the demo the letter."""
    survey = letter.response.survey
    content = select_content(letter, select_text(survey, letter.kind), now)
    if content.is_reviewed or survey.is_demo:
        content = content.issued(on=local_day(now), code=new_verification_code())
        state, pdf = FormalState.ISSUED, finished_pdf(formal_html(content), is_demo=survey.is_demo, now=now)
    else:
        state, pdf = FormalState.DRAFT, formal_draft(content)
    return {
        "state": state,
        "content": content.to_json(),
        "content_digest": content.digest,
        "verification_code": content.verification_code or None,
        "made_at": now,
        "pdf": pdf,
        "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
    }


def formal_draft(content: FormalContent, notice: str = "") -> bytes:
    """With the watermark; `notice` stands instead of the one that a draft has."""
    return render_pdf(formal_html(content, is_draft=True, notice=notice))


def why_moot(letter: FormalLetter, now: datetime) -> str:
    """What has happened since the act, so that the letter would be wrong; empty where nothing has."""
    response = letter.response
    if response.state == ResponseState.WITHDRAWN:
        return "Besvarelsen er udtaget."
    if letter.kind not in ABOUT_ANSWERING:
        return ""
    if not response.is_awaited:
        return "Der ventes ikke længere på besvarelsen."
    if letter.facts["deadline"] != response.deadline.isoformat():
        return "Fristen er en anden nu."
    if letter.kind == FormalKind.REMINDER:
        return "" if local_day(letter.caused_at) + REMINDER_HOLDS >= local_day(now) else "Påmindelsen er forældet."
    return "Fristen i brevet er overskredet." if is_late(response.deadline, now) else ""


@transaction.atomic
def renew_drafts() -> int:
    """Have drafts made for good whose words have been gone through since; returns how many."""
    return _queue_again(FormalLetter.objects.drafts_of_reviewed_texts())


@transaction.atomic
def retry_failed(*, survey: Survey, by: User) -> int:
    """Put the failed letters of a survey that the person sees back in the queue; returns how many."""
    failed = FormalLetter.objects.visible_to(by).filter(response__survey=survey, state=FormalState.FAILED)
    return _queue_again(failed)


def _queue_again(letters: Iterable[FormalLetter]) -> int:
    number = letters.update(state=FormalState.WAITING, queued_at=timezone.now(), **UNMADE_FIELDS)
    if number:
        ask_worker()
    return number
