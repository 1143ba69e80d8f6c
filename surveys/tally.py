"""What counts, the tally of any list of submissions, and what may be published of it. Pure: no database, no clock."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from surveys.enums import Choice, Level

# A published regional cell needs at least this many respondents (design.md, section 5).
SMALLEST_PUBLISHED_REGION = 5


def counts(choice: int | None, threshold: int) -> bool:
    """An answer counts as in place at or above its question's threshold; no choice never counts."""
    return choice is not None and choice >= threshold


def level(choice: int | None, threshold: int) -> Level:
    """What a letter says: unanswered is treated as not in place, since nothing shows otherwise."""
    if counts(choice, threshold):
        return Level.IN_PLACE
    return Level.ON_THE_WAY if choice else Level.NOT_IN_PLACE


def counting_choices(threshold: int) -> tuple[Choice, ...]:
    return tuple(choice for choice in Choice if choice >= threshold)


def percent(counted: int, of: int) -> float:
    """Percent with one decimal, halves up as people round (15 of 48 is 31,3); 0 where nobody answered."""
    return (2000 * counted + of) // (2 * of) / 10 if of else 0.0


@dataclass(frozen=True)
class CountedQuestion:
    """The part of a question the tally needs, frozen with the survey."""

    key: str
    area: str
    threshold: int
    is_headline: bool = True


class Row(NamedTuple):
    """So many submissions of one region gave this question this value; a tuple, for there are many of them."""

    question: str
    region: str
    choice: int | None
    not_relevant: bool
    count: int


@dataclass(frozen=True)
class RegionTally:
    region: str
    counted: int
    of: int


@dataclass(frozen=True)
class QuestionTally:
    """One question over all respondents; every respondent is in exactly one of the parts."""

    question: str
    area: str
    threshold: int
    is_headline: bool
    distribution: tuple[tuple[Choice, int], ...]
    not_relevant: int
    unanswered: int
    regions: tuple[RegionTally, ...]

    @property
    def counted(self) -> int:
        return sum(number for choice, number in self.distribution if counts(choice, self.threshold))

    @property
    def of(self) -> int:
        return sum(number for _, number in self.distribution) + self.not_relevant + self.unanswered

    @property
    def percent(self) -> float:
        return percent(self.counted, self.of)


@dataclass(frozen=True)
class Tally:
    respondents: int
    questions: tuple[QuestionTally, ...]

    @property
    def headlines(self) -> tuple[QuestionTally, ...]:
        return tuple(question for question in self.questions if question.is_headline)


def tally(questions: Sequence[CountedQuestion], rows: Iterable[Row]) -> Tally:
    """Tally grouped rows; each submission must give one row to each question, answered or not."""
    by_question: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_question[row.question].append(row)
    tallies = tuple(_tally_question(question, by_question[question.key]) for question in questions)
    return Tally(respondents=max((question.of for question in tallies), default=0), questions=tallies)


def _tally_question(question: CountedQuestion, rows: list[Row]) -> QuestionTally:
    by_choice: Counter = Counter()
    by_region: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        by_choice["not_relevant" if row.not_relevant else row.choice] += row.count
        cell = by_region[row.region]
        cell[0] += row.count if counts(row.choice, question.threshold) else 0
        cell[1] += row.count
    return QuestionTally(
        question=question.key,
        area=question.area,
        threshold=question.threshold,
        is_headline=question.is_headline,
        distribution=tuple((choice, by_choice[choice]) for choice in Choice),
        not_relevant=by_choice["not_relevant"],
        unanswered=by_choice[None],
        regions=tuple(RegionTally(name, *by_region[name]) for name in sorted(by_region)),
    )


@dataclass(frozen=True)
class PublishedRegion:
    """A regional cell as the public may see it; None means hidden, printed as a dash with the reason."""

    region: str
    counted: int | None
    of: int | None


def publish_regions(regions: Sequence[RegionTally]) -> tuple[PublishedRegion, ...]:
    """Hide cells that would tell what single municipalities answered.

    A cell shows only with five respondents or more of whom some, but not all, count. Regions stand together in
    groups chosen by size alone, the same in every area: one cell that may not show hides its whole group, and a
    group of which none or all count hides every cell. So whoever knows this rule, the national total and how many
    answered in each region still finds two possible counts or more behind each dash (docs/rules.md has the proof).
    A breakdown into one region is none at all and gives nothing.
    """
    if len(regions) < 2:
        return ()
    groups = _groups(regions)
    if any(_is_none_or_all(group) for group in groups):
        return tuple(PublishedRegion(cell.region, None, None) for cell in regions)
    shown = {cell.region for group in groups if all(_may_show(cell) for cell in group) for cell in group}
    return tuple(
        PublishedRegion(cell.region, cell.counted, cell.of)
        if cell.region in shown
        else PublishedRegion(cell.region, None, None)
        for cell in regions
    )


def _groups(regions: Sequence[RegionTally]) -> list[list[RegionTally]]:
    """Pairs from the smallest region up, the last group taking an odd one; what they answered plays no part."""
    by_size = sorted(regions, key=lambda cell: (cell.of, cell.region))
    groups = [by_size[place : place + 2] for place in range(0, len(by_size) - 1, 2)]
    if len(by_size) % 2:
        groups[-1].append(by_size[-1])
    return groups


def _may_show(cell: RegionTally) -> bool:
    return cell.of >= SMALLEST_PUBLISHED_REGION and not _is_none_or_all([cell])


def _is_none_or_all(cells: Sequence[RegionTally]) -> bool:
    return sum(cell.counted for cell in cells) in {0, sum(cell.of for cell in cells)}
