"""What a guidance letter says, chosen from plain answers. Pure: no database, no clock."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from reports import frozen
from reports.documents import Correction, Link, Sender, in_words, shown_address
from reports.measured import LetterMeasured
from surveys.enums import NOT_RELEVANT_LABEL, UNANSWERED_LABEL, Choice, Level
from surveys.tally import counts, level

# Set when the letter is issued, so not part of what a manager approves.
ISSUE_FIELDS = ("number", "dated", "verification_code")
# Staff's own words, errata and measurements. Where empty they are left out of the digest: letters from before there
# were any keep theirs.
MAY_BE_EMPTY = ("greeting", "extra", "errata", "measured")


@dataclass(frozen=True)
class Advice:
    """What a letter says to an answer, one text for each level."""

    in_place: str
    on_the_way: str
    not_in_place: str

    def at(self, reached: Level) -> str:
        return getattr(self, reached.value)


@dataclass(frozen=True)
class GivenAnswer:
    """One question as asked and as answered in the submission."""

    question: str
    unit: str
    choice: int | None
    threshold: int
    advice: Advice
    not_relevant: bool = False
    comment: str = ""
    erratum: Correction | None = None

    @property
    def label(self) -> str:
        if self.not_relevant:
            return NOT_RELEVANT_LABEL
        return UNANSWERED_LABEL if self.choice is None else Choice(self.choice).label

    @property
    def level(self) -> Level:
        return level(self.choice, self.threshold)

    @property
    def counts(self) -> bool:
        return counts(self.choice, self.threshold)

    @property
    def falls_short(self) -> bool:
        """Not relevant is left out: there is nothing to put right."""
        return not self.not_relevant and not self.counts


@dataclass(frozen=True)
class AreaAnswers:
    """One area of the survey with the municipality's submitted answers, as compose_letter takes it."""

    key: str
    number: int
    title: str
    headline: GivenAnswer
    supporting: tuple[GivenAnswer, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class LetterPoint:
    """A supporting answer that falls short, and what to do."""

    question: str
    answer: str
    advice: str


@dataclass(frozen=True)
class LetterArea:
    key: str
    number: int
    title: str
    question: str
    unit: str
    answer: str
    choice: int | None
    threshold: int
    level: Level
    counts: bool
    comment: str
    advice: str
    points: tuple[LetterPoint, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class LetterErratum:
    """A mistake in a question that the letter prints, told in the area it belongs to."""

    area: str
    question: str
    text: str
    dated: date


@dataclass(frozen=True)
class LetterContent:
    """All that a letter says; number and dated are None and the code empty until the letter is issued."""

    sender: Sender
    is_demo: bool
    survey_title: str
    survey_slug: str
    recipient: str
    cvr: str
    attention: str
    journal_number: str
    case_handler: str
    case_handler_title: str
    submission_number: int
    submitted: date
    verify_url: str
    areas: tuple[LetterArea, ...]
    number: int | None = None
    dated: date | None = None
    verification_code: str = ""
    greeting: str = ""
    extra: str = ""
    errata: tuple[LetterErratum, ...] = ()
    measured: LetterMeasured | None = None

    @property
    def verify_address(self) -> str:
        return shown_address(self.verify_url)

    @property
    def areas_in_words(self) -> str:
        return in_words(len(self.areas))

    @property
    def in_place(self) -> int:
        return sum(area.counts for area in self.areas)

    @property
    def digest(self) -> str:
        """SHA-256 of what is approved: everything but the number, date and code that issuing adds."""
        plain = frozen.to_plain(self)
        left_out = {*ISSUE_FIELDS, *(name for name in MAY_BE_EMPTY if not plain[name])}
        return frozen.digest({name: value for name, value in plain.items() if name not in left_out})

    def with_texts(self, *, greeting: str, extra: str) -> "LetterContent":
        """The same facts with other free texts."""
        return replace(self, greeting=greeting, extra=extra)

    def issued(self, *, number: int, on: date, code: str) -> "LetterContent":
        """The same letter with what issuing adds; its digest stays."""
        return replace(self, number=number, dated=on, verification_code=code)

    def to_json(self) -> dict:
        """Plain data for a JSON field; from_json gives the same letter back."""
        return frozen.to_plain(self)

    @classmethod
    def from_json(cls, data: dict) -> "LetterContent":
        return frozen.from_plain(cls, data)


def compose_letter(
    *,
    sender: Sender,
    is_demo: bool,
    survey_title: str,
    survey_slug: str,
    recipient: str,
    cvr: str,
    journal_number: str,
    case_handler: str,
    case_handler_title: str,
    submission_number: int,
    submitted: date,
    verify_url: str,
    areas: Iterable[AreaAnswers],
    measured: LetterMeasured | None = None,
    attention: str = "Databeskyttelsesrådgiveren",
) -> LetterContent:
    """Choose each area's level, advice and points from its answers; the rest is passed through as it is."""
    areas = tuple(areas)
    return LetterContent(
        sender=sender,
        is_demo=is_demo,
        survey_title=survey_title,
        survey_slug=survey_slug,
        recipient=recipient,
        cvr=cvr,
        attention=attention,
        journal_number=journal_number,
        case_handler=case_handler,
        case_handler_title=case_handler_title,
        submission_number=submission_number,
        submitted=submitted,
        verify_url=verify_url,
        areas=tuple(compose_area(area) for area in areas),
        errata=tuple(erratum for area in areas for erratum in compose_errata(area)),
        measured=measured,
    )


def compose_area(area: AreaAnswers) -> LetterArea:
    """An area stands where its headline answer stands; supporting answers only add points."""
    headline = area.headline
    return LetterArea(
        key=area.key,
        number=area.number,
        title=area.title,
        question=headline.question,
        unit=headline.unit,
        answer=headline.label,
        choice=headline.choice,
        threshold=headline.threshold,
        level=headline.level,
        counts=headline.counts,
        comment=headline.comment,
        advice=headline.advice.at(headline.level),
        points=tuple(
            LetterPoint(question=answer.question, answer=answer.label, advice=answer.advice.at(answer.level))
            for answer in area.supporting
            if answer.falls_short
        ),
        links=area.links,
    )


def compose_errata(area: AreaAnswers) -> list[LetterErratum]:
    """Of the questions that compose_area() prints; of the others there is nothing to correct in the letter."""
    printed = [area.headline, *(answer for answer in area.supporting if answer.falls_short)]
    return [
        LetterErratum(area.key, answer.question, answer.erratum.text, answer.erratum.dated)
        for answer in printed
        if answer.erratum
    ]


def new_verification_code() -> str:
    """80 random bits in base32, in groups of four: no letter that looks like a digit, and nothing to guess."""
    text = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
