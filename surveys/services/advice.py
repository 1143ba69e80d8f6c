"""Advice in versions: what a letter or a publication has used never changes, so editing it makes the next version."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from surveys.advice import texts_of, without_advice
from surveys.advice_texts import LEVELS, LINKS, merge, name_of, read_links
from surveys.enums import SurveyState
from surveys.models import Advice, AdviceVersion, Area, GuidanceLink, Survey
from surveys.services.errors import SurveyError
from surveys.services.surveys import lock_survey

ARCHIVED = "Tilsynet er arkiveret, og rådene kan ikke længere ændres."
MISSING = "Rådet mangler. Efter åbningen skal der stå et råd til hvert svar."


class StaleAdviceError(SurveyError):
    """Someone changed the same texts meanwhile; carries what is stored now, and what would be if theirs were kept."""

    def __init__(self, *, stored: dict[str, str], merged: dict[str, str], conflicts: tuple[str, ...]) -> None:
        super().__init__("En anden har ændret de samme råd imens. Se begge tekster, og vælg, hvad der skal gælde.")
        self.stored, self.merged, self.conflicts = stored, merged, conflicts


def use_advice(*, survey: Survey, now: datetime | None = None) -> AdviceVersion:
    """The newest version, marked as used from now on; called in the transaction of whatever is made with it.

    One that is used is read without a lock, since nothing in it can change. Raises SurveyError where there is none, or
    where a question has no advice at one of the levels.
    """
    newest = survey.advice_versions.last()
    if newest is None:
        raise SurveyError(without_advice(survey, None))
    if newest.is_used:
        return newest
    newest = _lock_newest(survey)
    if not newest.is_used:
        if missing := without_advice(survey, newest):
            raise SurveyError(missing)
        newest.used_at = now or timezone.now()
        newest.save(update_fields=["used_at"])
    return newest


@transaction.atomic
def edit_advice(
    *,
    survey: Survey,
    area: Area,
    typed: Mapping[str, str],
    seen: Mapping[str, str],
    by: User,
    now: datetime | None = None,
) -> AdviceVersion:
    """Store an area's advice: in the newest version if nothing has used it, else in a next one.

    `seen` marks the texts the person started from. Raises StaleAdviceError where the same text was changed meanwhile,
    and SurveyError where the survey is archived or a text is left out after opening; then nothing is stored.
    """
    now = now or timezone.now()
    version = _lock_newest(survey) or _first_version(survey, by)
    stored = texts_of(version, area)
    merged = merge(seen=seen, stored=stored, typed=typed)
    if merged.conflicts:
        raise StaleAdviceError(stored=stored, merged=merged.texts, conflicts=merged.conflicts)
    if merged.texts == stored:
        return version
    _require_editable(survey, merged.texts)
    version = _next_version(version, by, now) if version.is_used else _changed(version, by, now)
    _write(version, area, merged.texts)
    return version


def _lock_newest(survey: Survey) -> AdviceVersion | None:
    """Whoever edits and whoever is about to use wait for each other; the newest is read after the waiting.

    The rows' keys are not locked: a letter may name a version while another is being edited.
    """
    list(survey.advice_versions.select_for_update(no_key=True))
    return survey.advice_versions.last()


def _first_version(survey: Survey, by: User) -> AdviceVersion:
    """Without a version to lock, the survey is the lock: of two people one makes the first."""
    lock_survey(survey)
    return survey.advice_versions.last() or AdviceVersion.objects.create(survey=survey, number=1, created_by=by)


def _require_editable(survey: Survey, texts: Mapping[str, str]) -> None:
    state = Survey.objects.values_list("state", flat=True).get(pk=survey.pk)
    if state == SurveyState.ARCHIVED:
        raise SurveyError(ARCHIVED)
    if state != SurveyState.DRAFT and not all(text for name, text in texts.items() if name != LINKS):
        raise SurveyError(MISSING)


def _changed(version: AdviceVersion, by: User, now: datetime) -> AdviceVersion:
    version.changed_by, version.changed_at = by, now
    version.save(update_fields=["changed_by", "changed_at"])
    return version


def _next_version(version: AdviceVersion, by: User, now: datetime) -> AdviceVersion:
    """A copy of all areas' advice and links, to be changed."""
    copy = AdviceVersion.objects.create(
        survey_id=version.survey_id, number=version.number + 1, created_at=now, created_by=by
    )
    Advice.objects.bulk_create(_as_new(one, copy) for one in version.advice.all())
    GuidanceLink.objects.bulk_create(_as_new(one, copy) for one in version.links.all())
    return copy


def _as_new(row: Advice | GuidanceLink, version: AdviceVersion) -> Advice | GuidanceLink:
    row.pk, row.version = None, version
    return row


def _write(version: AdviceVersion, area: Area, texts: Mapping[str, str]) -> None:
    for question in area.questions.all():
        words = {level.value: texts[name_of(question.key, level)] for level in LEVELS}
        Advice.objects.update_or_create(version=version, question=question, defaults=words)
    version.links.filter(area=area).delete()
    GuidanceLink.objects.bulk_create(
        GuidanceLink(version=version, area=area, order=order, title=link.title, url=link.url)
        for order, link in enumerate(read_links(texts[LINKS]), start=1)
    )
