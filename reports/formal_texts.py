"""The words of each kind of formal letter: the default ones, and the placeholders a survey's own may use."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from reports import frozen
from reports.enums import FormalKind

# What each placeholder stands for, as the person who writes the text is told.
MEANINGS = {
    "kommune": "kommunens navn",
    "tilsyn": "tilsynets titel",
    "afsender": "tilsynsmyndighedens navn",
    "frist": "fristen som dato",
    "adresse": "adressen på kommunens side i portalen",
    "antal": "hvor mange spørgsmål der er",
    "områder": "områdernes navne",
    "fristsætning": "om fristen er eller var, og hvad kommunen skal gøre",
    "bedt": "dagen, hvor kommunen bad om længere frist",
    "ønsket": "den dato, kommunen bad om",
    "afgørelse": "om kommunen har fået længere frist, og til hvornår",
    "begrundelse": "tilsynsmyndighedens begrundelse, som den er skrevet i sagen",
    "indsendt": "dagen, hvor kommunen indsendte",
}
EVERYWHERE = ("kommune", "tilsyn", "afsender", "frist", "adresse")
OF_KIND = {
    FormalKind.OPENING: ("antal", "områder"),
    FormalKind.REMINDER: ("fristsætning",),
    FormalKind.EXTENSION: ("bedt", "ønsket", "afgørelse", "begrundelse"),
    FormalKind.RETURN: ("begrundelse", "indsendt"),
}
# Without these a letter would not say what it is for.
REQUIRED = {
    FormalKind.OPENING: ("frist",),
    FormalKind.REMINDER: ("fristsætning",),
    FormalKind.EXTENSION: ("afgørelse", "begrundelse"),
    FormalKind.RETURN: ("begrundelse", "frist"),
}


@dataclass(frozen=True)
class Words:
    """The heading and the text of a kind of letter."""

    heading: str
    body: str

    @property
    def digest(self) -> str:
        """Names what someone had before them when they marked or changed it."""
        return frozen.digest(self)


def default_words(kind: str) -> Words:
    """What holds where a survey has no words of its own; the file's first line is the heading."""
    heading, _, body = render_to_string(f"reports/formal/{FormalKind(kind).value}.txt").partition("\n")
    return Words(heading.strip(), body.strip())


def placeholders(kind: str) -> tuple[str, ...]:
    return (*EVERYWHERE, *OF_KIND[FormalKind(kind)])
