"""What became of one answer: each stored value beside the one before. Pure: revisions in, lines out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from surveys.merge import Value


@dataclass(frozen=True)
class Kept:
    """One stored value, with whose hand it came from."""

    value: Value
    by: str
    at: datetime
    source: str


@dataclass(frozen=True)
class Piece:
    """A run of words; `change` is "", "added" or "removed"."""

    change: str
    text: str


@dataclass(frozen=True)
class Line:
    """One change: what was chosen before and after, and the comment with its differences."""

    kept: Kept
    number: int
    before: Value
    comment: tuple[Piece, ...]

    @property
    def choice_changed(self) -> bool:
        return (self.before.choice, self.before.not_relevant) != (self.kept.value.choice, self.kept.value.not_relevant)

    @property
    def comment_changed(self) -> bool:
        return self.before.comment != self.kept.value.comment


def compare(kept: Sequence[Kept]) -> list[Line]:
    """Newest first; the first value of all is held against the empty answer."""
    lines, before = [], Value()
    for number, one in enumerate(kept, start=1):
        lines.append(Line(one, number, before, differences(before.comment, one.value.comment)))
        before = one.value
    return lines[::-1]


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """The words that went and came, in reading order; both texts can be read off the pieces."""
    old, new = _words(before), _words(after)
    pieces = []
    for change, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if change == "equal":
            pieces.append(Piece("", "".join(old[start:end])))
            continue
        if start < end:
            pieces.append(Piece("removed", "".join(old[start:end])))
        if new_start < new_end:
            pieces.append(Piece("added", "".join(new[new_start:new_end])))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    """Words with the space that follows them, so that nothing is lost between the pieces."""
    return re.findall(r"\S+\s*|\s+", text)
