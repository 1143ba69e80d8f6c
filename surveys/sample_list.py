"""A list of municipalities as people have it: codes and names in any mix, or a CSV file. Pure: text in, faults out."""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from surveys.sampling import Candidate

SEPARATOR = re.compile(r"[;,\t]")
CODE = re.compile(r"\d{1,4}|[Dd]\d{3}")
CODE_AND_NAME = re.compile(rf"({CODE.pattern})\s+(\D.*)")
CODE_HEADS = {"kode", "kommunekode", "kommunenr", "kommunenummer", "code"}
NAME_HEADS = {"kommune", "kommunenavn", "navn", "name", "municipality"}
ENCODINGS = ("utf-8-sig", "cp1252")
NEAR = 0.6


@dataclass(frozen=True)
class Found:
    line: int
    code: str
    name: str
    region: str


@dataclass(frozen=True)
class Fault:
    line: int
    text: str
    reason: str


class UnreadableListError(Exception):
    """The file is no list of municipalities; the message is Danish and says what to do."""


class Register:
    """The municipalities that can be chosen, by code and by each way their name is written."""

    def __init__(self, frame: Iterable[Candidate], official_names: Mapping[str, str]) -> None:
        self.by_code = {one.code: one for one in frame}
        self.by_name: dict[str, list[Candidate]] = {}
        for one in self.by_code.values():
            for name in {_key(one.name), _key(official_names.get(one.code, one.name))}:
                self.by_name.setdefault(name, []).append(one)

    def find(self, text: str) -> tuple[Candidate | None, str]:
        """The municipality a text means, or None and why not."""
        if CODE.fullmatch(text):
            return self._by_code(text)
        if both := CODE_AND_NAME.fullmatch(text):
            return self._by_both(*both.groups())
        meant = self.by_name.get(_key(text), [])
        if len(meant) == 1:
            return meant[0], ""
        if meant:
            return None, f"Navnet passer på flere: {_listed(meant)}. Skriv kommunekoden."
        return None, self._unknown(text)

    def _by_code(self, text: str) -> tuple[Candidate | None, str]:
        """A spreadsheet takes the first 0 off a code."""
        found = self.by_code.get(text.upper().zfill(4))
        return found, "" if found else "Der er ingen kommune at vælge med den kode."

    def _by_both(self, code: str, name: str) -> tuple[Candidate | None, str]:
        found, reason = self._by_code(code)
        if found and found not in self.by_name.get(_key(name), []):
            return None, f"Koden hører til {found.name}, men navnet er et andet. Skriv én af dem."
        return found, reason

    def _unknown(self, text: str) -> str:
        near = difflib.get_close_matches(_key(text), self.by_name, n=3, cutoff=NEAR)
        meant = list(dict.fromkeys(one for name in near for one in self.by_name[name]))
        if not meant:
            return "Der er ingen kommune at vælge med det navn."
        return f"Der er ingen kommune med det navn. Mente du {_either([one.name for one in meant[:3]])}?"


def _key(name: str) -> str:
    """One spelling for one name: case, spaces, »Kommune« and aa for å mean nothing."""
    words = unicodedata.normalize("NFC", name).casefold().replace("aa", "å").split()
    return " ".join(word for word in words if word != "kommune")


def _listed(meant: Iterable[Candidate]) -> str:
    return " og ".join(f"{one.name} ({one.code})" for one in meant)


def _either(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} eller {last}" if first else last


def read_list(text: str, register: Register) -> tuple[list[Found], list[Fault]]:
    """The municipalities in order of the lines, and whatever is unknown, ambiguous or named on an earlier line."""
    found: dict[str, Found] = {}
    faults = []
    for line, entry in _entries(text):
        meant, reason = register.find(entry)
        if meant is None:
            faults.append(Fault(line, entry, reason))
        elif meant.code not in found:
            found[meant.code] = Found(line, meant.code, meant.name, meant.region)
        elif found[meant.code].line != line:
            # Code and name side by side in two columns are one entry.
            faults.append(Fault(line, entry, f"{meant.name} står også på linje {found[meant.code].line}."))
    return list(found.values()), faults


def _entries(text: str) -> Iterator[tuple[int, str]]:
    for line, raw in enumerate(text.splitlines(), start=1):
        for part in SEPARATOR.split(raw):
            if entry := " ".join(part.split()):
                yield line, entry


def csv_as_text(content: bytes) -> str:
    """The column of codes, or else of names, one a line: line 7 of the text is line 7 of the file.

    Raises UnreadableListError where it is no text, or no column can be told to hold municipalities.
    """
    text = _decoded(content)
    delimiter = max(";,\t", key=text.splitlines()[0].count) if text.strip() else ";"
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    lines: list[str] = []
    column = None
    try:
        for cells in reader:
            if column is None:
                column, is_head = _column(cells)
                cells = [""] * (column + 1) if is_head else cells
            lines += [""] * (reader.line_num - len(lines) - 1)
            lines.append(" ".join(cells[column].split()) if column < len(cells) else "")
    except csv.Error as error:
        raise UnreadableListError("Filen kan ikke læses som CSV. Gem den igen fra regnearket som CSV.") from error
    if not any(lines):
        raise UnreadableListError("Filen har ingen kommuner. Vælg en anden.")
    return "\n".join(lines)


def _decoded(content: bytes) -> str:
    """As a spreadsheet saves it: UTF-8, or the Windows alphabet where it knows no better."""
    if b"\0" in content:
        raise UnreadableListError("Filen er ikke en CSV-fil. Gem den fra regnearket som CSV, og vælg den igen.")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableListError("Filens tegn kan ikke læses. Gem den fra regnearket som CSV (UTF-8).")


def _column(cells: list[str]) -> tuple[int, bool]:
    """Which column to read by the heads of the first row, and whether it has any; one column needs none."""
    heads = [cell.strip().casefold() for cell in cells]
    for wanted in (CODE_HEADS, NAME_HEADS):
        for number, head in enumerate(heads):
            if head in wanted:
                return number, True
    if len([head for head in heads if head]) <= 1:
        return next((number for number, head in enumerate(heads) if head), 0), False
    raise UnreadableListError(
        "Filen har flere kolonner. Giv den med kommunerne overskriften »kode« eller »kommune« i første linje."
    )
