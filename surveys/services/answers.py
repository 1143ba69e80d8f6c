"""Saving answers: one function, whoever calls it (page, import, workbook)."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from municipalities.models import User
from surveys.checks import COMMENT_MAX
from surveys.cpr import Held, hold_back
from surveys.enums import Source, TextPlace
from surveys.merge import Merged, Value, merge
from surveys.models import Answer, AnswerRevision, CprDenial, Question, Response
from surveys.services.errors import NotEditableError, ResponseError, UnlockedError


@dataclass(frozen=True)
class Saved:
    """What came of a save: the stored answer, the fields another hand had changed meanwhile, and whether the comment
    was held back because it may hold a CPR number."""

    question: Question
    answer: Answer | None
    value: Value
    version: int
    conflicts: tuple[str, ...]
    saved_at: datetime | None
    held: Held | None = None


def value_of(answer: Answer | AnswerRevision | None) -> Value:
    if answer is None:
        return Value()
    return Value(choice=answer.choice, not_relevant=answer.not_relevant, comment=answer.comment)


def lock_response(responses: QuerySet[Response], **lookup) -> Response:
    """Saving and submitting one response take turns here. Raises Response.DoesNotExist outside the given scope.

    The lock lasts as long as the transaction the caller has begun; SQLite would let it be taken outside one unsaid.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("lock_response() needs transaction.atomic(): the lock ends with it.")
    response = responses.select_related("survey").select_for_update(of=("self",)).get(**lookup)
    response.is_locked = True
    return response


def save_answer(
    *,
    response: Response,
    question_key: str,
    base_version: int,
    new: Value,
    by: User | None,
    comment_base_version: int | None = None,
    source: Source = Source.PAGE,
    now: datetime | None = None,
    is_cpr_denied: bool = False,
) -> Saved:
    """Merge a new value into a response that lock_response() gave in this transaction; each change writes a revision.

    A page that kept an older comment on the screen, after the choice was saved, names the version of each.

    Raises UnlockedError for a response read in any other way, NotEditableError where the working copy is closed,
    ResponseError where the question does not allow the value, Question.DoesNotExist where the survey has no such
    question. A conflict is returned, never resolved silently; so is a comment held back by the CPR guard, and the
    choice beside it is saved.
    """
    if not response.is_locked:
        raise UnlockedError("save_answer() writes only to a response from lock_response().")
    # A correction goes into the working copy that was submitted; its own service has checked the state.
    if source != Source.FOLLOW_UP:
        _require_editable(response)
    question, answer = _question_with_answer(response, question_key)
    _require_allowed(question, new)
    stored, now = value_of(answer), now or timezone.now()
    comment_base = base_version if comment_base_version is None else comment_base_version
    if held := _hold_back(new.comment, stored.comment, is_cpr_denied):
        new, comment_base = replace(new, comment=stored.comment), answer.version if answer else 0
    elif is_cpr_denied and _hold_back(new.comment, stored.comment):
        CprDenial.objects.create(response=response, question=question, place=TextPlace.COMMENT, by=by, at=now)
    merged = _merge(answer, base_version, comment_base, new, by)
    if merged.value != stored:
        answer = _store(response, question, answer, merged, by, source, now)
    version, saved_at = (answer.version, answer.saved_at) if answer else (0, None)
    return Saved(question, answer, merged.value, version, merged.conflicts, saved_at, held)


def _require_editable(response: Response) -> None:
    if not response.is_open_for_answers:
        raise NotEditableError(
            "Besvarelsen er låst, så ændringen er ikke gemt. Kopiér din tekst, hvis du vil bruge den senere."
        )


def _hold_back(comment: str, stored: str, is_denied: bool = False) -> Held | None:
    """What is stored already was let through once, and must not stop someone who saves another field."""
    return None if comment == stored else hold_back(comment, accepted=stored, is_denied=is_denied)


def _require_allowed(question: Question, new: Value) -> None:
    if new.not_relevant and not question.allows_not_relevant:
        raise ResponseError("Spørgsmålet kan ikke besvares med »Ikke relevant«.")
    if len(new.comment) > COMMENT_MAX:
        raise ResponseError(f"Kommentaren er på {len(new.comment)} tegn. Forkort den til højst {COMMENT_MAX}.")


def _question_with_answer(response: Response, key: str) -> tuple[Question, Answer | None]:
    """Both in one query, since a save is made many times a minute; the response's lock covers the answer."""
    names = [field.attname for field in Answer._meta.concrete_fields]
    question = (
        Question.objects.annotate(mine=FilteredRelation("answers", condition=Q(answers__response=response)))
        .annotate(**{f"mine_{name}": F(f"mine__{name}") for name in names})
        .get(survey=response.survey_id, key=key)
    )
    if question.mine_id is None:
        return question, None
    return question, Answer.from_db(question._state.db, names, [getattr(question, f"mine_{name}") for name in names])


def _merge(answer: Answer | None, choice_version: int, comment_version: int, new: Value, by: User | None) -> Merged:
    """The base is what the person started from, kept among the revisions; version 0 is the empty answer."""
    stored = value_of(answer)
    if answer is None or choice_version == comment_version == answer.version:
        return merge(base=stored, stored=stored, new=new)
    oldest = min(choice_version, comment_version)
    revisions = {one.version: one for one in answer.revisions.filter(version__gte=oldest)}
    base = replace(value_of(revisions.get(choice_version)), comment=value_of(revisions.get(comment_version)).comment)
    merged = merge(base=base, stored=stored, new=new)
    # One person with two tabs has seen both; only another hand makes the joined answer one to read through.
    since = [one for one in revisions.values() if one.version > oldest]
    is_alone = by is not None and all(one.saved_by_id == by.pk for one in since)
    return replace(merged, is_crossed=merged.is_crossed and not is_alone)


@transaction.atomic(savepoint=False)
def _store(
    response: Response,
    question: Question,
    answer: Answer | None,
    merged: Merged,
    by: User | None,
    source: Source,
    now: datetime,
) -> Answer:
    was_answered, value = bool(answer and answer.is_answered), merged.value
    fields = {"choice": value.choice, "not_relevant": value.not_relevant, "comment": value.comment}
    if answer is None:
        answer = Answer.objects.create(response=response, question=question, saved_by=by, saved_at=now, **fields)
    else:
        for name, field in fields.items():
            setattr(answer, name, field)
        answer.version, answer.saved_by, answer.saved_at = answer.version + 1, by, now
        answer.needs_reading = answer.needs_reading or merged.is_crossed
        answer.save(update_fields=[*fields, "version", "saved_by", "saved_at", "needs_reading"])
    AnswerRevision.objects.create(
        answer=answer, version=answer.version, source=source, saved_by=by, saved_at=now, **fields
    )
    if answer.is_answered != was_answered:
        response.answered_count += 1 if answer.is_answered else -1
        response.save(update_fields=["answered_count"])
    return answer


def confirm_read(*, response: Response, question_key: str, version: int) -> None:
    """Take off »læs igennem« from the version the person has read; response comes from lock_response().

    Raises ResponseError where the answer has changed since, NotEditableError where the working copy is closed.
    """
    if not response.is_locked:
        raise UnlockedError("confirm_read() writes only to a response from lock_response().")
    _require_editable(response)
    confirmed = response.answers.filter(question__key=question_key, version=version).update(needs_reading=False)
    if not confirmed:
        raise ResponseError("Svaret er rettet igen imens. Læs det, som det står nu, og bekræft så.")
