"""Editing what a survey asks while it is being prepared.

Each change locks the survey, so that none meets its opening halfway, and names what it started from, so that none
overwrites a colleague's unseen. The five areas are fixed; each has one headline question at any time.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from surveys.digests import digest
from surveys.models import Advice, Area, Question, Survey
from surveys.services.errors import FieldError, FrozenSurveyError, StaleError

SURVEY_FIELDS = ("title", "intro", "minutes", "requires_approval")
AREA_FIELDS = ("title", "why", "needs")
QUESTION_FIELDS = ("text", "unit", "help", "references", "threshold", "allows_not_relevant")
FROZEN = "Tilsynet er åbnet imens, og spørgsmålene ligger fast. Det, du har skrevet, er ikke gemt."
STALE = "En kollega har ændret det samme, siden du åbnede siden. Det, du har skrevet, er ikke gemt."
GONE = "En kollega har slettet spørgsmålet, siden du åbnede siden. Det, du har skrevet, er ikke gemt."
NEVER_NOT_RELEVANT = "Et hovedspørgsmål kan ikke besvares med »Ikke relevant«."
# Further than any survey's last question; the order is moved out of the way and back.
FAR = 10_000

Fields = Mapping[str, Any]


def survey_token(survey: Survey) -> str:
    return _token(survey, SURVEY_FIELDS)


def area_token(area: Area) -> str:
    headline = area.questions.filter(is_headline=True).values_list("key", flat=True).first()
    return _token(area, AREA_FIELDS, headline)


def question_token(question: Question) -> str:
    return _token(question, QUESTION_FIELDS)


def _token(part: Survey | Area | Question, names: tuple[str, ...], *more: str | None) -> str:
    """The same for the same content, so that only a real change is told as one."""
    return digest([*(getattr(part, name) for name in names), *more])


def lock_draft(survey: Survey) -> Survey:
    """The survey, held until the transaction ends; raises FrozenSurveyError once it has been opened."""
    locked = Survey.objects.select_for_update(of=("self",)).filter(pk=survey.pk).first()
    if locked is None:
        raise StaleError("En kollega har slettet tilsynet imens. Det, du har skrevet, er ikke gemt.")
    if locked.is_frozen:
        raise FrozenSurveyError(FROZEN)
    return locked


@transaction.atomic
def edit_survey(*, survey: Survey, fields: Fields, token: str) -> Survey:
    locked = lock_draft(survey)
    _require_fresh(survey_token(locked), token)
    return _write(locked, SURVEY_FIELDS, fields)


@transaction.atomic
def edit_area(*, survey: Survey, key: str, fields: Fields, headline: str, token: str) -> Area:
    """`headline` is the key of one of the area's questions."""
    area = lock_draft(survey).areas.get(key=key)
    _require_fresh(area_token(area), token)
    chosen = area.questions.filter(key=headline).first()
    if chosen is None:
        raise FieldError("headline", "Spørgsmålet er ikke længere i området. Vælg et andet hovedspørgsmål.")
    if chosen.allows_not_relevant:
        raise FieldError("headline", f"{NEVER_NOT_RELEVANT} Ret det først ved spørgsmålet, eller vælg et andet.")
    area.questions.exclude(pk=chosen.pk).update(is_headline=False)
    area.questions.filter(pk=chosen.pk).update(is_headline=True)
    return _write(area, AREA_FIELDS, fields)


@transaction.atomic
def add_question(*, survey: Survey, area: str, key: str, fields: Fields) -> Question:
    """Last in its area, as its headline only where it has none; with advice that is yet to be written."""
    locked = lock_draft(survey)
    home = locked.areas.get(key=area)
    if locked.questions.filter(key=key).exists():
        raise FieldError("key", "Nøglen bruges allerede i tilsynet. Giv hvert spørgsmål sin egen nøgle.")
    is_headline = not home.questions.filter(is_headline=True).exists()
    _require_relevant(is_headline, fields)
    question = Question.objects.create(
        survey=locked, area=home, key=key, order=2 * FAR, is_headline=is_headline, **fields
    )
    newest = locked.advice_versions.order_by("-number").first()
    if newest:
        Advice.objects.create(version=newest, question=question)
    _renumber(locked)
    return question


@transaction.atomic
def edit_question(*, survey: Survey, key: str, fields: Fields, token: str) -> Question:
    question = _find_question(lock_draft(survey), key)
    _require_fresh(question_token(question), token)
    _require_relevant(question.is_headline, fields)
    return _write(question, QUESTION_FIELDS, fields)


@transaction.atomic
def delete_question(*, survey: Survey, key: str, token: str) -> None:
    """Its advice goes with it. A headline question stays, since each area has one."""
    locked = lock_draft(survey)
    question = _find_question(locked, key)
    _require_fresh(question_token(question), token)
    if question.is_headline:
        raise FieldError("key", "Spørgsmålet er områdets hovedspørgsmål. Vælg et andet hovedspørgsmål først.")
    question.delete()
    _renumber(locked)


@transaction.atomic
def move_area(*, survey: Survey, key: str, step: int) -> None:
    """One place up (-1) or down (1); the questions come along. At the end of the list nothing moves."""
    locked = lock_draft(survey)
    areas = list(locked.areas.all())
    _shift(areas, next(place for place, area in enumerate(areas) if area.key == key), step)
    locked.areas.update(order=F("order") + FAR)
    for order, area in enumerate(areas, start=1):
        Area.objects.filter(pk=area.pk).update(order=order)
    _renumber(locked)


@transaction.atomic
def move_question(*, survey: Survey, key: str, step: int) -> None:
    """One place up (-1) or down (1) within its area."""
    locked = lock_draft(survey)
    question = _find_question(locked, key)
    siblings = list(question.area.questions.all())
    _shift(siblings, siblings.index(question), step)
    _renumber(locked, {one.pk: place for place, one in enumerate(siblings)})


def _write(part: Any, names: tuple[str, ...], fields: Fields) -> Any:
    for name in names:
        setattr(part, name, fields[name])
    part.save(update_fields=names)
    return part


def _require_fresh(now: str, token: str) -> None:
    if now != token:
        raise StaleError(STALE)


def _require_relevant(is_headline: bool, fields: Fields) -> None:
    if is_headline and fields["allows_not_relevant"]:
        raise FieldError(
            "allows_not_relevant", f"{NEVER_NOT_RELEVANT} Fjern krydset, eller vælg et andet hovedspørgsmål."
        )


def _find_question(survey: Survey, key: str) -> Question:
    question = survey.questions.select_related("area").filter(key=key).first()
    if question is None:
        raise StaleError(GONE)
    return question


def _shift(parts: list, place: int, step: int) -> None:
    other = place + step
    if 0 <= other < len(parts):
        parts[place], parts[other] = parts[other], parts[place]


def _renumber(survey: Survey, places: Mapping[int, int] | None = None) -> None:
    """Questions are numbered through the survey in the order of their areas; `places` says otherwise within one."""
    questions = list(survey.questions.select_related("area"))
    questions.sort(key=lambda one: (one.area.order, (places or {}).get(one.pk, one.order)))
    # Out of the way first: two questions never have the same number, not even for a moment.
    survey.questions.update(order=F("order") + FAR)
    for order, question in enumerate(questions, start=1):
        question.order = order
    Question.objects.bulk_update(questions, ["order"])
