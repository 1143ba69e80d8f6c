"""What the sheet of answers looks like, for the one that writes it and the one that reads it. Pure."""

from enum import StrEnum

SHEET = "Svar"


class Column(StrEnum):
    """The heads, in the order they stand; a reader finds a column by its head."""

    AREA = "Område"
    QUESTION = "Spørgsmål"
    UNIT = "Enhed"
    HELP = "Hjælp"
    ANSWER = "Svar"
    COMMENT = "Kommentar"
    KEY = "Nøgle"
    VERSION = "Version"


TYPED = (Column.ANSWER, Column.COMMENT)
HIDDEN = (Column.KEY, Column.VERSION)
