"""Advice for a survey, and letters and publications through the services."""

from municipalities.enums import StaffRole
from municipalities.models import User
from reports.models import Letter, Publication
from reports.services.drafts import approve_letter, draft_letter
from reports.services.letters import issue_letter
from reports.services.publications import publish_survey
from surveys.enums import Choice, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import Advice, AdviceVersion, GuidanceLink, Response, Survey
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import move_survey
from tests.factories.municipalities import make_staff
from tests.factories.surveys import answer


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


def make_draft(response: Response, by: User | None = None) -> Letter:
    """The response must be submitted, and its survey have advice; drafted by a case handler of its own unless given."""
    return draft_letter(response=response, by=by or make_staff(StaffRole.CASE_HANDLER))


def make_approved(response: Response, by: User) -> Letter:
    """Drafted by someone else, and approved by this manager."""
    draft = make_draft(response)
    return approve_letter(letter=draft, by=by, digest=draft.content_digest)


def make_letter(response: Response, by: User) -> Letter:
    """Drafted by a case handler, approved and issued by this manager."""
    return issue_letter(letter=make_approved(response, by), by=by)


def resubmit(response: Response, lead: User, case_handler: User) -> None:
    """The municipality says »Nej« to deletion after all, and submits again."""
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret svaret.")
    answer(response, "deletion-headline", Value(choice=Choice.NO), by=lead, base_version=1)
    submit_response(response=response, by=lead)


def make_publication(survey: Survey, by: User | None = None) -> Publication:
    """Closes the survey first if it is open."""
    survey.refresh_from_db()
    if survey.state == SurveyState.OPEN:
        move_survey(survey=survey, target=SurveyState.CLOSED)
    return publish_survey(survey=survey, by=by)
