"""A case's parts as rows of a form, and how a request stands with its seven working days."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from reports.models import DocumentRequest
from reports.timeline.bases import Basis
from reports.timeline.choosing import Choosable, Part, choosables
from reports.timeline.entries import Case, Entry
from surveys.deadlines import days_left, in_words, is_late


@dataclass(frozen=True)
class Row:
    """One part with its list of bases; `chosen` is the basis it is left out by."""

    part: Part
    chosen: str
    options: tuple[tuple[str, str, bool], ...]
    is_wrong: bool = False
    depth: int = 0


@dataclass(frozen=True)
class EntryRow:
    entry: Entry
    whole: Row
    inner: tuple[Row, ...]

    @property
    def left_out(self) -> int:
        return sum(bool(row.chosen) for row in self.inner)

    @property
    def is_open(self) -> bool:
        """Parts with something to see are not folded away."""
        return any(row.chosen or row.is_wrong for row in self.inner)


def choice_rows(
    case: Case, choices: Mapping[str, str], bases: Collection[Basis], wrong: Collection[str]
) -> list[EntryRow]:
    def row(part: Part, depth: int) -> Row:
        chosen = choices[part.key]
        options = tuple((basis.key, basis.label, basis.key == chosen) for basis in bases)
        return Row(part, chosen, options, part.key in wrong, depth)

    return [EntryRow(one.entry, row(one.whole, 0), tuple(_inner(one, row))) for one in choosables(case)]


def _inner(one: Choosable, row: Callable[[Part, int], Row]) -> list[Row]:
    depths: dict[str, int] = {"": 0}
    rows = []
    for part in one.parts:
        depths[part.key] = depths[part.within] + 1
        rows.append(row(part, depths[part.key]))
    return rows


@dataclass(frozen=True)
class Due:
    """`is_passed` where someone still waits for an answer that should have been there."""

    words: str
    tone: str
    is_passed: bool = False


def due_words(request: DocumentRequest, now: datetime) -> Due:
    """A decision after the due day stays marked as late."""
    if request.decided_at:
        late = is_late(request.due_on, request.decided_at)
        return Due("Afgjort efter fristen", "warning") if late else Due("Afgjort", "success")
    left = days_left(request.due_on, now)
    if left < 0:
        return Due(in_words(request.due_on, now).capitalize(), "error", is_passed=True)
    return Due(in_words(request.due_on, now).capitalize(), "warning" if left <= 2 else "info")
