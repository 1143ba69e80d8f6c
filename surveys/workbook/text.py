"""Text as a spreadsheet's XML carries it: what XML cannot hold is _xHHHH_ (ECMA-376-1, 22.9.2.19). Pure."""

import re

# XML has no such characters, and reads a carriage return as a line feed.
UNWRITABLE = "\x00-\x08\x0b-\x1f\ufffe\uffff"
TO_ESCAPE = re.compile(f"[{UNWRITABLE}]|_(?=x[0-9A-Fa-f]{{4}}[_{UNWRITABLE}])")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def escape(text: str) -> str:
    """Also what only looks like an escape, so that unescape() gives the same text back."""
    return TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescape(text: str) -> str:
    """Halves of a character that do not fit together become U+FFFD, since no database holds them."""
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def as_typed(text: str) -> str:
    """As a page would store it: one kind of line break, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
