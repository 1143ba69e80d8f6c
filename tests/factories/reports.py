"""Advice for a survey, and letters and publications through the services."""

from municipalities.models import User
from reports.models import Letter, Publication
from reports.services.letters import issue_letter
from reports.services.publications import publish_survey
from surveys.enums import SurveyState
from surveys.models import Advice, AdviceVersion, GuidanceLink, Response, Survey
from surveys.services.surveys import move_survey


def make_advice(survey: Survey, number: int = 1) -> AdviceVersion:
    """A version with a text for each question and level, and a link for each area."""
    version = AdviceVersion.objects.create(survey=survey, number=number)
    Advice.objects.bulk_create(
        Advice(
            version=version,
            question=question,
            not_in_place=f"Begynd med {question.key}, udgave {number}.",
            on_the_way=f"Fortsæt med {question.key}.",
            in_place=f"Bliv ved med {question.key}.",
        )
        for question in survey.questions.all()
    )
    GuidanceLink.objects.bulk_create(
        GuidanceLink(
            version=version, area=area, order=1, title=f"Om {area.title}", url=f"https://example.dk/{area.key}"
        )
        for area in survey.areas.all()
    )
    return version


def make_letter(response: Response, by: User) -> Letter:
    """Issued; the response must be submitted, and its survey have advice."""
    return issue_letter(response=response, by=by)


def make_publication(survey: Survey, by: User | None = None) -> Publication:
    """Closes the survey first if it is open."""
    survey.refresh_from_db()
    if survey.state == SurveyState.OPEN:
        move_survey(survey=survey, target=SurveyState.CLOSED)
    return publish_survey(survey=survey, by=by)
