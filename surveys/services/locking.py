"""The lock that moves of a survey, its questions and its sample take in turn."""

from surveys.models import Survey


def lock_survey(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
