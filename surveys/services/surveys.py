"""The moves of a survey: opening freezes it, closing ends the answering, reopening says why."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import Municipality, RegionMembership, User
from surveys.deadlines import COPENHAGEN
from surveys.digests import digest
from surveys.enums import MailKind, SurveyState
from surveys.models import Response, Survey, SurveyEvent
from surveys.services.errors import SurveyError
from surveys.services.mails import write_mails
from surveys.states import SURVEY_MOVES, find_move


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


@transaction.atomic
def open_survey(
    *,
    survey: Survey,
    deadline: date,
    municipalities: Iterable[Municipality],
    by: User | None = None,
    now: datetime | None = None,
    tells: bool = True,
) -> int:
    """Freeze what is asked, and ask each municipality once, by mail too; returns how many were asked.

    Raises SurveyError where the survey is not a draft, the deadline has passed, the list is empty or mixes demo
    and real municipalities, or a municipality has no region on the opening date.
    """
    now = now or timezone.now()
    survey = lock_survey(survey)
    asked = list(dict.fromkeys(municipalities))
    _require_openable(survey, deadline, asked, now)
    survey.state, survey.deadline, survey.opened_at = SurveyState.OPEN, deadline, now
    survey.content_digest = digest(survey_content(survey))
    survey.save(update_fields=["state", "deadline", "opened_at", "content_digest"])
    _record(survey, SurveyState.DRAFT, by, now, "")
    add_municipalities(survey=survey, municipalities=asked, now=now, tells=tells)
    return len(asked)


def lock_survey(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)


def _require_openable(survey: Survey, deadline: date, asked: list[Municipality], now: datetime) -> None:
    if find_move(SURVEY_MOVES, survey.state, SurveyState.OPEN) is None or survey.is_frozen:
        raise SurveyError(f"Tilsynet {survey.slug} er allerede åbnet.")
    if deadline < now.astimezone(COPENHAGEN).date():
        raise SurveyError("Fristen er overskredet, før tilsynet er åbnet. Vælg en senere dato.")
    if not asked:
        raise SurveyError("Der er ingen kommuner på listen. Vælg mindst én.")
    if survey.questions.filter(is_headline=True).count() != survey.areas.count() or not survey.areas.exists():
        raise SurveyError("Tilsynet mangler spørgsmål. Indlæs et spørgeskema først.")


@transaction.atomic
def add_municipalities(
    *, survey: Survey, municipalities: Iterable[Municipality], now: datetime | None = None, tells: bool = True
) -> None:
    """Give each a response; its region is the one in force on the survey's opening date, also if added later."""
    asked = list(dict.fromkeys(municipalities))
    _require_addable(survey, asked)
    opened_on = survey.opened_at.astimezone(COPENHAGEN).date()
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
        Response(survey=survey, municipality=municipality, region_id=regions[municipality.pk], told_at=now)
        for municipality in asked
    )
    if tells:
        write_mails(responses=responses, kind=MailKind.INVITATION, now=now)


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
