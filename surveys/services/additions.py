"""Asking more municipalities while a survey is open: who, when and why is kept."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from municipalities.models import Municipality, User
from surveys.enums import SurveyState
from surveys.handlers import KEPT_FROM, select_kept_codes
from surveys.models import Addition, Response, Survey
from surveys.reminders import local_day
from surveys.services.errors import PastDeadlineSurveyError, SurveyError
from surveys.services.locking import lock_survey
from surveys.services.surveys import add_municipalities

LONGEST = timedelta(days=365)


@transaction.atomic
def add_later(
    *,
    survey: Survey,
    municipalities: Iterable[Municipality],
    by: User,
    reason: str,
    own_deadline: date | None = None,
    now: datetime | None = None,
) -> list[Response]:
    """Ask each as if it had been there from the start, with a deadline of its own if given; they are told by mail.

    Raises SurveyError where the survey is not open, nobody is named, one is asked already (also if withdrawn) or a
    reason is missing, and PastDeadlineSurveyError where the deadline leaves no time.
    """
    now = now or timezone.now()
    survey = lock_survey(survey)
    municipalities = list(municipalities)
    if survey.state != SurveyState.OPEN:
        raise SurveyError(f"Tilsynet er »{survey.state_label}«. Kommuner kan kun tilføjes, mens det er åbent.")
    if not municipalities:
        raise SurveyError("Vælg mindst én kommune.")
    if select_kept_codes(by).intersection(one.code for one in municipalities):
        raise SurveyError(KEPT_FROM)
    if not reason.strip():
        raise SurveyError("Skriv en begrundelse.")
    _require_time(survey, own_deadline, local_day(now))
    responses = add_municipalities(
        survey=survey,
        municipalities=municipalities,
        own_deadline=own_deadline if own_deadline != survey.deadline else None,
        by=by,
        now=now,
    )
    Addition.objects.bulk_create(
        Addition(response=response, at=now, by=by, reason=reason.strip()) for response in responses
    )
    return responses


def _require_time(survey: Survey, own_deadline: date | None, today: date) -> None:
    if (own_deadline or survey.deadline) < today:
        raise PastDeadlineSurveyError("Fristen er overskredet. Vælg i dag eller en senere dag.")
    if own_deadline and own_deadline > today + LONGEST:
        raise PastDeadlineSurveyError("Fristen ligger mere end et år ude i fremtiden. Vælg en tidligere dag.")
