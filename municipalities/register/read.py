"""Reading the register's two files. Pure: text in, rows and every fault out."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
MUNICIPALITIES = HERE / "municipalities.csv"
REGION_CHANGES = HERE / "region_changes.csv"
COLUMNS = ("code", "name", "region", "cvr", "official_name")
CODE, CVR = re.compile(r"\d{4}"), re.compile(r"\d{8}")


@dataclass(frozen=True)
class Row:
    """One municipality; the code is text, since it begins with a zero."""

    code: str
    name: str
    region: str
    cvr: str
    official_name: str


@dataclass(frozen=True)
class RegionChange:
    """From that day the municipalities of one region belong to another."""

    region: str
    becomes: str
    on: date


def read_register(text: str) -> tuple[list[Row], list[str]]:
    """The rows, and each fault with its line number; rows are usable only where no fault was found."""
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        return [], [f"Linje 1: kolonnerne skal være {','.join(COLUMNS)}."]
    numbered = [(reader.line_num, line) for line in reader]
    return [_row(line) for _, line in numbered], [
        *_row_faults(numbered),
        *_repeated(numbered, "code", "Kommunekoden"),
        *_repeated(numbered, "cvr", "CVR-nummeret"),
    ]


def _row(line: dict[str, str | None]) -> Row:
    return Row(*((line[name] or "").strip() for name in COLUMNS))


def _row_faults(numbered: Iterable[tuple[int, dict]]) -> Iterator[str]:
    for number, line in numbered:
        row = _row(line)
        if None in line or not all(line[name] for name in COLUMNS):
            yield f"Linje {number}: alle fem kolonner skal være udfyldt."
        elif not CODE.fullmatch(row.code):
            yield f"Linje {number}: kommunekoden »{row.code}« skal være fire cifre."
        elif not CVR.fullmatch(row.cvr):
            yield f"Linje {number}: CVR-nummeret »{row.cvr}« skal være otte cifre."


def _repeated(numbered: Iterable[tuple[int, dict]], column: str, name: str) -> Iterator[str]:
    seen = Counter()
    for number, line in numbered:
        seen[line[column]] += 1
        if line[column] and seen[line[column]] == 2:
            yield f"Linje {number}: {name} »{line[column]}« står der mere end én gang."


def read_region_changes() -> list[RegionChange]:
    lines = csv.DictReader(REGION_CHANGES.read_text(encoding="utf-8").splitlines())
    return [RegionChange(line["region"], line["becomes"], date.fromisoformat(line["on"])) for line in lines]
