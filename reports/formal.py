"""What a formal letter says: a text with placeholders and the facts of an act, as a frozen dataclass. No database."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from reports import frozen
from reports.documents import Sender, shown_address
from reports.enums import FormalKind
from surveys.mail_texts import fill

HEADING = "# "
UNREVIEWED = "Udkast: teksten er ikke juridisk gennemgået"
MUST_BE_REVIEWED = "Teksten skal godkendes af tilsynets jurister, før den bruges"
# Set when the letter is made.
MADE_FIELDS = ("dated", "verification_code")


@dataclass(frozen=True)
class FormalFacts:
    """What the act itself decided, frozen when it was done: the same whenever the letter is made."""

    deadline: date
    reason: str = ""
    asked_on: date | None = None
    wanted: date | None = None
    outcome: str = ""
    submitted_on: date | None = None

    def to_json(self) -> dict:
        return frozen.to_plain(self)

    @classmethod
    def from_json(cls, data: dict) -> "FormalFacts":
        return frozen.from_plain(cls, data)


@dataclass(frozen=True)
class Section:
    """A heading, empty for what stands before the first, and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class FormalContent:
    """All that a formal letter says; dated is None and the code empty in a draft."""

    sender: Sender
    is_demo: bool
    kind: FormalKind
    survey_title: str
    survey_slug: str
    recipient: str
    cvr: str
    attention: str
    journal_number: str
    case_handler: str
    case_handler_title: str
    number: int
    deadline: date
    heading: str
    sections: tuple[Section, ...]
    is_reviewed: bool
    verify_url: str
    dated: date | None = None
    verification_code: str = ""

    @property
    def title(self) -> str:
        """The same in the PDF and in what is handed over with it."""
        return f"{self.kind.label} til {self.recipient}: {self.survey_title}"

    @property
    def notice(self) -> str:
        return "" if self.is_reviewed else UNREVIEWED

    @property
    def intro(self) -> tuple[str, ...]:
        return next((section.paragraphs for section in self.sections if not section.heading), ())

    @property
    def headed(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.heading)

    @property
    def short_deadline(self) -> str:
        return f"{self.deadline.day}.{self.deadline.month}."

    @property
    def verify_address(self) -> str:
        return shown_address(self.verify_url)

    @property
    def digest(self) -> str:
        """SHA-256 of everything but the date and the code that making adds."""
        plain = frozen.to_plain(self)
        return frozen.digest({name: value for name, value in plain.items() if name not in MADE_FIELDS})

    def issued(self, *, on: date, code: str) -> "FormalContent":
        return replace(self, dated=on, verification_code=code)

    def to_json(self) -> dict:
        return frozen.to_plain(self)

    @classmethod
    def from_json(cls, data: dict) -> "FormalContent":
        return frozen.from_plain(cls, data)


def compose_sections(text: str, values: Mapping[str, str]) -> tuple[Section, ...]:
    """The text divided and filled; what is empty then is left out, and a heading with nothing under it.

    Divided before it is filled, so that a reason someone wrote can make no heading.
    """
    sections = []
    for heading, paragraphs in _divide(text):
        filled = tuple(words for one in paragraphs if (words := fill(one, values).strip()))
        if filled:
            sections.append(Section(fill(heading, values), filled))
    return tuple(sections)


def _divide(text: str) -> Iterable[tuple[str, list[str]]]:
    """Paragraphs are parted by empty lines; a line that begins with »# « is a heading."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for part in re.split(r"\n\s*\n|\n(?=# )", text.replace("\r\n", "\n").strip()):
        first, _, rest = part.strip().partition("\n")
        if first.startswith(HEADING):
            found.append((first.removeprefix(HEADING).strip(), [rest] if rest.strip() else []))
        elif part.strip():
            found[-1][1].append(part.strip())
    return found
