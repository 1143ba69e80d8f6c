"""The cells of a workbook, as a person sees them: shared texts put in, numbers written out. Pure."""

import posixpath
import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from typing import IO

from surveys.uploads.text import Passage, passage_at
from surveys.uploads.text.xml import Words, local, parse, read_words

SHARED, BOOK, BOOK_LINKS = "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEETS = re.compile(r"^xl/(worksheets/[^/]+|sharedStrings)\.xml$")
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_LINK = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
CPR_DIGITS = 10


def sheet_passages(archive: zipfile.ZipFile) -> Iterator[Passage]:
    names, parts = _sheet_names(archive), archive.namelist()
    shared = _shared(archive)
    used: set[int] = set()
    for part in (name for name in parts if SHEETS.search(name) and name != SHARED):
        with archive.open(part) as file:
            cells = _read(file, Cells(shared, used))
        yield _passage(f"arket »{names.get(part, posixpath.basename(part))}«", cells)
    left = [text for place, text in enumerate(shared) if place not in used]
    yield passage_at("en tekst, der ikke længere står i et ark", "\n".join(left))
    yield passage_at("navnet på et ark", "\n".join(names.values()))


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if SHARED not in archive.namelist():
        return []
    with archive.open(SHARED) as part:
        return read_words(part, is_mixed=False)


def _passage(place: str, cells: list[tuple[str, str]]) -> Passage:
    """A sheet is one text, so that "cpr" in the next cell is seen; a number never runs over from cell to cell."""
    starts, length = [], 0
    for _, text in cells:
        starts.append(length)
        length += len(text) + 1

    def place_of(start: int) -> str:
        cell = cells[bisect_right(starts, start) - 1][0]
        return f"{place}, celle {cell}" if cell else place

    return Passage("\n".join(text for _, text in cells), place_of)


class Cells(Words):
    """Each cell with its reference; what else a sheet says, such as its header, has none."""

    def __init__(self, shared: list[str], used: set[int]) -> None:
        super().__init__(is_mixed=False)
        self.cells: list[tuple[str, str]] = []
        self._shared, self._used = shared, used
        self._cell: str | None = None
        self._kind = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        if local(tag) == "c":
            self._move_found("")
            self._cell, self._kind = attributes.get("r", ""), attributes.get("t", "n")

    def end(self, tag: str) -> None:
        if local(tag) == "v" and self._cell is not None:
            self._texts[-1] = [self._value("".join(self._texts[-1]))]
        super().end(tag)
        if local(tag) == "c":
            self._move_found(self._cell or "")
            self._cell = None

    def close(self) -> "Cells":
        self._move_found("")
        return self

    def _move_found(self, cell: str) -> None:
        self.cells += [(cell, text) for text in self.found]
        self.found = []

    def _value(self, text: str) -> str:
        if self._kind == "s":
            self._used.add(int(text))
            return self._shared[int(text)]
        return written_out(text) if self._kind == "n" else text


def written_out(number: str) -> str:
    """A whole number with all its digits, and the zero in front that a sheet drops; a fraction is no CPR number."""
    value = float(number)
    if not value.is_integer() or abs(value) >= 10**15:
        return ""
    digits = str(int(value))
    return digits.zfill(CPR_DIGITS) if len(digits) == CPR_DIGITS - 1 else digits


def _read(file: IO[bytes], cells: Cells) -> list[tuple[str, str]]:
    parse(file, cells)
    return cells.cells


class Links(Words):
    """The attributes of the workbook's list of sheets, or of its list of parts."""

    def __init__(self, element: str) -> None:
        super().__init__(is_mixed=False)
        self.rows: list[dict[str, str]] = []
        self._element = element

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        if local(tag) == self._element:
            self.rows.append(attributes)


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Each sheet's part by the name on its tab."""
    with archive.open(BOOK) as book, archive.open(BOOK_LINKS) as links:
        sheets, parts = Links("sheet"), Links("Relationship")
        parse(book, sheets)
        parse(links, parts)
    targets = {row["Id"]: posixpath.normpath(posixpath.join("/xl", row["Target"])).lstrip("/") for row in parts.rows}
    return {targets.get(row.get(LINK) or row.get(STRICT_LINK, ""), ""): row.get("name", "") for row in sheets.rows}
