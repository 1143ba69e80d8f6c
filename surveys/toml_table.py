"""Reading one table of a TOML file that staff write: each wrong field is noted in Danish, and the reading goes on."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# A file may write it, and PostgreSQL has no place for it.
NULL = "\x00"
LIST_ITEM = re.compile(r"\s*([-*+]|\d{1,9}[.)])\s")
WHAT_TO_WRITE = {
    "unit": "Skriv, hvad tredjedelene tælles i, som et navneord i flertal, fx »systemer«.",
    "needs": "Skriv mindst én linje om, hvad kommunen skal finde frem.",
    "areas": "Skriv de fem områder som [[areas]].",
    "questions": "Skriv områdets spørgsmål som [[areas.questions]].",
    "advice": "Skriv rådene under [areas.questions.advice].",
    "threshold": "Skriv den laveste svarmulighed, der tæller: 4 er Ja, 3 er mere end 2/3, 0 er Nej.",
    "minutes": "Skriv, hvor mange minutter det tager at svare.",
}


@dataclass(frozen=True)
class Problem:
    where: str
    what: str
    todo: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} Gør: {self.todo}"


def join_lines(text: str) -> str:
    """A file's long lines put together again; an empty line begins a paragraph, and an item of a list its own line."""
    return "\n\n".join(_joined_block(block) for block in re.split(r"\n\s*\n", text.strip()))


def _joined_block(block: str) -> str:
    lines: list[str] = []
    for line in block.splitlines():
        words, is_item = " ".join(line.split()), LIST_ITEM.match(line)
        if lines and not is_item:
            lines[-1] += f" {words}"
        else:
            lines.append((line[: len(line) - len(line.lstrip())] if is_item else "") + words)
    return "\n".join(lines)


@dataclass
class TomlTable:
    """One table of the file; what is wrong with a field is noted, and a harmless value takes its place."""

    data: dict[str, Any]
    where: str
    problems: list[Problem]
    prefix: str = ""
    known: list[str] = field(default_factory=list)

    def note(self, what: str, todo: str) -> None:
        self.problems.append(Problem(self.where, what, todo))

    def _take(self, name: str) -> Any:
        self.known.append(name)
        return self.data.get(name)

    def _missing(self, name: str) -> None:
        todo = WHAT_TO_WRITE.get(name, f"Skriv feltet »{self.prefix}{name}«.")
        self.note(f"Feltet »{self.prefix}{name}« mangler eller er tomt.", todo)

    def _wrong(self, name: str, kind: str, todo: str) -> None:
        self.note(f"Feltet »{self.prefix}{name}« skal være {kind}.", todo)

    def text(self, name: str, *, at_most: int | None = None) -> str:
        """The text on one line: a file breaks its long lines, the text has no breaks."""
        return self._text(name, at_most, lambda text: " ".join(text.split()))

    def marked(self, name: str, *, at_most: int) -> str:
        """A text with Markdown, whose paragraphs and lists stay."""
        return self._text(name, at_most, join_lines)

    def _text(self, name: str, at_most: int | None, joined: Callable[[str], str]) -> str:
        value = self._take(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            self._missing(name)
        elif not isinstance(value, str):
            self._wrong(name, "en tekst", "Sæt teksten i anførselstegn.")
        elif NULL in value:
            self._unsaveable(name)
        else:
            return self._short_enough(name, joined(value), at_most)
        return ""

    def _unsaveable(self, name: str) -> None:
        self.note(f"Feltet »{self.prefix}{name}« har et tegn, der ikke kan gemmes.", "Fjern \\u0000 fra teksten.")

    def _short_enough(self, name: str, text: str, at_most: int | None) -> str:
        if at_most and len(text) > at_most:
            self.note(f"Feltet »{self.prefix}{name}« er på {len(text)} tegn.", f"Forkort det til højst {at_most} tegn.")
        return text

    def texts(self, name: str, *, required: bool) -> tuple[str, ...]:
        value = self._take(name)
        if not value and required:
            self._missing(name)
        elif value and not (isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)):
            self._wrong(name, "en liste af tekster", "Skriv teksterne i anførselstegn mellem [ og ].")
        elif any(NULL in one for one in value or ()):
            self._unsaveable(name)
        else:
            return tuple(" ".join(one.split()) for one in value or ())
        return ()

    def number(self, name: str, allowed: range) -> int:
        value = self._take(name)
        if value is None:
            self._missing(name)
        elif type(value) is not int or value not in allowed:  # bool is an int, but true is no number
            self._wrong(name, f"et helt tal fra {allowed[0]} til {allowed[-1]}", WHAT_TO_WRITE[name])
        else:
            return value
        return allowed[0]

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._take(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._wrong(name, "true eller false", "Skriv true eller false uden anførselstegn.")
        return default

    def table(self, name: str) -> "TomlTable":
        value = self._take(name)
        if value is None:
            self._missing(name)
        elif not isinstance(value, dict):
            self._wrong(name, "en tabel", WHAT_TO_WRITE[name])
        else:
            return TomlTable(value, self.where, self.problems, prefix=f"{name}.")
        return TomlTable({}, self.where, [])

    def tables(self, name: str, where: Callable[[int], str], *, required: bool = True) -> list["TomlTable"]:
        value = self._take(name)
        if not value and required:
            self._missing(name)
        elif value and not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
            self._wrong(name, "en liste af tabeller", WHAT_TO_WRITE.get(name, f"Skriv dem som [[{name}]]."))
        else:
            return [TomlTable(one, where(number), self.problems) for number, one in enumerate(value or (), start=1)]
        return []

    def key(self, kind: str, filename: str) -> str:
        """Read the key; a key that is a text also names the table in the problems that follow."""
        key = self.text("key")
        if key:
            self.where = f"{filename}, {kind} »{key}«"
        return key

    def refuse_unknown(self) -> None:
        todo = f"Fjern det, eller brug et af: {', '.join(self.known)}."
        for name in (name for name in self.data if name not in self.known):
            self.note(f"Feltet »{self.prefix}{name}« kendes ikke.", todo)
