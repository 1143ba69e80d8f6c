"""The text of Word, Excel and OpenDocument files: every XML part, so that nothing is overlooked. Pure."""

import io
import re
import zipfile
from collections.abc import Iterator

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError

from surveys.uploads.archives import open_archive
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.text import Passage, passage_at
from surveys.uploads.text.sheets import SHEETS, sheet_passages
from surveys.uploads.text.xml import read_words

ODT = b"application/vnd.oasis.opendocument.text"
TYPES, WORD, EXCEL = "[Content_Types].xml", b"wordprocessingml.document.main+xml", b"spreadsheetml.sheet.main+xml"
LIST = "META-INF/manifest.xml"
MACROS = re.compile(r"(^|/)vbaProject[^/]*$|^xl/macrosheets/|^(Basic|Scripts)/", re.IGNORECASE)
EMBEDDED = re.compile(r"/embeddings/[^/]+\.(docx|xlsx)$", re.IGNORECASE)
PLACES = (
    (re.compile(r"^word/document|^content\.xml"), "teksten"),
    (re.compile(r"^word/header"), "sidehovedet"),
    (re.compile(r"^word/footer"), "sidefoden"),
    (re.compile(r"^styles\.xml"), "sidehovedet eller sidefoden"),
    (re.compile(r"^(word|xl)/(threadedC|c)omments"), "en kommentar"),
    (re.compile(r"^word/(foot|end)notes"), "en note"),
    (re.compile(r"^docProps/|^meta\.xml"), "filens egenskaber"),
    (re.compile(r"\.rels$"), "et link"),
)
ELSEWHERE = "en skjult del af filen"


def office_kind(archive: zipfile.ZipFile) -> str:
    """By what the archive says of itself. Raises RefusedFileError: "type", "macros" or "encrypted"."""
    names = archive.namelist()
    types = archive.read(TYPES) if TYPES in names else b""
    if b"macroEnabled" in types or any(MACROS.search(name) for name in names):
        raise RefusedFileError("macros")
    if WORD in types:
        return "docx"
    if EXCEL in types:
        return "xlsx"
    if "mimetype" in names and archive.read("mimetype").strip() == ODT:
        if LIST in names and b"encryption-data" in archive.read(LIST):
            raise RefusedFileError("encrypted")
        return "odt"
    raise RefusedFileError("type")


def office_passages(archive: zipfile.ZipFile) -> Iterator[Passage]:
    try:
        yield from _passages(archive, office_kind(archive))
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, KeyError, ValueError):
        raise RefusedFileError("unreadable") from None


def _passages(archive: zipfile.ZipFile, kind: str, *, is_embedded: bool = False) -> Iterator[Passage]:
    if kind == "xlsx":
        yield from sheet_passages(archive)
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")) and not (kind == "xlsx" and SHEETS.search(name)):
            with archive.open(name) as part:
                yield passage_at(_place(name), "\n".join(read_words(part, is_mixed=kind == "odt")))
        elif EMBEDDED.search(name) and not is_embedded:
            with open_archive(io.BytesIO(archive.read(name))) as inner:
                yield from _passages(inner, office_kind(inner), is_embedded=True)


def _place(name: str) -> str:
    return next((place for pattern, place in PLACES if pattern.search(name)), ELSEWHERE)
