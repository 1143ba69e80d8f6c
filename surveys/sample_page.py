"""All there is to say of a survey's sample, on the page and on paper: how it was made, who, and what came after."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from municipalities.models import User
from surveys.draw_rule import RULE
from surveys.enums import ResponseState
from surveys.models import Addition, ResponseEvent, Sample, Survey
from surveys.sampling import Share, draw_digest

KEPT_FROM = "Begrundelsen vises ikke for dig, fordi du er inhabil i sagen."


@dataclass(frozen=True)
class SampleRow:
    """A municipality: of a draw every one that could be drawn, with digest and place; else each one chosen."""

    code: str
    name: str
    region: str
    digest: str = ""
    place: int = 0
    is_chosen: bool = True


@dataclass(frozen=True)
class Earlier:
    """A sample that another took the place of, with the reason for that."""

    number: int
    method: str
    seed: str
    size: int
    made_at: datetime
    made_by: str
    replaced_why: str


@dataclass(frozen=True)
class Change:
    """A municipality added or withdrawn after the survey was opened; why is kept from whom the case is kept from."""

    code: str
    name: str
    region: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class SamplePage:
    number: int
    method: str
    day: date
    size: int
    of: int
    digest: str
    made_at: datetime
    made_by: str
    why_again: str
    is_random: bool
    seed: str
    seed_words: str
    shares: tuple[Share, ...]
    rows: tuple[SampleRow, ...]
    example: str = ""
    example_digest: str = ""
    replaced_by: int | None = None
    earlier: tuple[Earlier, ...] = ()
    added: tuple[Change, ...] = ()
    withdrawn: tuple[Change, ...] = ()
    opened_at: datetime | None = None
    rule: tuple[str, ...] = field(default=())

    @property
    def opened_with(self) -> bool:
        """Whether the survey was opened with this one: the last one made."""
        return self.opened_at is not None and self.replaced_by is None


def select_sample_page(survey: Survey, user: User, number: int | None = None) -> SamplePage | None:
    """The newest sample, or the one with the number; None where there is none. Four queries."""
    samples = list(survey.samples.select_related("made_by", "survey"))
    shown = next((one for one in samples if one.number == number), None) if number else (samples or [None])[-1]
    if shown is None:
        return None
    first = shown.candidates[0] if shown.is_random else None
    kept_from = set(user.conflicts.in_force().values_list("municipality", flat=True))
    return SamplePage(
        number=shown.number,
        method=shown.method_label,
        day=shown.day,
        size=shown.size,
        of=len(shown.frame),
        digest=shown.digest,
        made_at=shown.made_at,
        made_by=_person(shown),
        why_again=shown.reason,
        is_random=shown.is_random,
        seed=shown.seed,
        seed_words=_seed_words(shown),
        shares=tuple(shown.shares),
        rows=_rows(shown),
        example=f"{shown.seed}{first.code}" if first else "",
        example_digest=draw_digest(shown.seed, first.code) if first else "",
        replaced_by=shown.number + 1 if shown is not samples[-1] else None,
        earlier=tuple(_earlier(one, after) for one, after in pairwise(samples)),
        added=_added(survey, kept_from),
        withdrawn=_withdrawn(survey, kept_from),
        opened_at=survey.opened_at,
        rule=RULE if shown.is_random else (),
    )


def _person(sample: Sample) -> str:
    return str(sample.made_by) if sample.made_by else "driften"


def _seed_words(sample: Sample) -> str:
    """Whoever picks the seed can work out the result beforehand, and the reader is told so."""
    if not sample.is_random:
        return ""
    if sample.is_seed_typed:
        return (
            f"Startværdien er skrevet af {_person(sample)}. "
            "Den, der vælger startværdien, kan regne ud på forhånd, hvem der trækkes."
        )
    return "Startværdien er lavet af portalen i det øjeblik, der blev trukket, så ingen kendte udfaldet på forhånd."


def _rows(sample: Sample) -> tuple[SampleRow, ...]:
    if sample.is_random:
        return tuple(
            SampleRow(one.candidate.code, one.candidate.name, one.candidate.region, one.digest, one.place, one.is_drawn)
            for one in sample.ranked
        )
    chosen = set(sample.codes)
    return tuple(SampleRow(one.code, one.name, one.region) for one in sample.candidates if one.code in chosen)


def _earlier(sample: Sample, after: Sample) -> Earlier:
    return Earlier(
        number=sample.number,
        method=sample.method_label,
        seed=sample.seed,
        size=sample.size,
        made_at=sample.made_at,
        made_by=_person(sample),
        replaced_why=after.reason,
    )


def _added(survey: Survey, kept_from: set[int]) -> tuple[Change, ...]:
    added = Addition.objects.filter(response__survey=survey).select_related(
        "response__municipality", "response__region", "by"
    )
    return tuple(_change(one, one.by, kept_from) for one in added.order_by("at", "response__municipality__code"))


def _withdrawn(survey: Survey, kept_from: set[int]) -> tuple[Change, ...]:
    events = ResponseEvent.objects.filter(response__survey=survey, to_state=ResponseState.WITHDRAWN)
    return tuple(
        _change(one, one.by, kept_from)
        for one in events.select_related("response__municipality", "response__region", "by")
    )


def _change(row: Addition | ResponseEvent, by: object, kept_from: set[int]) -> Change:
    municipality = row.response.municipality
    return Change(
        code=municipality.code,
        name=municipality.name,
        region=row.response.region.name,
        at=row.at,
        by=str(by) if by else "driften",
        reason=KEPT_FROM if municipality.pk in kept_from else row.reason,
    )
