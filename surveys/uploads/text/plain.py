"""A text file: UTF-8, UTF-16 with its mark, or what Windows wrote before. Pure."""

import re
from collections.abc import Iterator

from surveys.uploads.limits import RefusedFileError
from surveys.uploads.text import Passage

# A text holds none of these; a program, a picture or a film soon does.
NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def plain_passages(content: bytes) -> Iterator[Passage]:
    """Raises RefusedFileError "type" at once, not on reading, where it is no text."""
    text = _decode(content)
    if NO_TEXT.search(text):
        raise RefusedFileError("type")
    return iter([Passage(text, lambda start: f"linje {text.count(chr(10), 0, start) + 1}")])


def _decode(content: bytes) -> str:
    encodings = [MARKS[content[:2]]] if content[:2] in MARKS else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedFileError("type")
