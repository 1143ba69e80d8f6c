"""The text of a PDF: its pages with notes and form fields, and what is said of it. Pure; pypdf does the work."""

import re
from collections.abc import Iterator
from typing import IO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

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
        about = reader.metadata or {}
        yield passage_at("filens egenskaber", "\n".join(map(str, about.values())), is_content=False)
    except PyPdfError:
        raise RefusedFileError("unreadable") from None


def _close_up(text: str) -> str:
    return SPACED.sub(lambda found: found[0].replace(" ", ""), text)


def _notes(page: dict) -> Iterator[str]:
    for note in page.get("/Annots") or ():
        found = note.get_object()
        # A field in several places keeps its value in the one they share.
        for holder in (found, found.get("/Parent", {}).get_object() if "/Parent" in found else {}):
            yield from (str(holder[name].get_object()) for name in WORDS_OF_NOTE if name in holder)
