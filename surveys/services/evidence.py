"""Files on answers: added and taken off under the same lock as answers, so that they and submitting take turns."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from municipalities.models import User
from surveys.enums import TextPlace
from surveys.models import CprDenial, Evidence, FollowUpFile, Question, Response
from surveys.services.answers import lock_response
from surveys.services.errors import NotEditableError
from surveys.uploads import store
from surveys.uploads.examining import FileRefusedError
from surveys.uploads.kinds import KINDS, RESPONSE_MOST
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.refusals import message
from surveys.uploads.store import Stored

LOCKED = "Besvarelsen er låst, så filerne kan ikke ændres."


@dataclass(frozen=True)
class SoundFile:
    """What examine() let through, or a person has looked at; `denied` says where they found no CPR number."""

    name: str
    kind: str
    denied: Sequence[TextPlace] = ()


def add_file(
    *,
    responses: QuerySet[Response],
    question_key: str,
    file: SoundFile,
    stored: Stored,
    by: User | None,
    now: datetime | None = None,
    **lookup,
) -> Evidence:
    """Put a file, already in the store, on an answer; unless that succeeds, it is taken out of the store again.

    The same file sent twice is one. Raises Response.DoesNotExist outside the given scope, Question.DoesNotExist,
    NotEditableError where the working copy is closed, FileRefusedError where the response has no room for it.
    """
    with stays_if_all_goes_well(stored) as stays, transaction.atomic():
        response = _lock_open(responses, **lookup)
        question = response.survey.questions.get(key=question_key)
        if same := _same_file(response, question, file, stored):
            return same
        _require_room(response, stored)
        now = now or timezone.now()
        evidence = Evidence.objects.create(
            response=response,
            question=question,
            name=file.name,
            media_type=KINDS[file.kind].media_type,
            size=stored.size,
            sha256=stored.sha256,
            stored_as=stored.name,
            added_by=by,
            added_at=now,
        )
        CprDenial.objects.bulk_create(
            CprDenial(response=response, question=question, place=place, by=by, at=now) for place in file.denied
        )
        stays.append(evidence)
    return evidence


def remove_file(
    *,
    responses: QuerySet[Response],
    question_key: str,
    evidence_pk: int,
    by: User,
    now: datetime | None = None,
    **lookup,
) -> Evidence:
    """Take a file off an answer. Unless a submission froze it, its bytes are deleted, and only the record is left.

    Removing it twice is once. Raises Evidence.DoesNotExist where the answer has no such file, and as add_file() does.
    """
    with transaction.atomic():
        response = _lock_open(responses, **lookup)
        evidence = response.evidence.get(question__key=question_key, pk=evidence_pk)
        if evidence.is_current:
            evidence.removed_by, evidence.removed_at = by, now or timezone.now()
            evidence.save(update_fields=["removed_by", "removed_at"])
        if not evidence.submitted.exists():
            transaction.on_commit(lambda: store.delete(evidence.stored_as))
    return evidence


def sweep_files() -> int:
    """What a killed process or an unanswered question left behind; run by a schedule. Returns how many files went."""
    kept = Evidence.objects.kept().values_list("stored_as", flat=True)
    return store.sweep(frozenset(kept) | frozenset(FollowUpFile.objects.values_list("stored_as", flat=True)))


@contextmanager
def stays_if_all_goes_well(stored: Stored) -> Iterator[list]:
    """The file goes out of the store again unless its new row is put in the list, and nothing failed after that."""
    made: list = []
    with ExitStack() as undo:
        undo.callback(store.delete, stored.name)
        yield made
        if made:
            undo.pop_all()


def _lock_open(responses: QuerySet[Response], **lookup) -> Response:
    response = lock_response(responses, **lookup)
    if not response.is_open_for_answers:
        raise NotEditableError(LOCKED)
    return response


def _same_file(response: Response, question: Question, file: SoundFile, stored: Stored) -> Evidence | None:
    found = response.evidence.current().filter(question=question, name=file.name, sha256=stored.sha256)
    return found.first()


def _require_room(response: Response, stored: Stored) -> None:
    taken = response.evidence.current().aggregate(total=Sum("size"))["total"] or 0
    if taken + stored.size > RESPONSE_MOST:
        raise FileRefusedError([message(RefusedFileError("full"))])
