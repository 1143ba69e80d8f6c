"""What differs between two submissions of one response, and between two answers on the scale. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Protocol

from surveys.merge import Value

WORD = re.compile(r"\S+|\s+")


class File(Protocol):
    name: str
    sha256: str


class Direction(StrEnum):
    """Where an answer moved on the scale; an answer that has no place on it moves nowhere."""

    BETTER = "bedre"
    WORSE = "ringere"
    NONE = ""


@dataclass(frozen=True)
class Piece:
    """A part of a text, as one of the two sides has it."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Frozen:
    """One question as a submission froze it."""

    value: Value
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Change:
    """How one question's answer differs from the one before. Files are told apart by name and content."""

    before: Frozen
    after: Frozen
    added: tuple[File, ...]
    taken_off: tuple[File, ...]

    @property
    def has_new_choice(self) -> bool:
        return place(self.before.value) != place(self.after.value)

    @property
    def has_new_comment(self) -> bool:
        return self.before.value.comment != self.after.value.comment

    @property
    def is_spacing_only(self) -> bool:
        """The words of the comment are the same, and nothing in it would be marked."""
        texts = (self.before.value.comment, self.after.value.comment)
        return self.has_new_comment and texts[0].split() == texts[1].split()

    @property
    def direction(self) -> Direction:
        return direction(self.before.value.choice, self.after.value.choice)

    @property
    def parts(self) -> tuple[str, ...]:
        """What changed, in words."""
        changed = {
            "svaret": self.has_new_choice,
            "kommentaren": self.has_new_comment,
            "filerne": self.added or self.taken_off,
        }
        return tuple(name for name, is_changed in changed.items() if is_changed)


def compare(before: Frozen, after: Frozen) -> Change | None:
    """None where nothing differs."""
    change = Change(before, after, _without(after.files, before.files), _without(before.files, after.files))
    return change if change.parts else None


def place(value: Value) -> tuple[int | None, bool]:
    return value.choice, value.not_relevant


def direction(before: int | None, after: int | None) -> Direction:
    if before is None or after is None or before == after:
        return Direction.NONE
    return Direction.BETTER if after > before else Direction.WORSE


def _without(files: Iterable[File], others: Iterable[File]) -> tuple[File, ...]:
    """A file that was taken off and put back is the same file."""
    known = {(file.name, file.sha256) for file in others}
    return tuple(file for file in files if (file.name, file.sha256) not in known)


def diff_words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, which joined are the texts again; a word that the other lacks is changed.

    Whole words: half of one marked is hard to read. Spacing belongs to the word before it and is never marked alone.
    """
    ours, theirs = _words(before), _words(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for is_changed, start, end, other_start, other_end in _stretches(*_stripped(ours, theirs)):
        left += _pieces(ours[start:end], is_changed=is_changed)
        right += _pieces(theirs[other_start:other_end], is_changed=is_changed)
    return tuple(left), tuple(right)


def _stretches(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """What both begin and end with is set aside first: the matcher takes words that stand often in a long text for
    noise, and would find nothing in one that repeats itself.
    """
    head = _common(ours, theirs)
    tail = _common(ours[head:][::-1], theirs[head:][::-1])
    end, other_end = len(ours) - tail, len(theirs) - tail
    yield False, 0, head, 0, head
    for tag, *places in SequenceMatcher(None, ours[head:end], theirs[head:other_end]).get_opcodes():
        yield tag != "equal", *(head + place for place in places)
    yield False, end, len(ours), other_end, len(theirs)


def _common(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words the two begin with alike."""
    return next(
        (number for number, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other),
        min(len(ours), len(theirs)),
    )


def _stripped(*texts: Sequence[str]) -> list[list[str]]:
    return [[word.strip() for word in words] for words in texts]


def _words(text: str) -> list[str]:
    """Each with the spacing after it; spacing that opens the text stands alone."""
    words: list[str] = []
    for part in WORD.findall(text):
        if part.isspace() and words:
            words[-1] += part
        else:
            words.append(part)
    return words


def _pieces(words: Sequence[str], *, is_changed: bool) -> list[Piece]:
    """The mark ends with the last word, not with the spacing after it."""
    text = "".join(words)
    if not is_changed or not text.strip():
        return [Piece(text, is_changed=False)] if text else []
    marked = text.rstrip()
    return [Piece(marked, is_changed=True), *_pieces([text[len(marked) :]], is_changed=False)]
