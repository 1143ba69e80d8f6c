"""Reading the text of each kind of file, a passage at a time. Pure; runs in child.py."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A text with its lines, and where in the file each character of it stands, in words for a person."""

    text: str
    place_of: Callable[[int], str]


def passage_at(place: str, text: str) -> Passage:
    return Passage(text, lambda start: place)
