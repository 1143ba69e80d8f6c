"""Mails to municipalities: written with what causes them, carried by the worker, tried again for about two days."""

import logging
import smtplib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_q.tasks import async_task

from municipalities.models import Membership, Municipality, User
from surveys.access import answers_area
from surveys.cpr import hold_back, mask
from surveys.enums import MailKind, MailState
from surveys.mail_texts import RULES
from surveys.models import Area, Mail, Response, Survey
from surveys.reminders import day_begins, local_day, next_morning
from surveys.services.composing import compose, why_dropped
from surveys.services.errors import SurveyError

logger = logging.getLogger(__name__)

# After each failed attempt, the pause before the next; when they are used up, a person decides.
PAUSES = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(timedelta(hours=hours) for hours in (1, 4, 12, 24)),
)
# A row still being sent after this was left by a worker that died; well over a worker's longest job.
ABANDONED_AFTER = timedelta(minutes=10)
# A run ends by itself before the worker would end it (settings.Q_CLUSTER timeout); the next goes on.
RUN_FOR = timedelta(minutes=2)
UNREACHABLE = "Mailserveren kunne ikke nås."
INTERRUPTED = "Afsendelsen blev afbrudt."


def write_mails(
    *,
    responses: Iterable[Response],
    kind: MailKind,
    now: datetime,
    by: User | None = None,
    area: Area | None = None,
) -> int:
    """One row to each it concerns but the one who did it; call it in the transaction that causes them.

    What is about one area concerns those who answer it too.

    Once that is committed the worker is asked to carry them. A queue that is down costs nothing but time: the
    schedule finds the rows.
    """
    mails = [
        new_mail(response, membership, kind, now, by=by)
        for response, membership in select_recipients(responses, kind, area)
        if by is None or membership.user_id != by.pk
    ]
    Mail.objects.bulk_create(mails)
    if mails:
        transaction.on_commit(_ask_worker, robust=True)
    return len(mails)


def select_recipients(
    responses: Iterable[Response], kind: MailKind, area: Area | None = None
) -> list[tuple[Response, Membership]]:
    """From the memberships in force, never from what anyone typed; the responses are of one survey."""
    by_municipality = {response.municipality_id: response for response in responses}
    answering = answers_area(by_municipality.values(), area) if area else None
    people = select_told(by_municipality, kind, answering).select_related("user").order_by("pk")
    return [(by_municipality[membership.municipality_id], membership) for membership in people]


def select_told(
    municipalities: Iterable[Municipality | int], kind: MailKind, others: Q | None = None
) -> QuerySet[Membership]:
    """The memberships in force whose role is told of such things, and the others it concerns."""
    told = Q(role__in=RULES[kind].roles)
    return Membership.objects.current().filter(
        told | others if others else told, municipality__in=municipalities, user__is_active=True
    )


def new_mail(
    response: Response, membership: Membership, kind: MailKind, now: datetime, **fields: User | date | None
) -> Mail:
    return Mail(
        response=response,
        kind=kind,
        membership=membership,
        recipient=membership.user,
        address=membership.user.email,
        created_at=now,
        try_at=now,
        **fields,
    )


def _ask_worker() -> None:
    async_task("surveys.services.mails.carry_mails")


def carry_mails() -> int:
    """Send what is waiting; returns how many were sent. Run by the worker, and safe to run twice at once.

    A mail server that cannot be reached ends the run: the rest wait untouched, and no worker is held up by them.
    """
    started, sent = timezone.now(), 0
    take_up_abandoned(started)
    for pk in list(Mail.objects.waiting(started).order_by("try_at", "pk").values_list("pk", flat=True)):
        if timezone.now() - started > RUN_FOR:
            break
        outcome = _carry(pk)
        sent += outcome == MailState.SENT
        if outcome == UNREACHABLE:
            break
    return sent


