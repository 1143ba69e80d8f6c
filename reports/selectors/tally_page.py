"""What the agency's tally page shows: everything, nothing hidden."""

from dataclasses import dataclass, replace

from reports.documents import Bar
from reports.selectors.report import counting_words, distribution_bars
from surveys.dane_compared import AREA
from surveys.dane_figures import MeasuredFigures, select_measured_figures
from surveys.models import Question, Survey
from surveys.selectors import select_tally
from surveys.tally import QuestionTally, RegionTally, percent


@dataclass(frozen=True)
class TallyRegion:
    name: str
    counted: int
    of: int
    percent: float


@dataclass(frozen=True)
class TallyQuestion:
    """One question's figures with the words that explain them."""

    key: str
    text: str
    unit: str
    counting: str
    counted: int
    of: int
    percent: float
    bars: tuple[Bar, ...]
    not_relevant: int
    unanswered: int
    regions: tuple[TallyRegion, ...]


@dataclass(frozen=True)
class TallyArea:
    key: str
    title: str
    headline: TallyQuestion
    supporting: tuple[TallyQuestion, ...]
    # Of the DANE area alone: what was measured, beside what was answered.
    measured: MeasuredFigures | None = None


@dataclass(frozen=True)
class TallyPage:
    respondents: int
    invited: int
    areas: tuple[TallyArea, ...]


def select_tally_page(survey: Survey) -> TallyPage:
    """Six queries, however many respondents."""
    tally = select_tally(survey)
    texts = {one.key: one for one in Question.objects.filter(survey=survey).select_related("area")}
    return TallyPage(
        respondents=tally.respondents,
        invited=survey.responses.invited().count(),
        areas=tuple(_measured(_area(one, tally.questions, texts), survey) for one in tally.headlines),
    )


def _measured(area: TallyArea, survey: Survey) -> TallyArea:
    return replace(area, measured=select_measured_figures(survey, area.headline.of)) if area.key == AREA else area


def _area(headline: QuestionTally, questions: tuple[QuestionTally, ...], texts: dict[str, Question]) -> TallyArea:
    supporting = [one for one in questions if one.area == headline.area and not one.is_headline]
    return TallyArea(
        key=headline.area,
        title=texts[headline.question].area.title,
        headline=_question(headline, texts[headline.question]),
        supporting=tuple(_question(one, texts[one.question]) for one in supporting),
    )


def _question(tally: QuestionTally, question: Question) -> TallyQuestion:
    return TallyQuestion(
        key=question.key,
        text=question.text,
        unit=question.unit,
        counting=counting_words(tally.threshold),
        counted=tally.counted,
        of=tally.of,
        percent=tally.percent,
        bars=distribution_bars(tally),
        not_relevant=tally.not_relevant,
        unanswered=tally.unanswered,
        regions=tuple(map(_region, tally.regions)),
    )


def _region(cell: RegionTally) -> TallyRegion:
    return TallyRegion(cell.region, cell.counted, cell.of, percent(cell.counted, cell.of))
