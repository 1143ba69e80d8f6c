"""What a timeline consists of, as frozen dataclasses. Pure: the sources fill them, page and paper print them.

Each thing that may be left out of a copy by itself has a key, and a name that tells nothing of what it says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from reports.documents import Fact, Link, PaperFile, Sender
from reports.enums import EntryKind
from surveys.deadlines import COPENHAGEN

KIND_ORDER = {kind: place for place, kind in enumerate(EntryKind)}


@dataclass(frozen=True)
class Passage:
    """Words someone wrote."""

    key: str
    name: str
    text: str


@dataclass(frozen=True)
class FileList:
    key: str
    name: str
    files: tuple[PaperFile, ...]


@dataclass(frozen=True)
class Item:
    """One answer of a document: what was asked, what was said, and the words beside it."""

    key: str
    name: str
    heading: str
    value: str
    comment: Passage | None = None


@dataclass(frozen=True)
class Group:
    number: int
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Annex:
    """A document of the case in full: facts, and a text, or answers and files that may each be left out."""

    key: str
    title: str
    facts: tuple[Fact, ...] = ()
    text: str = ""
    groups: tuple[Group, ...] = ()
    files: FileList | None = None


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `key` is unique in a case and stays the same; `internal` never leaves the house."""

    key: str
    kind: EntryKind
    pk: int
    at: datetime
    title: str
    by: str = ""
    note: str = ""
    words: Passage | None = None
    internal: bool = False
    link: Link | None = None
    annex: Annex | None = None

    @property
    def local(self) -> datetime:
        return self.at.astimezone(COPENHAGEN)

    @property
    def day(self) -> date:
        return self.local.date()

    @property
    def order(self) -> tuple:
        return (self.at, KIND_ORDER[self.kind], self.pk, self.key)


@dataclass(frozen=True)
class Day:
    date: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Standing:
    """What the entries led to: it would tell of them where they are left out."""

    case_handler: str
    survey_state: str
    state: str
    deadline: date


@dataclass(frozen=True)
class Case:
    """A municipality's case in one survey, as it stands."""

    survey_title: str
    is_demo: bool
    sender: Sender
    municipality: str
    cvr: str
    region: str
    journal_number: str
    entries: tuple[Entry, ...]
    standing: Standing | None = None

    @property
    def days(self) -> tuple[Day, ...]:
        return by_day(self.entries)

    @property
    def annexes(self) -> tuple[tuple[int, Annex], ...]:
        """Numbered from 1 in the order of the timeline; what was left out leaves no gap."""
        return tuple(enumerate((one.annex for one in self.entries if one.annex), start=1))


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """By time, then kind, then row: the same however the sources gave them."""
    return tuple(sorted(entries, key=lambda entry: entry.order))


def by_day(entries: Iterable[Entry]) -> tuple[Day, ...]:
    return tuple(Day(day, tuple(found)) for day, found in groupby(entries, key=lambda entry: entry.day))
