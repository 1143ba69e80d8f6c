"""The national report of a list of submissions: of the current ones for a draft, of a frozen list once published."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from reports.documents import Bar, Fact, ReportArea, ReportContent, ReportRegion
from reports.selectors.survey import AskedArea, latest_advice, select_asked, sender_of
from surveys.deadlines import COPENHAGEN
from surveys.models import AdviceVersion, Survey
from surveys.tally import (
    SMALLEST_PUBLISHED_REGION,
    QuestionTally,
    Tally,
    counting_choices,
    counts,
    percent,
    publish_regions,
)


def select_report(
    survey: Survey,
    tally: Tally,
    advice: AdviceVersion | None = None,
    *,
    number: int | None = None,
    published: date | None = None,
    digest: str = "",
) -> ReportContent:
    """Everything the report says, small cells hidden as in anything published, also in the draft.

    Without a version of the advice it is the newest.
    """
    asked = {one.area.key: one for one in select_asked(advice or latest_advice(survey))}
    invited = survey.responses.invited().count()
    return ReportContent(
        survey_title=survey.title,
        survey_slug=survey.slug,
        is_demo=survey.is_demo,
        sender=sender_of(survey),
        number=number,
        published=published,
        invited=invited,
        respondents=tally.respondents,
        areas=tuple(_area(asked[one.area], one) for one in tally.headlines),
        method=_method(survey, invited, tally),
        results_url=settings.SITE_URL + reverse("reports:results", args=[survey.slug]),
        digest=digest,
    )


def counting_words(threshold: int) -> str:
    """Which answers count, as a sentence says it: »Ja« og »Delvist – …«."""
    labels = [f"»{choice.label}«" for choice in counting_choices(threshold)]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} og {labels[-1]}"


def _area(asked: AskedArea, tally: QuestionTally) -> ReportArea:
    return ReportArea(
        key=asked.area.key,
        number=asked.area.order,
        title=asked.area.title,
        why=asked.area.why,
        question=asked.headline.question.text,
        unit=asked.headline.question.unit,
        counting=counting_words(tally.threshold),
        counted=tally.counted,
        of=tally.of,
        percent=tally.percent,
        distribution=distribution_bars(tally),
        not_relevant=tally.not_relevant,
        unanswered=tally.unanswered,
        regions=tuple(
            ReportRegion(
                name=cell.region,
                counted=cell.counted,
                of=cell.of,
                percent=None if cell.counted is None else percent(cell.counted, cell.of),
            )
            for cell in publish_regions(tally.regions)
        ),
        # The supporting questions' advice tells what to do; the headline's speaks of one municipality's own answer.
        advice="\n\n".join(one.advice.not_in_place for one in asked.supporting),
        links=asked.links,
        erratum=asked.headline.erratum,
    )


def distribution_bars(tally: QuestionTally) -> tuple[Bar, ...]:
    return tuple(
        Bar(label=str(choice.label), count=count, counts=counts(choice, tally.threshold))
        for choice, count in tally.distribution
    )


def _method(survey: Survey, invited: int, tally: Tally) -> tuple[Fact, ...]:
    if survey.opened_at is None:
        return ()
    opened, deadline = survey.opened_at.astimezone(COPENHAGEN), survey.deadline
    return (
        Fact("Hvem er spurgt", f"{invited} kommuner. Kommuner, der er taget ud af tilsynet, er ikke med."),
        Fact("Hvem har svaret", f"{tally.respondents} kommuner har indsendt en besvarelse."),
        Fact("Hvornår", f"Åbnet {date_format(opened, 'j. F Y')}. Frist {date_format(deadline, 'j. F Y')}."),
        Fact(
            "Hvad tæller",
            "Hvert område har ét hovedspørgsmål. Ved hvert område står, hvilke svar der tæller som på plads. Tallet "
            "er altid ud af alle kommuner, der har svaret, også dem, der har svaret noget andet.",
        ),
        Fact(
            "Tal for regioner",
            f"Et tal for en region vises kun, når mindst {SMALLEST_PUBLISHED_REGION} kommuner i regionen har svaret, "
            "og hverken ingen eller alle tæller med. Flere tal kan være skjult, så et skjult tal ikke kan regnes ud.",
        ),
        Fact("Egne svar", "Kommunerne har selv vurderet deres modenhed. Tallene er ikke resultatet af en kontrol."),
    )
