"""What a file is by its content, and what in its text may be a CPR number. Pure; runs in child.py.

The text stays in that process: out of it come the kind, a verdict, and masked excerpts with their places.
"""

from collections.abc import Iterable
from typing import IO

from surveys.cpr import Hit, Verdict, excerpt, find_cpr, mask
from surveys.uploads.archives import open_archive
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.text import Passage
from surveys.uploads.text.office import office_kind, office_passages
from surveys.uploads.text.plain import plain_passages

JOB = "surveys.uploads.inspection:inspect"
# The signature of Word's and Excel's files of before 2007, and of newer ones that are locked with a password.
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
PNG_MARK, JPEG_MARK = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024
MOST_SHOWN = 5


def inspect(file: IO[bytes]) -> dict:
    """Raises RefusedFileError: "type", "macros", "encrypted", "bomb", "pixels" or "unreadable"."""
    kind, passages = _open(file)
    hits: list[tuple[Passage, Hit]] = []
    has_text = False
    for passage in passages:
        has_text = has_text or (passage.is_content and bool(passage.text.strip()))
        hits += [(passage, hit) for hit in find_cpr(passage.text)]
    stopped = [(passage, hit) for passage, hit in hits if hit.verdict == Verdict.STOPPED]
    return {
        "kind": kind,
        "has_text": has_text,
        "verdict": str(Verdict.STOPPED if stopped else Verdict.ASKED) if hits else "",
        "found": len(stopped or hits),
        "excerpts": _excerpts((stopped or hits)[:MOST_SHOWN]),
    }


def _excerpts(hits: Iterable[tuple[Passage, Hit]]) -> list[dict[str, str]]:
    """Masked, two numbers in one line look the same."""
    found = [(mask(passage.place_of(hit.start)), excerpt(passage.text, hit)) for passage, hit in hits]
    return [{"place": place, "text": text} for place, text in dict.fromkeys(found)]


def _open(file: IO[bytes]) -> tuple[str, Iterable[Passage]]:
    start = file.read(PDF_MARK_WITHIN)
    file.seek(0)
    if start.startswith(b"PK\3\4"):
        archive = open_archive(file)
        return office_kind(archive), office_passages(archive)
    if start.startswith(OLD_OFFICE):
        raise RefusedFileError("encrypted" if LOCKED_OFFICE in file.read() else "old_office")
    if start.startswith((PNG_MARK, JPEG_MARK)):
        # Slow to load, and few files need it; so is the next.
        from surveys.uploads.text.picture import picture_passages

        return "png" if start.startswith(PNG_MARK) else "jpeg", picture_passages(file)
    if PDF_MARK in start:
        # See above.
        from surveys.uploads.text.pdf import pdf_passages

        return "pdf", pdf_passages(file)
    return "txt", plain_passages(file.read())
