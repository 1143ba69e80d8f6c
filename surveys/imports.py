"""Reading a CSV of answers. Pure: text in, rows and every fault with its line number out."""

import csv
from collections.abc import Container
from dataclasses import dataclass
from io import StringIO

from surveys.checks import COMMENT_MAX
from surveys.enums import Choice
from surveys.merge import Value

COLUMNS = ("municipality", "question", "choice", "comment")
NOT_RELEVANT = "-"


@dataclass(frozen=True)
class ImportRow:
    line: int
    municipality: str
    question: str
    value: Value


@dataclass(frozen=True)
class Fault:
    line: int
    reason: str

    def __str__(self) -> str:
        return f"Linje {self.line}: {self.reason}"


def read_answers(
    text: str, *, municipalities: Container[str], questions: dict[str, bool]
) -> tuple[list[ImportRow], list[Fault]]:
    """Rows and faults of a file; `questions` says of each key whether it allows "Ikke relevant"."""
    reader = csv.DictReader(StringIO(text))
    try:
        return _read_rows(reader, municipalities, questions)
    except csv.Error:
        return [], [Fault(reader.line_num + 1, "linjen kan ikke læses. Se efter et anførselstegn, der ikke er lukket.")]


def _read_rows(
    reader: csv.DictReader, municipalities: Container[str], questions: dict[str, bool]
) -> tuple[list[ImportRow], list[Fault]]:
    if tuple(reader.fieldnames or ()) != COLUMNS:
        return [], [Fault(1, f"kolonnerne skal være {','.join(COLUMNS)}.")]
    rows, faults, seen = [], [], set()
    for line in reader:
        row = {name: (line[name] or "").strip() for name in COLUMNS}
        place = (row["municipality"], row["question"])
        reason = _reason(row, None in line, municipalities, questions)
        if not reason and place in seen:
            reason = "kommunen har allerede en linje med dette spørgsmål."
        if reason:
            faults.append(Fault(reader.line_num, reason))
            continue
        seen.add(place)
        rows.append(ImportRow(reader.line_num, *place, _value(row)))
    return rows, faults


def _reason(row: dict[str, str], too_many: bool, municipalities: Container[str], questions: dict[str, bool]) -> str:
    """What is wrong with one row, or nothing."""
    if too_many:
        return "der er flere end fire kolonner. Sæt anførselstegn om en kommentar med komma."
    if row["municipality"] not in municipalities:
        return f"kommunen »{row['municipality']}« er ikke med i tilsynet."
    if row["question"] not in questions:
        return f"tilsynet har intet spørgsmål med nøglen »{row['question']}«."
    if row["choice"] == NOT_RELEVANT:
        return "" if questions[row["question"]] else "spørgsmålet kan ikke være »Ikke relevant«."
    if row["choice"] and row["choice"] not in map(str, Choice.values):
        return f"svaret »{row['choice']}« skal være 0, 1, 2, 3, 4, - eller tomt."
    if "\0" in row["comment"]:
        return "kommentaren har et tegn, der ikke kan gemmes (NUL). Slet det."
    if len(row["comment"]) > COMMENT_MAX:
        return f"kommentaren er på {len(row['comment'])} tegn. Forkort den til højst {COMMENT_MAX}."
    return ""


def _value(row: dict[str, str]) -> Value:
    if row["choice"] == NOT_RELEVANT:
        return Value(not_relevant=True, comment=row["comment"])
    return Value(choice=int(row["choice"]) if row["choice"] else None, comment=row["comment"])
