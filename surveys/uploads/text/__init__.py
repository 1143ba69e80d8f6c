"""Reading the text of each kind of file, a passage at a time. Pure; runs in child.py."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A text with its lines, and where in the file each character of it stands, in words for a person."""

    text: str
    place_of: Callable[[int], str]
    # Not what is said of the file, such as who wrote it with what.
    is_content: bool = True


def passage_at(place: str, text: str, *, is_content: bool = True) -> Passage:
    return Passage(text, lambda start: place, is_content)
