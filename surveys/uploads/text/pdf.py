"""The text of a PDF: its pages with notes and form fields, and what is said of it. Pure; pypdf does the work."""

import re
from collections.abc import Iterable, Iterator
from typing import IO
from urllib.parse import unquote

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, NullObject, StreamObject

from surveys.uploads.limits import RefusedFileError
from surveys.uploads.text import Passage, passage_at

# Spaced-out writing comes as one character at a time.
SPACED = re.compile(r"(?<!\S)(?:\S ){7,}\S(?!\S)")
# What a note says, and what stands in a form field.
WORDS_OF_NOTE = ("/Contents", "/V", "/TU")


def pdf_passages(file: IO[bytes]) -> Iterator[Passage]:
    """A page at a time, so that a long file needs no more memory than a short one."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            raise RefusedFileError("encrypted")
        if not reader.pages:
            raise RefusedFileError("unreadable")
        for number, page in enumerate(reader.pages, start=1):
            yield passage_at(f"side {number}", "\n".join([_close_up(page.extract_text()), *_notes(page)]))
        yield passage_at("filens egenskaber", "\n".join(_about(reader)), is_content=False)
        yield passage_at("et bogmærke", "\n".join(_bookmarks(reader.outline)))
    except PyPdfError:
        raise RefusedFileError("unreadable") from None


def _close_up(text: str) -> str:
    return SPACED.sub(lambda found: found[0].replace(" ", ""), text)


def _about(reader: PdfReader) -> Iterator[str]:
    """What is said of the file stands in two places, and the newer one is XML."""
    yield from map(str, (reader.metadata or {}).values())
    described = reader.root_object.get("/Metadata", NullObject()).get_object()
    if isinstance(described, StreamObject):
        yield described.get_data().decode("utf-8", "replace")


def _bookmarks(outline: Iterable) -> Iterator[str]:
    """A list within the list holds those below the one before it."""
    for one in outline:
        if isinstance(one, list):
            yield from _bookmarks(one)
        else:
            yield str(one.title)


def _notes(page: dict) -> Iterator[str]:
    for note in page.get("/Annots") or ():
        found = note.get_object()
        # A field in several places keeps its value in the one they share.
        for holder in (found, found.get("/Parent", {}).get_object() if "/Parent" in found else {}):
            yield from (str(holder[name].get_object()) for name in WORDS_OF_NOTE if name in holder)
        leads_to = found.get("/A", NullObject()).get_object()
        if isinstance(leads_to, DictionaryObject) and "/URI" in leads_to:
            yield unquote(str(leads_to["/URI"].get_object()))
