"""Writing an internal note, and striking one out. Nothing else ever happens to a note."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.models import InternalNote, Question, Response
from surveys.services.conflicts import require_impartial
from surveys.services.errors import ResponseError

TWICE = timedelta(minutes=1)


@transaction.atomic
def write_note(
    *,
    response: Response,
    by: User,
    text: str,
    question: Question | None = None,
    is_cpr_denied: bool = False,
    now: datetime | None = None,
) -> InternalNote:
    """A button pressed twice writes one note: it could not be deleted. Raises ResponseError."""
    now, text = now or timezone.now(), text.strip()
    response = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    require_impartial(response, by)
    if not text:
        raise ResponseError("Skriv en note.")
    if question is not None and question.survey_id != response.survey_id:
        raise ResponseError("Spørgsmålet hører til et andet tilsyn. Vælg et spørgsmål i listen.")
    same = response.notes.filter(by=by, text=text, question=question, at__gt=now - TWICE, struck_at__isnull=True)
    return same.first() or InternalNote.objects.create(
        response=response, question=question, by=by, at=now, text=text, is_cpr_denied=is_cpr_denied
    )


@transaction.atomic
def strike_note(*, note: InternalNote, by: User, reason: str, now: datetime | None = None) -> InternalNote:
    """Once, with a reason. Raises ResponseError."""
    note = InternalNote.objects.select_related("response").select_for_update(of=("self",)).get(pk=note.pk)
    require_impartial(note.response, by)
    if note.is_struck:
        raise ResponseError("Noten er allerede streget over. Genindlæs siden for at se hvorfor.")
    if not reason.strip():
        raise ResponseError("Skriv en begrundelse.")
    note.struck_by, note.struck_at, note.struck_reason = by, now or timezone.now(), reason.strip()
    note.save(update_fields=["struck_by", "struck_at", "struck_reason"])
    return note
