"""The moves of a follow-up on one answer. Each locks the response, so that all its acts take turns, and writes one
message that nothing changes afterwards."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.checks import COMMENT_MAX
from surveys.cpr import hold_back
from surveys.digests import message_digest, sha256_text
from surveys.enums import FollowUpState, MailKind, MessageKind, ResponseState, SurveyState, TextPlace
from surveys.merge import Value
from surveys.models import CprDenial, FollowUp, FollowUpFile, FollowUpMessage, Question, Response
from surveys.models.follow_up import CLOSED
from surveys.reminders import local_day
from surveys.services.conflicts import require_impartial
from surveys.services.errors import HeldBackError, PastDeadlineError, ResponseError
from surveys.services.mails import write_mails
from surveys.uploads import store

# What was asked is asked of a submission that stands; while it is being corrected as a whole, there is none to ask of.
STANDS = frozenset({ResponseState.SUBMITTED, ResponseState.ACCEPTED})
LONGEST = timedelta(days=365)
NOTHING = Value()
NEW_MESSAGE = "Der er kommet en ny besked, siden du åbnede siden. Læs den, og send så."


@dataclass(frozen=True)
class Said:
    """What someone writes: a text, and the answer they propose, if any."""

    text: str = ""
    proposal: Value = NOTHING


@transaction.atomic
def open_follow_up(
    *,
    response: Response,
    question_key: str,
    by: User,
    said: Said,
    answer_by: date,
    now: datetime | None = None,
    tells: bool = True,
) -> FollowUp:
    """One is open on each answer; a second click gives the same one. Raises Question.DoesNotExist, PastDeadlineError
    where the day has passed, else ResponseError."""
    now = now or timezone.now()
    response = lock_response(response)
    require_impartial(response, by)
    question = response.survey.questions.select_related("area").get(key=question_key)
    if found := response.follow_ups.open().filter(question=question).first():
        return _same_opening(found, by, said)
    require_standing(response)
    _require_text(said.text)
    _require_day(answer_by, now)
    follow_up = FollowUp.objects.create(
        response=response,
        question=question,
        submission=response.current_submission,
        number=response.follow_ups.count() + 1,
        answer_by=answer_by,
        moved_at=now,
    )
    write_message(follow_up, MessageKind.QUESTION, by, said, now, answer_by=answer_by)
    if tells:
        _tell(response, question, by, now)
    return follow_up


@transaction.atomic
def ask_again(
    *,
    follow_up: FollowUp,
    by: User,
    said: Said,
    answer_by: date,
    seen: int,
    now: datetime | None = None,
    tells: bool = True,
) -> FollowUpMessage:
    """The agency's further question, with a day of its own; `seen` is how many messages the person has read."""
    now = now or timezone.now()
    follow_up = lock_follow_up(follow_up)
    require_impartial(follow_up.response, by)
    if done := same_message(follow_up, seen, MessageKind.QUESTION, by, said.text):
        return done
    require_open(follow_up)
    require_standing(follow_up.response)
    require_read(follow_up, seen)
    _require_text(said.text)
    _require_day(answer_by, now)
    message = write_message(follow_up, MessageKind.QUESTION, by, said, now, answer_by=answer_by)
    pass_on(follow_up, FollowUpState.ASKED, now, answer_by=answer_by)
    if tells:
        _tell(follow_up.response, follow_up.question, by, now)
    return message


@transaction.atomic
def reply(
    *,
    follow_up: FollowUp,
    by: User,
    said: Said,
    seen: int,
    files: Collection[int] = (),
    is_cpr_denied: bool = False,
    now: datetime | None = None,
) -> FollowUpMessage:
    """The municipality's reply takes along the files that wait for it; `files` are those the person was shown.

    Raises HeldBackError where the text may hold a CPR number, else ResponseError.
    """
    now = now or timezone.now()
    follow_up = lock_follow_up(follow_up)
    if done := same_message(follow_up, seen, MessageKind.REPLY, by, said.text):
        return done
    require_open(follow_up)
    require_read(follow_up, seen)
    _require_text(said.text)
    require_no_cpr(follow_up, said.text, by, now, is_denied=is_cpr_denied)
    waiting = list(follow_up.files.unsent())
    if {file.pk for file in waiting} != set(files):
        raise ResponseError("En kollega har ændret filerne, siden du åbnede siden. Se dem igennem, og send så.")
    message = write_message(follow_up, MessageKind.REPLY, by, said, now, files=waiting)
    pass_on(follow_up, FollowUpState.ANSWERED, now)
    return message


@transaction.atomic
def close_follow_up(
    *, follow_up: FollowUp, by: User, outcome: str, text: str = "", seen: int, now: datetime | None = None
) -> FollowUp:
    """How it ended follows from the answer that counts now, compared with the one that was asked about; `outcome` is
    what the person was shown, and is refused where it is no longer so. Files that were never sent are deleted."""
    now = now or timezone.now()
    follow_up = lock_follow_up(follow_up)
    require_impartial(follow_up.response, by)
    if same_message(follow_up, seen, MessageKind.CLOSING, by, text.strip()):
        return follow_up
    require_open(follow_up)
    require_read(follow_up, seen)
    if outcome != outcome_of(follow_up):
        raise ResponseError("Svaret er indsendt igen, siden du åbnede siden. Læs det, og afslut så.")
    write_message(follow_up, MessageKind.CLOSING, by, Said(text), now)
    follow_up.closed_by, follow_up.closed_at = by, now
    pass_on(follow_up, outcome, now)
    _forget_unsent(follow_up)
    return follow_up


