"""The words of one XML part. Pure; nothing is kept but the words, so that a large part costs little memory."""

import re
from collections.abc import Iterator
from typing import IO
from urllib.parse import unquote

from defusedxml.ElementTree import XMLParser

# A paragraph, a heading, a shared or written-in string of a sheet, a comment, a note: its pieces are one text.
BLOCKS = {"p", "h", "si", "is", "text", "annotation", "note"}
# In Word and Excel only these hold text; between them stands the writing program's own white space.
RUNS = {"t", "delText"}
INSTEAD = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " ", "noBreakHyphen": "-"}
# Words that a person wrote and that stand in an attribute: of a picture, a link, a help text, a watermark.
DESCRIBING = {"descr", "title", "tooltip", "display", "prompt", "promptTitle", "error", "errorTitle", "string"}
# Who wrote a comment or a change.
WRITERS = {"author", "displayName"}
ATTRIBUTES = DESCRIBING | WRITERS
# Where a link leads: of a web page or an address for mail, in Word and Excel, and in OpenDocument.
TARGETS = {"Target", "href"}
# What a pivot table remembers of its cells, in an attribute "v".
PIVOT_ITEMS = {"s", "n", "d"}
FRACTION = re.compile(r"-?\d+\.\d+(E[-+]?\d+)?")
CHUNK = 64 * 1024


def read_words(part: IO[bytes], *, is_mixed: bool) -> list[str]:
    """Each paragraph's text whole, runs joined; `is_mixed` where white space between elements is text (ODT)."""
    return parse(part, Words(is_mixed=is_mixed)).found


def parse(part: IO[bytes], target: "Words") -> "Words":
    parser = XMLParser(target=target, forbid_dtd=True)
    while chunk := part.read(CHUNK):
        parser.feed(chunk)
    parser.close()
    return target


class Words:
    """Takes what the parser tells; a paragraph inside a paragraph (a text box, a note) is a text of its own."""

    def __init__(self, *, is_mixed: bool) -> None:
        self.found: list[str] = []
        self._is_mixed = is_mixed
        self._open: list[str] = []
        self._texts: list[list[str]] = [[]]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        self._open.append(name)
        if name in BLOCKS:
            self._texts.append([])
        elif len(self._texts) == 1:
            self._leave_leaf()
        elif name in INSTEAD:
            self._texts[-1].append(INSTEAD[name])
        self.found += _attributes(name, attributes)

    def end(self, tag: str) -> None:
        self._open.pop()
        if local(tag) in BLOCKS:
            self.found.append("".join(self._texts.pop()))
        elif len(self._texts) == 1:
            self._leave_leaf()

    def data(self, text: str) -> None:
        if text.strip() or self._open[-1] in RUNS:
            self._texts[-1].append(text)
        elif self._is_mixed:
            self._texts[-1].append(" ")

    def close(self) -> "Words":
        return self

    def _leave_leaf(self) -> None:
        """Outside paragraphs each element's text stands alone; a fraction has ten digits by chance, and no more."""
        text = "".join(self._texts[-1])
        if text.strip() and not FRACTION.fullmatch(text):
            self.found.append(text)
        self._texts[-1] = []


def _attributes(element: str, attributes: dict[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        if local(name) in ATTRIBUTES or (name == "v" and element in PIVOT_ITEMS and not FRACTION.fullmatch(value)):
            yield value
        elif local(name) in TARGETS:
            yield unquote(value)


def local(tag: str) -> str:
    """Without its namespace."""
    return tag.rpartition("}")[2]