def take_up_abandoned(now: datetime) -> None:
    """A killed worker's mails are tried again, each attempt counted; the Message-ID is the same as the first time."""
    abandoned = Mail.objects.filter(state=MailState.SENDING, claimed_at__lte=now - ABANDONED_AFTER)
    abandoned.filter(attempts__gt=len(PAUSES)).update(state=MailState.FAILED, failure=INTERRUPTED)
    abandoned.update(state=MailState.WAITING, try_at=now, failure=INTERRUPTED)


def _carry(pk: int) -> str:
    """The state it ends in, or UNREACHABLE. No transaction is open while the mail server is spoken to."""
    now = timezone.now()
    if not _claim(pk, now):
        return MailState.WAITING
    mail = Mail.objects.select_related("response__survey", "response__municipality", "membership__user", "by").get(
        pk=pk
    )
    if reason := why_dropped(mail, now):
        return _end(mail, MailState.DROPPED, failure=reason)
    if later := _waits_until(mail, now):
        return _end(mail, MailState.WAITING, try_at=later, attempts=mail.attempts - 1)
    message = compose(mail, now)
    if held := hold_back(f"{message.subject}\n{message.body}"):
        return _end(mail, MailState.HELD, failure="Kan indeholde et CPR-nummer: " + " … ".join(held.excerpts))
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        return _fail(mail, error, now)
    return _end(
        mail,
        MailState.SENT,
        sent_at=timezone.now(),
        failure="",
        address=message.to[0],
        subject=message.subject,
        body=message.body,
    )


def _claim(pk: int, now: datetime) -> bool:
    """One worker gets it, in one statement on every database."""
    return bool(
        Mail.objects.waiting(now)
        .filter(pk=pk)
        .update(state=MailState.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    )


def _waits_until(mail: Mail, now: datetime) -> datetime | None:
    """A person gets one reminder a day: a second one waits, and is dropped if a newer has come due by then.

    Asked once the mail is claimed, so that of two workers with one each at least one sees the other's.
    """
    if mail.kind != MailKind.REMINDER:
        return None
    others = Mail.objects.filter(kind=MailKind.REMINDER, recipient=mail.recipient_id).exclude(pk=mail.pk)
    if others.filter(sent_at__gte=day_begins(local_day(now))).exists():
        return next_morning(now)
    return now + PAUSES[0] if others.filter(state=MailState.SENDING).exists() else None


def _end(mail: Mail, state: MailState, **fields) -> str:
    """Written only by the one who holds it: a worker thought dead that comes back changes nothing."""
    held = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, claimed_at=mail.claimed_at)
    held.update(state=state, **fields)
    return state


def _fail(mail: Mail, error: Exception, now: datetime) -> str:
    is_refused = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    code, words = _refusal(error) if is_refused else (0, "")
    reason = f"Mailserveren afviste mailen: {code} {words}" if is_refused else UNREACHABLE
    logger.warning("Mail %s could not be sent at attempt %s: %s", mail.pk, mail.attempts, type(error).__name__)
    if code >= 500 or mail.attempts > len(PAUSES):
        _end(mail, MailState.FAILED, failure=reason)
    else:
        _end(mail, MailState.WAITING, failure=reason, try_at=now + PAUSES[mail.attempts - 1])
    return MailState.FAILED if is_refused else UNREACHABLE


def _refusal(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> tuple[int, str]:
    """The server's code and words; it may repeat what it was sent, so a number in them is masked."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    else:
        code, words = error.smtp_code, error.smtp_error
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return code, mask(" ".join(text.split()))


@transaction.atomic
def send_again(*, survey: Survey, by: User, pk: int | None = None) -> int:
    """Put one failed or held mail back, or all of a survey that the person sees; returns how many.

    Raises SurveyError if none is.
    """
    again = Mail.objects.visible_to(by).filter(response__survey=survey).may_be_sent_again()
    if pk is not None:
        again = again.filter(pk=pk)
    number = again.update(state=MailState.WAITING, try_at=timezone.now(), attempts=0)
    if not number:
        raise SurveyError("Mailen venter allerede eller er sendt.")
    transaction.on_commit(_ask_worker, robust=True)
    return number
