"""What is written in the column of answers: the label, or the number of the scale as imports have it. Pure."""

import re
import unicodedata

from surveys.enums import NOT_RELEVANT_LABEL, Choice
from surveys.merge import Value

DASHES = re.compile("[‐‑‒–—―−]")


def labels(*, allows_not_relevant: bool) -> tuple[str, ...]:
    """In the order of the page."""
    return (*(str(choice.label) for choice in Choice), *((NOT_RELEVANT_LABEL,) if allows_not_relevant else ()))


def read_choice(text: str) -> Value | None:
    """None where it is none of the answers; programs change dashes, spaces, capitals and thirds on their own."""
    return BY_TEXT.get(_fold(text))


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", DASHES.sub("-", text)).replace("\N{FRACTION SLASH}", "/")
    return " ".join(DASHES.sub("-", text).casefold().split())


BY_TEXT = {
    **{_fold(str(choice.label)): Value(choice=choice.value) for choice in Choice},
    **{str(choice.value): Value(choice=choice.value) for choice in Choice},
    **dict.fromkeys((_fold(NOT_RELEVANT_LABEL), "-"), Value(not_relevant=True)),
}
