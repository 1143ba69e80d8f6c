"""The lock that moves of a survey, its questions and its sample take in turn."""

from surveys.enums import SurveyState
from surveys.models import Survey


def is_archived(survey: Survey | int) -> bool:
    """Read anew: a row that came along with another's lock may be from before the wait for it."""
    pk = survey.pk if isinstance(survey, Survey) else survey
    return Survey.objects.filter(pk=pk, state=SurveyState.ARCHIVED).exists()


def lock_survey(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
