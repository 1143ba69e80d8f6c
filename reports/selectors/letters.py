"""What a letter needs of one municipality's current submission."""

from django.conf import settings
from django.urls import reverse

from reports.letters import AreaAnswers, GivenAnswer, LetterContent, compose_letter
from reports.measured import LetterMeasured
from reports.selectors.letter_measured import select_letter_measured
from reports.selectors.survey import AskedArea, AskedQuestion, latest_advice, select_asked, sender_of
from surveys.dane_compared import AREA
from surveys.deadlines import COPENHAGEN
from surveys.models import Response, SubmittedAnswer

UNASSIGNED = "Tilsynets sagsbehandlere"


def select_letter(response: Response, asked: tuple[AskedArea, ...] | None = None) -> LetterContent:
    """The letter to a response's current submission; `asked` saves reading the survey again for each of many.

    Raises ValueError where nothing has been submitted: there is nothing to write about.
    """
    submission = response.current_submission
    if submission is None:
        raise ValueError(f"{response.municipality} has not submitted")
    if asked is None:
        asked = select_asked(latest_advice(response.survey))
    answers = {answer.question_id: answer for answer in submission.answers.all()}
    handler = response.case_handler
    areas = [_area_answers(number, area, answers) for number, area in enumerate(asked, start=1)]
    return compose_letter(
        sender=sender_of(response.survey),
        is_demo=response.survey.is_demo,
        survey_title=response.survey.title,
        survey_slug=response.survey.slug,
        recipient=response.municipality.official_name,
        cvr=response.municipality.cvr,
        journal_number=response.journal_number,
        case_handler=str(handler) if handler else UNASSIGNED,
        case_handler_title=handler.title if handler else "",
        submission_number=submission.number,
        submitted=submission.submitted_at.astimezone(COPENHAGEN).date(),
        verify_url=settings.SITE_URL + reverse("reports:verify_letter"),
        areas=areas,
        measured=_measured(response, areas),
    )


def _measured(response: Response, areas: list[AreaAnswers]) -> LetterMeasured | None:
    dane = next((area.headline for area in areas if area.key == AREA), None)
    return select_letter_measured(response, response.current_submission, counts=dane.counts) if dane else None


def _area_answers(number: int, asked: AskedArea, answers: dict[int, SubmittedAnswer]) -> AreaAnswers:
    return AreaAnswers(
        key=asked.area.key,
        number=number,
        title=asked.area.title,
        headline=_given(asked.headline, answers),
        supporting=tuple(_given(one, answers) for one in asked.supporting),
        links=asked.links,
    )


def _given(asked: AskedQuestion, answers: dict[int, SubmittedAnswer]) -> GivenAnswer:
    question, answer = asked.question, answers[asked.question.pk]
    return GivenAnswer(
        question=question.text,
        unit=question.unit,
        choice=answer.choice,
        threshold=question.threshold,
        advice=asked.advice,
        not_relevant=answer.not_relevant,
        comment=answer.comment,
        erratum=asked.erratum,
    )
