"""Archiving a survey: from then on nothing in it changes."""

from datetime import datetime

from django.db import transaction

from municipalities.models import User
from reports.archiving import left_digest, select_left
from reports.services.errors import ArchiveError
from surveys.enums import SurveyState
from surveys.models import Response, Survey
from surveys.services.errors import SurveyError
from surveys.services.locking import lock_survey
from surveys.services.surveys import move_survey


@transaction.atomic
def archive_survey(*, survey: Survey, by: User, seen: str, now: datetime | None = None) -> Survey:
    """Archive a published survey in which nothing is half done; `seen` names what the person was told is left.

    Every response is locked, so that whatever is being done in one is finished or finds the survey archived. Raises
    ArchiveError where something stops it, or has changed since it was shown.
    """
    survey = lock_survey(survey)
    list(Response.objects.select_for_update(of=("self",)).filter(survey=survey).order_by("pk").values_list("pk"))
    left = select_left(survey)
    if any(one.blocks for one in left):
        raise ArchiveError("Noget er ikke gjort færdigt, så tilsynet kan ikke arkiveres endnu. Se listen.")
    if left_digest(left) != seen:
        raise ArchiveError("Noget er ændret, siden du åbnede siden. Se den igen, før du arkiverer.")
    try:
        return move_survey(survey=survey, target=SurveyState.ARCHIVED, by=by, now=now)
    except SurveyError as error:
        raise ArchiveError(str(error)) from error
