"""The moves of a survey: opening freezes it, closing ends the answering, reopening says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import Municipality, RegionMembership, User
from surveys.digests import digest
from surveys.enums import MailKind, SampleMethod, SurveyState
from surveys.models import Opening, Response, Sample, Survey, SurveyEvent
from surveys.reminders import local_day
from surveys.samples import select_frame, select_municipalities
from surveys.services.errors import PastDeadlineSurveyError, SurveyError
from surveys.services.locking import lock_survey
from surveys.services.mails import write_mails
from surveys.services.samples import record_sample
from surveys.signals import responses_made
from surveys.states import SURVEY_MOVES, find_move

BY_COMMAND = "Åbnet med kommandoen open_survey og dens egen liste."


def survey_content(survey: Survey) -> dict:
    """All that opening freezes: what the survey says of itself, and its areas. Advice is left out: it has versions."""
    return {
        "title": survey.title,
        "intro": survey.intro,
        "minutes": survey.minutes,
        "requires_approval": survey.requires_approval,
        "areas": _areas_content(survey),
    }


def is_as_opened(survey: Survey) -> bool:
    """Whether an opened survey asks what it did then; the digest of the first ones covered their areas alone."""
    content = survey_content(survey)
    return survey.content_digest in (digest(content), digest(content["areas"]))


def _areas_content(survey: Survey) -> list[dict]:
    areas = survey.areas.prefetch_related("questions")
    return [
        {
            "area": area.key,
            "title": area.title,
            "why": area.why,
            "needs": area.needs,
            "questions": [
                {
                    "key": question.key,
                    "text": question.text,
                    "unit": question.unit,
                    "help": question.help,
                    "references": question.references,
                    "is_headline": question.is_headline,
                    "threshold": question.threshold,
                    "allows_not_relevant": question.allows_not_relevant,
                }
                for question in area.questions.all()
            ],
        }
        for area in areas
    ]


@dataclass(frozen=True)
class Shown:
    """What the one who opens has had before them: the number of the sample, and the digest of what is asked."""

    sample: int
    content: str


@transaction.atomic
def open_survey(
    *,
    survey: Survey,
    deadline: date,
    municipalities: Iterable[Municipality],
    method: SampleMethod = SampleMethod.LIST,
    by: User | None = None,
    now: datetime | None = None,
    tells: bool = True,
) -> int:
    """Freeze what is asked, and ask each municipality once, by mail too; returns how many were asked.

    The list is kept as the survey's sample. Raises SurveyError where the survey is not a draft, the deadline has
    passed, the list is empty or mixes demo and real municipalities, or a municipality has no region on the opening
    date.
    """
    now = now or timezone.now()
    survey = lock_survey(survey)
    asked = list(dict.fromkeys(municipalities))
    _require_openable(survey, deadline, asked, now)
    day = local_day(now)
    sample = record_sample(
        survey=survey,
        method=method,
        codes=[municipality.code for municipality in asked],
        frame=select_frame(is_demo=survey.is_demo, day=day),
        day=day,
        by=by,
        now=now,
        reason=BY_COMMAND if survey.samples.exists() else "",
    )
    return _open(survey, sample, deadline, asked, by, now, tells)


@transaction.atomic
def open_sampled_survey(
    *, survey: Survey, deadline: date, shown: Shown, by: User, now: datetime | None = None, tells: bool = True
) -> int:
    """Open with the sample that was chosen, and only where it and the questions are those the person was shown.

    Raises SurveyError where either changed meanwhile, and as open_survey() does.
    """
    now = now or timezone.now()
    survey = lock_survey(survey)
    sample = survey.samples.newest()
    asked = select_municipalities(sample.codes) if sample else []
    _require_openable(survey, deadline, asked, now)
    if shown != Shown(sample.number, digest(survey_content(survey))):
        raise SurveyError("Spørgsmålene eller udvælgelsen er ændret, siden du så siden. Se den igen, før du åbner.")
    if len(asked) != sample.size:
        raise SurveyError("Nogle af de udvalgte kommuner er ikke længere i registeret. Vælg om, før du åbner.")
    return _open(survey, sample, deadline, asked, by, now, tells)


def _open(
    survey: Survey,
    sample: Sample,
    deadline: date,
    asked: list[Municipality],
    by: User | None,
    now: datetime,
    tells: bool,
) -> int:
    survey.state, survey.deadline, survey.opened_at = SurveyState.OPEN, deadline, now
    survey.content_digest = digest(survey_content(survey))
    survey.save(update_fields=["state", "deadline", "opened_at", "content_digest"])
    _record(survey, SurveyState.DRAFT, by, now, "")
    Opening.objects.create(survey=survey, sample=sample, sample_digest=sample.digest)
    add_municipalities(survey=survey, municipalities=asked, by=by, now=now, tells=tells)
    return len(asked)


def _require_openable(survey: Survey, deadline: date, asked: list[Municipality], now: datetime) -> None:
    if find_move(SURVEY_MOVES, survey.state, SurveyState.OPEN) is None or survey.is_frozen:
        raise SurveyError(f"Tilsynet {survey.slug} er allerede åbnet.")
    if deadline < local_day(now):
        raise PastDeadlineSurveyError("Fristen er overskredet, før tilsynet er åbnet. Vælg en senere dato.")
    if not asked:
        raise SurveyError("Der er ingen kommuner på listen. Vælg mindst én.")
    if not has_questions(survey):
        raise SurveyError("Tilsynet mangler spørgsmål. Indlæs et spørgeskema først.")


def has_questions(survey: Survey) -> bool:
    """At least one area, and in each the headline question that the tally publishes."""
    areas = survey.areas.count()
    return bool(areas) and survey.questions.filter(is_headline=True).count() == areas


@transaction.atomic
def add_municipalities(
    *,
    survey: Survey,
    municipalities: Iterable[Municipality],
    own_deadline: date | None = None,
    by: User | None = None,
    now: datetime | None = None,
    tells: bool = True,
) -> list[Response]:
    """Give each a response; its region is the one in force on the survey's opening date, also if added later."""
    asked = list(dict.fromkeys(municipalities))
    _require_addable(survey, asked)
    opened_on = local_day(survey.opened_at)
    regions = dict(
        RegionMembership.objects.on(opened_on)
        .filter(municipality__in=asked)
        .values_list("municipality_id", "region_id")
    )
    missing = [municipality.name for municipality in asked if municipality.pk not in regions]
    if missing:
        raise SurveyError(f"Registeret mangler region for {', '.join(missing)}. Indlæs registeret igen.")
    now = now or timezone.now()
    responses = Response.objects.bulk_create(
        Response(
            survey=survey,
            municipality=municipality,
            region_id=regions[municipality.pk],
            own_deadline=own_deadline,
            told_at=now,
        )
        for municipality in asked
    )
    if tells:
        write_mails(responses=responses, kind=MailKind.INVITATION, now=now)
    responses_made.send(sender=Survey, survey=survey, responses=responses, by=by, now=now, tells=tells)
    return responses


