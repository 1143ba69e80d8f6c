"""A survey with a small questionnaire, and responses in any state, all through the services."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from municipalities.models import Municipality, User
from surveys.deadlines import COPENHAGEN
from surveys.digests import digest
from surveys.enums import Choice, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import Area, Question, Response, Submission, Survey
from surveys.services.answers import lock_response, save_answer
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import add_municipalities, survey_content

AREAS = {
    "deletion": "Sletning",
    "outgoing-mail": "Udgående mail",
    "access": "Adgang",
    "dpia": "Konsekvensanalyse",
    "dane": "DANE",
}
SUPPORTING = 2


def make_survey(
    slug: str = "2026",
    *,
    is_open: bool = True,
    deadline: date | None = None,
    municipalities: Iterable[Municipality] = (),
    **fields,
) -> Survey:
    """Five areas of three questions: `<area>-headline`, `<area>-2`, and `<area>-3`, which may be not relevant.

    It asks for no approval, and is open with a deadline 17 days from now, unless said otherwise. The fifth area
    counts Ja alone.
    """
    survey = Survey.objects.create(
        slug=slug,
        **{
            "title": f"Tilsyn {slug}",
            "intro": "Vi spørger jer om sikkerhed.",
            "minutes": 60,
            "requires_approval": False,
            **fields,
        },
    )
    for order, (key, title) in enumerate(AREAS.items(), start=1):
        area = Area.objects.create(
            survey=survey, key=key, order=order, title=title, why="Det er vigtigt.", needs="En liste\nEn aftale"
        )
        Question.objects.bulk_create(_questions(area, order))
    if is_open:
        _open(survey, deadline or today() + timedelta(days=17))
        add_municipalities(survey=survey, municipalities=municipalities)
    return survey


def today() -> date:
    return timezone.now().astimezone(COPENHAGEN).date()


def _open(survey: Survey, deadline: date) -> None:
    """Written directly, so that a test may have a deadline that has passed."""
    survey.state, survey.deadline, survey.opened_at = SurveyState.OPEN, deadline, timezone.now()
    survey.content_digest = digest(survey_content(survey))
    survey.save()


def _questions(area: Area, order: int) -> list[Question]:
    first = (order - 1) * (1 + SUPPORTING)
    return [
        Question(
            survey=area.survey,
            area=area,
            key=f"{area.key}-{'headline' if number == 1 else number}",
            order=first + number,
            text=f"Spørgsmål {number} om {area.title}?",
            unit="systemer",
            help="Tæl systemerne.",
            references="Artikel 32",
            is_headline=number == 1,
            threshold=Choice.YES if area.key == "dane" else Choice.MOST,
            allows_not_relevant=number == 1 + SUPPORTING,
        )
        for number in range(1, 2 + SUPPORTING)
    ]


def make_response(survey: Survey, municipality: Municipality) -> Response:
    """The municipality's response, asked now if it was not already."""
    if not survey.responses.filter(municipality=municipality).exists():
        add_municipalities(survey=survey, municipalities=[municipality])
    return survey.responses.select_related("survey", "municipality").get(municipality=municipality)


@transaction.atomic
def answer(response: Response, key: str, value: Value, *, by: User | None = None, base_version: int = 0) -> Response:
    """Save one answer as a page would."""
    locked = lock_response(Response.objects.all(), pk=response.pk)
    save_answer(response=locked, question_key=key, base_version=base_version, new=value, by=by)
    response.refresh_from_db()
    return response


def fill_response(response: Response, choice: Choice = Choice.YES, *, by: User | None = None, **values) -> Response:
    """Answer every question with the choice, except those named: `deletion_headline=Value(choice=0)`, None skips."""
    special = {key.replace("_", "-"): value for key, value in values.items()}
    unknown = special.keys() - set(response.survey.questions.values_list("key", flat=True))
    assert not unknown, f"no such question: {unknown}"
    for key in response.survey.questions.values_list("key", flat=True):
        value = special.get(key, Value(choice=choice))
        if value is not None:
            answer(response, key, value, by=by)
    return response


def make_submission(response: Response, choice: Choice = Choice.YES, *, by: User | None = None, **values) -> Submission:
    """Fill and submit; needs a survey that asks for no approval, or a response that is ready."""
    fill_response(response, choice, by=by, **values)
    submission = submit_response(response=response, by=by, confirmed_missing=True)
    response.refresh_from_db()
    return submission


def submit_again(response: Response, by: User, handler: User, **values: Value) -> None:
    """Sent back, changed in the answers named as for fill_response(), and submitted."""
    move_response(response=response, target=ResponseState.RETURNED, by=handler, reason="Ret.", own_deadline=today())
    for key, value in values.items():
        current = response.answers.get(question__key=key.replace("_", "-"))
        answer(response, current.question.key, value, by=by, base_version=current.version)
    submit_response(response=response, by=by, confirmed_missing=True)
    response.refresh_from_db()