def outcome_of(follow_up: FollowUp) -> FollowUpState:
    """One query: corrected exactly if the answer that counts is no longer the one that was asked about."""
    pair = [follow_up.submission_id, follow_up.response.current_submission_id]
    rows = follow_up.question.submitted_answers.filter(submission__in=pair)
    values = set(rows.values_list("choice", "not_relevant", "comment_sha256"))
    return FollowUpState.UPHELD if len(values) == 1 else FollowUpState.CORRECTED


def lock_response(response: Response) -> Response:
    return Response.objects.select_related("survey", "municipality").select_for_update(of=("self",)).get(pk=response.pk)


def lock_follow_up(follow_up: FollowUp) -> FollowUp:
    """Read again under its response's lock."""
    response = lock_response(follow_up.response)
    fresh = FollowUp.objects.select_related("question__area").get(pk=follow_up.pk)
    fresh.response = response
    return fresh


def require_open(follow_up: FollowUp) -> None:
    """The conversation goes on while the response is being corrected, but not in an archived survey."""
    if follow_up.state in CLOSED:
        raise ResponseError("Opfølgningen er afsluttet, så der kan ikke sendes mere i den.")
    if follow_up.response.survey.state == SurveyState.ARCHIVED:
        raise ResponseError("Tilsynet er arkiveret, så opfølgningen kan ikke længere ændres.")
    if follow_up.response.state == ResponseState.WITHDRAWN:
        raise ResponseError("Besvarelsen er udtaget, så opfølgningen kan ikke længere ændres.")


def require_standing(response: Response) -> None:
    if response.survey.state == SurveyState.ARCHIVED:
        raise ResponseError("Tilsynet er arkiveret, så der kan ikke følges op.")
    if response.state not in STANDS:
        raise ResponseError(
            f"Besvarelsen er »{response.state_label}«. Der kan spørges til et svar, når den er indsendt."
        )


def same_message(follow_up: FollowUp, seen: int, kind: MessageKind, by: User, text: str) -> FollowUpMessage | None:
    """What a second click would send again: the newest message, if it is the person's own and just the one unseen."""
    messages = list(follow_up.messages.select_related("submission"))
    last = messages[-1]
    is_same = (last.kind, last.by_id, last.text) == (kind, by.pk, text.strip())
    return last if is_same and len(messages) == seen + 1 else None


def require_read(follow_up: FollowUp, seen: int) -> None:
    """Nobody answers, asks or closes without having read what came last."""
    if follow_up.messages.count() != seen:
        raise ResponseError(NEW_MESSAGE)


def require_no_cpr(follow_up: FollowUp, text: str, by: User, now: datetime, *, is_denied: bool) -> None:
    """A Nej lets a text pass that only may hold a number, and is noted without the number."""
    if held := hold_back(text, is_denied=is_denied):
        raise HeldBackError(held)
    if is_denied and hold_back(text):
        CprDenial.objects.create(
            response=follow_up.response, question=follow_up.question, place=TextPlace.MESSAGE, by=by, at=now
        )


def write_message(
    follow_up: FollowUp,
    kind: MessageKind,
    by: User,
    said: Said,
    now: datetime,
    *,
    files: Collection[FollowUpFile] = (),
    **fields,
) -> FollowUpMessage:
    response, text = follow_up.response, said.text.strip()
    value = {"choice": said.proposal.choice, "not_relevant": said.proposal.not_relevant}
    message = FollowUpMessage.objects.create(
        follow_up=follow_up,
        kind=kind,
        by=by,
        at=now,
        text=text,
        text_sha256=sha256_text(text),
        digest=message_digest(
            survey=response.survey.slug,
            municipality=response.municipality.code,
            follow_up=follow_up.number,
            kind=kind,
            text_sha256=sha256_text(text),
            files=[file.sha256 for file in files],
            **value,
        ),
        **value,
        **fields,
    )
    FollowUpFile.objects.filter(pk__in=[file.pk for file in files]).update(message=message)
    return message


def pass_on(follow_up: FollowUp, state: str, now: datetime, **fields: date) -> None:
    follow_up.state, follow_up.moved_at = state, now
    for name, value in fields.items():
        setattr(follow_up, name, value)
    follow_up.save(update_fields=["state", "moved_at", "closed_by", "closed_at", *fields])


def _same_opening(found: FollowUp, by: User, said: Said) -> FollowUp:
    first = found.messages.first()
    if (first.by_id, first.text) == (by.pk, said.text.strip()):
        return found
    raise ResponseError("Der er allerede en opfølgning i gang på svaret. Stil spørgsmålet i den.")


def _require_text(text: str) -> None:
    if not text.strip():
        raise ResponseError("Skriv en tekst.")
    if len(text.strip()) > COMMENT_MAX:
        raise ResponseError(f"Teksten er på {len(text.strip())} tegn. Forkort den til højst {COMMENT_MAX}.")


def _require_day(day: date, now: datetime) -> None:
    today = local_day(now)
    if day < today:
        raise PastDeadlineError("Dagen er gået. Vælg i dag eller en senere dag.")
    if day > today + LONGEST:
        raise PastDeadlineError("Dagen ligger mere end et år ude i fremtiden. Vælg en tidligere dag.")


def _tell(response: Response, question: Question, by: User, now: datetime) -> None:
    write_mails(responses=[response], kind=MailKind.FOLLOW_UP, now=now, by=by, area=question.area)


def _forget_unsent(follow_up: FollowUp) -> None:
    names = list(follow_up.files.unsent().values_list("stored_as", flat=True))
    follow_up.files.unsent().delete()
    for name in names:
        transaction.on_commit(lambda name=name: store.delete(name))
