"""Putting a questionnaire into a survey that is still being prepared."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from municipalities.models import User
from surveys.models import Advice, AdviceVersion, Area, GuidanceLink, Question, Survey
from surveys.questionnaire import AreaContent, QuestionContent, Questionnaire
from surveys.services.errors import SurveyError

# Words that already mean something where an address has a survey's name.
RESERVED_SLUGS = frozenset(
    {
        "arbejdsliste",
        "inhabilitet",
        "kommuner",
        "leverandoerraad",
        "maalinger",
        "medarbejdere",
        "nyt",
        "personer",
        "stedfortraedere",
    }
)


@transaction.atomic
def load_questionnaire(
    *, questionnaire: Questionnaire, slug: str, is_demo: bool = False, by: User | None = None
) -> Survey:
    """Fill a draft survey, making it if needed; loading again replaces what it asks.

    Raises SurveyError where the survey is open or later, since what municipalities answer must not change under
    them, and where the name cannot stand in an address.
    """
    require_usable_slug(slug)
    survey = Survey.objects.select_for_update().filter(slug=slug).first() or Survey(slug=slug)
    if survey.is_frozen:
        raise SurveyError(
            f"Tilsynet {slug} er åbnet, og spørgsmålene ligger fast. Lav et nyt tilsyn, eller ret med et rettelsesblad."
        )
    survey.title, survey.intro = questionnaire.title, questionnaire.intro
    survey.minutes, survey.is_demo = questionnaire.minutes, is_demo
    survey.requires_approval = questionnaire.requires_approval
    survey.save()
    survey.advice_versions.all().delete()
    survey.areas.all().delete()
    version = AdviceVersion.objects.create(survey=survey, number=1, created_by=by)
    number = 0
    for order, content in enumerate(questionnaire.areas, start=1):
        area = _create_area(survey, version, content, order)
        for question in content.questions:
            number += 1
            _create_question(area, version, question, number)
    return survey


def require_usable_slug(slug: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError:
        raise SurveyError(f"»{slug}« kan ikke stå i en adresse. Brug kun a-z, tal og bindestreg, fx 2026.") from None
    if slug in RESERVED_SLUGS:
        raise SurveyError(f"»{slug}« er navnet på en anden side i portalen. Kald tilsynet noget andet.")


def _create_area(survey: Survey, version: AdviceVersion, content: AreaContent, order: int) -> Area:
    area = Area.objects.create(
        survey=survey,
        key=content.key,
        order=order,
        title=content.title,
        why=content.why,
        needs="\n".join(content.needs),
    )
    GuidanceLink.objects.bulk_create(
        GuidanceLink(version=version, area=area, order=place, title=link.title, url=link.url)
        for place, link in enumerate(content.links, start=1)
    )
    return area


def _create_question(area: Area, version: AdviceVersion, content: QuestionContent, order: int) -> None:
    question = Question.objects.create(
        survey=area.survey,
        area=area,
        key=content.key,
        order=order,
        text=content.text,
        unit=content.unit,
        help=content.help,
        references="\n".join(content.references),
        is_headline=content.is_headline,
        threshold=content.threshold,
        allows_not_relevant=content.allows_not_relevant,
    )
    Advice.objects.create(
        version=version,
        question=question,
        not_in_place=content.advice.not_in_place,
        on_the_way=content.advice.on_the_way,
        in_place=content.advice.in_place,
    )
