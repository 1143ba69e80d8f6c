"""What differs between the questions of two surveys that share keys, word by word. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from surveys.enums import Choice, Difference

# What a person reads; another of these is a new wording, which may be answered otherwise.
WORDED = {"text": "Spørgsmål", "help": "Hjælp", "references": "Artikler"}
# What decides whether an answer counts, and where.
COUNTING = {
    "threshold": "Tæller fra",
    "unit": "Enhed",
    "is_headline": "Hovedspørgsmål",
    "allows_not_relevant": "Kan være ikke relevant",
    "area": "Område",
}
WORD = re.compile(r"\s*\S+|\s+$")
# Longer texts are shown one after the other: the comparing of each word with each takes time by the square.
MOST_WORDS = 1500


@dataclass(frozen=True)
class Asked:
    """One question as it was asked; the area is known by its key, whatever it is called."""

    key: str
    area: str
    area_title: str = field(compare=False)
    text: str
    unit: str
    help: str
    references: str
    threshold: int
    is_headline: bool
    allows_not_relevant: bool


@dataclass(frozen=True)
class Piece:
    """A run of words that stand in both texts, or were taken away, or are new."""

    text: str
    is_new: bool = False
    is_gone: bool = False


@dataclass(frozen=True)
class Change:
    """One field that differs."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Compared:
    """One key: `old` or `new` is missing where only one of the surveys has it."""

    key: str
    difference: Difference
    old: Asked | None
    new: Asked | None
    changes: tuple[Change, ...] = ()

    @property
    def question(self) -> Asked:
        return self.new or self.old


def compare(old: Iterable[Asked], new: Iterable[Asked]) -> list[Compared]:
    """Each key once: the new survey's in its order, then those that are gone."""
    before = {one.key: one for one in old}
    found = [
        compare_question(before.pop(one.key), one)
        if one.key in before
        else Compared(one.key, Difference.NEW, None, one)
        for one in new
    ]
    return found + [Compared(key, Difference.GONE, one, None) for key, one in before.items()]


def compare_question(old: Asked, new: Asked) -> Compared:
    """What counts otherwise is told before what is only worded otherwise; both are among the changes."""
    worded, counting = _changes(old, new, WORDED), _changes(old, new, COUNTING)
    if counting:
        return Compared(new.key, Difference.COUNTS_OTHERWISE, old, new, (*worded, *counting))
    return Compared(new.key, Difference.REWORDED if worded else Difference.SAME, old, new, worded)


def compare_texts(old: Mapping[str, str], new: Mapping[str, str], labels: Mapping[str, str]) -> tuple[Change, ...]:
    """The texts that differ, by name, each with its words."""
    return tuple(
        Change(label, word_diff(old[name], new[name])) for name, label in labels.items() if old[name] != new[name]
    )


def _changes(old: Asked, new: Asked, labels: Mapping[str, str]) -> tuple[Change, ...]:
    differing = {name: label for name, label in labels.items() if getattr(old, name) != getattr(new, name)}
    return tuple(Change(label, word_diff(_shown(old, name), _shown(new, name))) for name, label in differing.items())


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both texts: without the new ones they are the old text, without the gone ones the new."""
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return _pieces([("replace", before, after)])
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return _pieces((tag, before[a:b], after[c:d]) for tag, a, b, c, d in matcher.get_opcodes())


def _pieces(runs: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> tuple[Piece, ...]:
    pieces = []
    for tag, before, after in runs:
        if tag == "equal":
            pieces.append(Piece("".join(after)))
        else:
            pieces += [Piece("".join(before), is_gone=True), Piece("".join(after), is_new=True)]
    return tuple(piece for piece in pieces if piece.text)


def _shown(asked: Asked, name: str) -> str:
    value = getattr(asked, name)
    if name == "threshold":
        return str(Choice(value).label)
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    return asked.area_title if name == "area" else value
