"""Making a survey, from a questionnaire file or as a copy of another; filling a draft again; deleting one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from municipalities.models import User
from surveys.digests import digest
from surveys.models import Advice, AdviceVersion, Area, GuidanceLink, MailText, Question, Survey
from surveys.questionnaire import Questionnaire
from surveys.services.errors import FieldError, StaleError, SurveyError
from surveys.services.preparing import lock_draft
from surveys.services.questionnaires import load_questionnaire, require_usable_slug
from surveys.services.surveys import survey_content

TAKEN = "Der er allerede et tilsyn med den adresse. Vælg en anden."


def make_survey(*, slug: str, title: str, questionnaire: Questionnaire, by: User) -> Survey:
    """A draft that asks what the file does; an empty title is the file's. Whoever is of the demo makes demo surveys."""
    with _claiming(slug):
        survey = load_questionnaire(questionnaire=questionnaire, slug=slug, is_demo=by.is_demo, by=by)
        if title:
            survey.title = title
            survey.save(update_fields=["title"])
    return survey


def copy_survey(*, source: Survey, slug: str, title: str, by: User) -> Survey:
    """A draft with the same areas, questions and keys, its newest advice as version 1, and its words for the mails."""
    with _claiming(slug):
        copy = Survey.objects.create(
            slug=slug,
            title=title or source.title,
            intro=source.intro,
            minutes=source.minutes,
            is_demo=source.is_demo,
            requires_approval=source.requires_approval,
            reminder_days=source.reminder_days,
        )
        version = AdviceVersion.objects.create(survey=copy, number=1, created_by=by)
        areas = _copied(source.areas.all(), Area, survey=copy)
        questions = {}
        for pk, area in areas.items():
            questions |= _copied(source.questions.filter(area=pk), Question, survey=copy, area=area)
        _copy_advice(source.advice_versions.order_by("-number").first(), version, areas, questions)
        _copied(source.mail_texts.all(), MailText, survey=copy)
    return copy


def content_token(survey: Survey) -> str:
    """For what concerns all that a draft asks."""
    return digest(survey_content(survey))


@transaction.atomic
def reload_survey(*, survey: Survey, questionnaire: Questionnaire, by: User, token: str) -> Survey:
    """Everything a draft asks, and its advice, is replaced by the file's; its name in addresses and its mails stay."""
    locked = _lock_unchanged(survey, token)
    return load_questionnaire(questionnaire=questionnaire, slug=locked.slug, is_demo=locked.is_demo, by=by)


@transaction.atomic
def delete_draft(*, survey: Survey, token: str) -> None:
    """Only a survey that was never opened, so nobody has answered it."""
    _lock_unchanged(survey, token).delete()


def _lock_unchanged(survey: Survey, token: str) -> Survey:
    locked = lock_draft(survey)
    if content_token(locked) != token:
        raise StaleError(
            "En kollega har rettet i tilsynet, siden du åbnede siden. Intet er ændret. Se det igennem igen."
        )
    return locked


@contextmanager
def _claiming(slug: str) -> Iterator[None]:
    """One transaction for a survey with this name; of two at once the second is refused, not failed."""
    try:
        require_usable_slug(slug)
    except SurveyError as error:
        raise FieldError("slug", str(error)) from error
    try:
        with transaction.atomic():
            if _is_taken(slug):
                raise FieldError("slug", TAKEN)
            yield
    except IntegrityError as error:
        if not _is_taken(slug):
            raise
        raise FieldError("slug", TAKEN) from error


def _is_taken(slug: str) -> bool:
    return Survey.objects.filter(slug=slug).exists()


def _copied(rows: object, model: type, **changes: object) -> dict:
    """New rows with the same content but for what is given, by the old one's primary key."""
    copies = {}
    for row in rows:
        values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        copy = model(**values)
        copy.pk = None
        for name, value in changes.items():
            setattr(copy, name, value)
        copies[row.pk] = copy
    model.objects.bulk_create(copies.values())
    return copies


def _copy_advice(
    source: AdviceVersion | None, version: AdviceVersion, areas: dict[int, Area], questions: dict[int, Question]
) -> None:
    """A question without advice gets an empty one, for a letter looks for it."""
    found = {one.question_id: one for one in source.advice.all()} if source else {}
    Advice.objects.bulk_create(
        Advice(
            version=version,
            question=question,
            **{name: getattr(found.get(pk), name, "") for name in ("not_in_place", "on_the_way", "in_place")},
        )
        for pk, question in questions.items()
    )
    for link in source.links.all() if source else ():
        GuidanceLink.objects.create(
            version=version, area=areas[link.area_id], order=link.order, title=link.title, url=link.url
        )
