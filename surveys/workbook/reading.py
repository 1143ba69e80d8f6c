"""Reading a workbook someone filled in, cell by cell; runs in the limited process (surveys/uploads/child.py). Pure.

What could act or hide is refused before openpyxl sees the file; a formula is refused with its cell. Texts come back as
they were typed, and nothing here knows what they mean. Anything else that is broken ends the process: "unreadable".
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from surveys.uploads.archives import open_archive
from surveys.uploads.limits import MIB, RefusedFileError
from surveys.workbook.columns import HIDDEN, SHEET, TYPED
from surveys.workbook.text import unescape

JOB = f"{__name__}:read_rows"
MOST_UNPACKED = 20 * MIB
MOST_ROWS = 300
# Eighty comments of full length. What is read travels in the page until it is confirmed.
MOST_CHARACTERS = 400_000
OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# By the names of members, in lower case. Excel itself writes printerSettings1.bin, which only its printer reads.
FORBIDDEN = (
    ("macros", re.compile(r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|^customui/")),
    ("external", re.compile(r"/externallinks/|/connections\.xml$|/querytables/|/webextensions/")),
    ("embedded", re.compile(r"/embeddings/|/activex/|/ctrlprops/|oleobject")),
)
OTHER_PROGRAMS = (
    ("ods", re.compile(r"^mimetype$")),
    ("xlsb", re.compile(r"^xl/workbook\.bin$")),
)


def read_rows(file: IO[bytes]) -> dict[str, Any]:
    """Every row of the sheet of answers with something in it: its number, and the texts of key, version, answer,
    comment by their heads; and the letters of the columns, to name a cell by.

    Raises RefusedFileError: not_workbook, old_excel, encrypted, ods, xlsb, bomb, macros, external, embedded, formula,
    wrong_sheet, missing_column, too_many_rows, or too_much_text.
    """
    _refuse_old_containers(file)
    _refuse_what_acts(_open(file))
    reader = _Reader(file, read_only=True, keep_links=False)
    reader.read()
    sheets = {sheet.title: sheet for sheet in reader.wb.worksheets}
    found = next((title for title in sheets if title.strip().casefold() == SHEET.casefold()), None)
    if found is None:
        raise RefusedFileError("wrong_sheet", ", ".join(list(sheets)[:3]))
    rows = {title: list(_filled_rows(title, sheet)) for title, sheet in sheets.items()}
    return _by_heads(rows[found])


class _Reader(ExcelReader):
    """openpyxl takes away the escape of what looks like an escape, so that one can't tell the two apart any more."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_shared_strings(source))


def _shared_strings(source: IO[bytes]) -> Iterator[str]:
    for _, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            yield Text.from_tree(node).content
            node.clear()


def _refuse_old_containers(file: IO[bytes]) -> None:
    """Excel before 2007 and an encrypted workbook have the same container."""
    file.seek(0)
    if file.read(len(OLD_CONTAINER)) == OLD_CONTAINER:
        raise RefusedFileError("encrypted" if ENCRYPTED_STREAM in file.read() else "old_excel")
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise RefusedFileError("not_workbook")


def _open(file: IO[bytes]) -> zipfile.ZipFile:
    archive = open_archive(file)
    if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
        raise RefusedFileError("bomb")
    return archive


def _refuse_what_acts(archive: zipfile.ZipFile) -> None:
    names = [name.lower().replace("\\", "/") for name in archive.namelist()]
    for code, pattern in (*FORBIDDEN, *OTHER_PROGRAMS):
        for name in names:
            if pattern.search(name):
                raise RefusedFileError(code)
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise RefusedFileError("not_workbook")
    types = [one.get("ContentType", "").lower() for one in fromstring(archive.read("[Content_Types].xml"))]
    if any("macroenabled" in one or "vbaproject" in one for one in types):
        raise RefusedFileError("macros")
    for name in archive.namelist():
        if name.lower().endswith(".rels") and any(map(_is_fetched, fromstring(archive.read(name)))):
            raise RefusedFileError("external")


def _is_fetched(relation: Element) -> bool:
    """A link someone put on a word is only text to us; everything else outside is something to be fetched."""
    return relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")


def _filled_rows(title: str, sheet: Any) -> Iterator[tuple[int, dict[str, str]]]:
    """The number of each row with its texts by column letter. No sheet may hold a formula, whatever it claims to be."""
    # What the sheet says of its own size may leave out the very cells that matter.
    sheet.reset_dimensions()
    count = characters = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = {}
        for cell in row:
            if cell.value is None:
                continue
            if cell.data_type == "f":
                raise RefusedFileError("formula", f"{title}!{cell.coordinate}")
            if text := _text(cell.value):
                texts[cell.column_letter] = text
        if texts:
            count, characters = count + 1, characters + sum(map(len, texts.values()))
            _refuse_too_much(count, characters)
            yield number, texts


def _refuse_too_much(rows: int, characters: int) -> None:
    """The head is a row too."""
    if rows > MOST_ROWS + 1:
        raise RefusedFileError("too_many_rows")
    if characters > MOST_CHARACTERS:
        raise RefusedFileError("too_much_text")


def _text(value: Any) -> str:
    """What stands in a cell as a Dane would type it; a program may have made a number or a date of it."""
    if isinstance(value, bool):
        return "Sand" if value else "Falsk"
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else str(value).replace(".", ",")
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return value.strftime("%d.%m.%Y %H.%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return unescape(str(value))


def _by_heads(rows: list[tuple[int, dict[str, str]]]) -> dict[str, Any]:
    heads = {" ".join(text.split()).casefold(): letter for letter, text in (rows[0][1] if rows else {}).items()}
    letters = {column: heads.get(column.casefold()) for column in (*HIDDEN, *TYPED)}
    for column, letter in letters.items():
        if letter is None:
            raise RefusedFileError("missing_column", str(column))
    found = [
        {"row": number} | {column: texts.get(letter, "") for column, letter in letters.items()}
        for number, texts in rows[1:]
    ]
    return {"rows": [row for row in found if any(row[column] for column in letters)], "letters": letters}