def _require_addable(survey: Survey, asked: list[Municipality]) -> None:
    if not survey.is_frozen:
        raise SurveyError(f"Tilsynet {survey.slug} er ikke åbnet endnu.")
    if any(municipality.is_demo != survey.is_demo for municipality in asked):
        raise SurveyError("Et tilsyn kan ikke blande demokommuner og rigtige kommuner. Ret listen.")
    known = survey.responses.filter(municipality__in=asked).values_list("municipality__name", flat=True)
    if known:
        raise SurveyError(f"Disse kommuner er allerede med i tilsynet: {', '.join(known)}.")


@transaction.atomic
def move_survey(
    *,
    survey: Survey,
    target: SurveyState,
    by: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Survey:
    """Close, reopen, publish or archive; opening has a service of its own. Raises SurveyError if refused."""
    survey = lock_survey(survey)
    source, move = survey.state, find_move(SURVEY_MOVES, survey.state, target)
    if move is None or source == SurveyState.DRAFT:
        raise SurveyError(f"Tilsynet er »{survey.state_label}« og kan ikke blive »{SurveyState(target).label}«.")
    if move.needs_reason and not reason.strip():
        raise SurveyError("Skriv hvorfor.")
    survey.state = target
    survey.save(update_fields=["state"])
    _record(survey, source, by, now or timezone.now(), reason.strip())
    return survey


def _record(survey: Survey, source: str, by: User | None, now: datetime, reason: str) -> None:
    SurveyEvent.objects.create(survey=survey, at=now, by=by, from_state=source, to_state=survey.state, reason=reason)
