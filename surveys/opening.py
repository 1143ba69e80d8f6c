"""What opening a survey would do, and to how many: read before anything happens, and what is still missing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format

from municipalities.models import Municipality, RegionMembership
from municipalities.ordering import danish_key
from surveys.digests import digest
from surveys.enums import MailKind
from surveys.models import Sample, Survey
from surveys.preparation import count_without_advice
from surveys.reminders import local_day
from surveys.samples import select_municipalities
from surveys.services.mails import select_told
from surveys.services.surveys import has_questions, survey_content

SUGGESTED = timedelta(weeks=6)
SATURDAY = 5


@dataclass(frozen=True)
class Missing:
    """What must be mended first, and where; some is mended on no page of the portal."""

    text: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class OpeningPlan:
    sample: Sample | None
    municipalities: tuple[Municipality, ...]
    regions: tuple[tuple[str, int], ...]
    moved: tuple[str, ...]
    mails: int
    silent: tuple[Municipality, ...]
    areas: int
    questions: int
    content: str
    # Stops no opening, but letters.
    without_advice: int
    missing: tuple[Missing, ...]


def suggested_deadline(now: datetime) -> date:
    """Six weeks ahead, on a working day of the week."""
    day = local_day(now) + SUGGESTED
    return day if day.weekday() < SATURDAY else day + timedelta(days=7 - day.weekday())


def weekday_words(day: date) -> str:
    return date_format(day, r"l \d\e\n j. F Y")


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def select_opening(survey: Survey, now: datetime) -> OpeningPlan:
    """Eleven queries, however many municipalities: sample, municipalities, regions, people, questions and advice."""
    sample = survey.samples.newest()
    asked = sorted(select_municipalities(sample.codes) if sample else [], key=lambda one: danish_key(one.name))
    regions = _regions(asked, local_day(now))
    drawn_in = {one.code: one.region for one in sample.candidates} if sample else {}
    told = list(select_told(asked, MailKind.INVITATION).values_list("municipality", flat=True))
    content = survey_content(survey)
    names = [regions[one.pk] for one in asked if one.pk in regions]
    return OpeningPlan(
        sample=sample,
        municipalities=tuple(asked),
        regions=tuple((name, names.count(name)) for name in sorted(set(names), key=danish_key)),
        moved=tuple(one.name for one in asked if one.pk in regions and drawn_in[one.code] != regions[one.pk]),
        mails=len(told),
        silent=tuple(one for one in asked if one.pk not in told),
        areas=survey.areas.count(),
        questions=survey.questions.count(),
        content=digest(content),
        without_advice=count_without_advice(survey),
        missing=tuple(_missing(survey, sample, asked, regions)),
    )


def _regions(asked: list[Municipality], day: date) -> dict[int, str]:
    rows = RegionMembership.objects.on(day).filter(municipality__in=asked)
    return dict(rows.values_list("municipality", "region__name"))


def _missing(
    survey: Survey, sample: Sample | None, asked: list[Municipality], regions: dict[int, str]
) -> list[Missing]:
    choose = reverse("surveys:choose_sample", args=[survey.slug])
    found = []
    if not has_questions(survey):
        questions = reverse("surveys:questions", args=[survey.slug])
        text = "Tilsynet mangler spørgsmål: Hvert område skal have et hovedspørgsmål."
        found.append(Missing(text, questions, "Se spørgsmålene"))
    if sample is None:
        found.append(Missing("Det er ikke valgt, hvem der skal spørges.", choose, "Vælg kommuner"))
    elif len(asked) < sample.size:
        found.append(Missing("Nogle af de valgte kommuner er ikke længere i registeret.", choose, "Vælg om"))
    if any(one.is_demo != survey.is_demo for one in asked):
        found.append(Missing("Udvælgelsen blander demokommuner og rigtige kommuner.", choose, "Vælg om"))
    for one in asked:
        if one.pk not in regions:
            url = reverse("municipalities:municipality", args=[one.code])
            found.append(Missing(f"{one.name} har ingen region i dag. Indlæs registeret igen.", url, f"Se {one.name}"))
    return found
