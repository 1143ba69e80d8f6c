"""Looking a file over before anything of it is kept: its name, its size, its content, and the CPR numbers in both."""

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.cpr import Verdict, hold_back, mask
from surveys.enums import TextPlace
from surveys.uploads.inspection import JOB
from surveys.uploads.kinds import FILE_MOST, KINDS, Kind, ending_of
from surveys.uploads.limits import Limits, RefusedFileError
from surveys.uploads.names import clean_name
from surveys.uploads.receiving import Received
from surveys.uploads.refusals import ending_message, message
from surveys.uploads.sandbox import read_limited

# Well within the 30 seconds after which gunicorn gives a request up.
LIMITS = Limits(cpu_seconds=15, seconds=22)
IN_NAME = "filnavnet"


class FileRefusedError(Exception):
    """A file that is not taken, with every reason at once, each in words for its sender."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("The file is refused.")
        self.problems = problems


@dataclass(frozen=True)
class Suspect:
    """A place that may hold a CPR number, as it may be shown: the number masked."""

    place: str
    text: str


@dataclass(frozen=True)
class Examined:
    """A sound file; `asked` are the kinds of text a person must look at first, at the places `suspects` tells."""

    name: str
    kind: Kind
    asked: tuple[TextPlace, ...]
    suspects: tuple[Suspect, ...]
    has_text: bool

    @property
    def shown_name(self) -> str:
        return mask(self.name)


def examine(received: Received) -> Examined:
    """Raises FileRefusedError. What is found in the name and in the content is told together."""
    problems: list[str] = []
    name, content, kind = "", {}, None
    try:
        name = clean_name(received.sent_name)
    except RefusedFileError as refused:
        problems.append(message(refused))
    try:
        content = _content(received)
        kind = KINDS[content["kind"]]
    except RefusedFileError as refused:
        problems.append(message(refused))
    if kind and name and (ending := ending_of(name)) not in kind.endings:
        problems.append(ending_message(kind, ending))
    found = {place: one for place, one in _findings(name, content) if one}
    problems += [_stopped(place, one) for place, one in found.items() if one.verdict == Verdict.STOPPED]
    if problems:
        raise FileRefusedError(problems)
    suspects = tuple(suspect for one in found.values() for suspect in one.suspects)
    return Examined(name, kind, tuple(found), suspects, content["has_text"])


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    suspects: tuple[Suspect, ...]


def _content(received: Received) -> dict:
    if not received.size:
        raise RefusedFileError("empty")
    if received.size > FILE_MOST:
        raise RefusedFileError("too_large")
    if received.is_lost:
        raise RefusedFileError("no_room")
    return read_limited(JOB, received, LIMITS)


def _findings(name: str, content: dict) -> Iterator[tuple[TextPlace, Finding | None]]:
    held = hold_back(name)
    yield TextPlace.FILE_NAME, held and Finding(held.verdict, tuple(Suspect(IN_NAME, one) for one in held.excerpts))
    if content.get("verdict"):
        suspects = tuple(Suspect(one["place"], one["text"]) for one in content["excerpts"])
        yield TextPlace.FILE_TEXT, Finding(Verdict(content["verdict"]), suspects)


def _stopped(place: TextPlace, found: Finding) -> str:
    if place == TextPlace.FILE_NAME:
        return f"Filnavnet rummer et CPR-nummer: »{found.suspects[0].text}«. Giv filen et andet navn, og vælg den igen."
    places = "; ".join(f"{one.place}: »{one.text}«" for one in found.suspects)
    return f"Filen rummer CPR-numre. Fjern dem, og vælg filen igen. Se {places}."
