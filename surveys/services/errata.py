"""Errata: written, worded anew and withdrawn; the question itself and the digest of what was asked stay as they are."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.enums import SurveyState
from surveys.models import Erratum, Question, Survey
from surveys.services.errors import SurveyError

TAKES_ERRATA = (SurveyState.OPEN, SurveyState.CLOSED, SurveyState.PUBLISHED)
CHANGED = "En anden har ændret rettelsen imens. Læs den, der gælder nu, og gem din, hvis den skal erstatte den."


class StaleErratumError(SurveyError):
    """Someone wrote or withdrew an erratum meanwhile."""

    def __init__(self) -> None:
        super().__init__(CHANGED)


@transaction.atomic
def write_erratum(*, question: Question, text: str, by: User, seen: int, now: datetime | None = None) -> Erratum:
    """Put an erratum beside the question, in place of the one there is.

    `seen` is the primary key of the one the person saw, or 0. Raises StaleErratumError where there is another by now,
    and SurveyError where the survey is not open, closed or published.
    """
    now = now or timezone.now()
    current = _lock(question, seen)
    if current and current.text == text:
        return current
    if current:
        _end(current, by, now)
    return Erratum.objects.create(question=question, text=text, at=now, by=by, corrects=current)


@transaction.atomic
def withdraw_erratum(*, question: Question, reason: str, by: User, seen: int, now: datetime | None = None) -> Erratum:
    """Take the erratum away; it stays readable for staff with the reason. Raises as write_erratum()."""
    current = _lock(question, seen)
    if current is None:
        raise SurveyError("Der er ingen rettelse at trække tilbage.")
    if not reason.strip():
        raise SurveyError("Skriv hvorfor.")
    return _end(current, by, now or timezone.now(), reason.strip())


def _lock(question: Question, seen: int) -> Erratum | None:
    """The question is the lock of its errata; its key stays free, so that nobody who answers waits."""
    Question.objects.select_for_update(no_key=True, of=("self",)).get(pk=question.pk)
    if Survey.objects.values_list("state", flat=True).get(pk=question.survey_id) not in TAKES_ERRATA:
        raise SurveyError("Der kan kun skrives rettelser, fra tilsynet åbner, til det arkiveres.")
    current = question.errata.current().first()
    if (current.pk if current else 0) != seen:
        raise StaleErratumError
    return current


def _end(erratum: Erratum, by: User, now: datetime, reason: str = "") -> Erratum:
    erratum.ended_at, erratum.ended_by, erratum.reason = now, by, reason
    erratum.save(update_fields=["ended_at", "ended_by", "reason"])
    return erratum
