"""Journal numbers pasted for many: reading the lines. Pure: text in, rows and faults out."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

# Four examples of the agency's own practice; the model's validator says the same.
JOURNAL_NUMBER = re.compile(r"[0-9]{4}-[0-9]{2,3}-[0-9]{4}")
SEPARATOR = re.compile(r"[;\t]")


@dataclass(frozen=True)
class PastedRow:
    line: int
    code: str
    number: str


@dataclass(frozen=True)
class BadRow:
    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class PlannedNumber:
    """One number that will be set; before is what stands there now, kept so that a replacement is seen."""

    code: str
    name: str
    before: str
    number: str

    @property
    def outcome(self) -> str:
        if self.before == self.number:
            return "Uændret"
        return f"Erstatter {self.before}" if self.before else "Nyt nummer"


def read_rows(text: str) -> tuple[list[PastedRow], list[BadRow]]:
    """Each line is "code;number" or, as copied from a spreadsheet, code, tab, number. Empty lines are skipped."""
    good, bad, seen = [], [], {}
    for line, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        parts = [part.strip() for part in SEPARATOR.split(raw.strip())]
        reason = _fault(parts, seen)
        if reason:
            bad.append(BadRow(line, raw.strip(), reason))
            continue
        seen[parts[0].upper()] = line
        good.append(PastedRow(line, parts[0].upper(), parts[1]))
    return good, bad


def _fault(parts: list[str], seen: Mapping[str, int]) -> str:
    if len(parts) != 2 or not all(parts):
        return "Skriv kommunekode, semikolon og journalnummer."
    code, number = parts
    if code.upper() in seen:
        return f"Koden {code} står også på linje {seen[code.upper()]}."
    return "" if JOURNAL_NUMBER.fullmatch(number) else "Skriv journalnummeret som 2026-432-0001."


def plan_numbers(
    rows: list[PastedRow], known: Mapping[str, tuple[str, str]], kept: Collection[str] = ()
) -> tuple[list[PlannedNumber], list[BadRow]]:
    """Match the rows with the survey's municipalities: code to (name, number now); `kept` are codes of those the
    person is kept from.
    """
    planned = [PlannedNumber(row.code, *known[row.code], row.number) for row in rows if row.code in known]
    return planned, [_unknown(row, kept) for row in rows if row.code not in known]


def _unknown(row: PastedRow, kept: Collection[str]) -> BadRow:
    reason = f"Tilsynet har ingen kommune med koden {row.code}."
    if row.code in kept:
        reason = "Du er meldt inhabil i kommunens sager. En kollega må sætte nummeret."
    return BadRow(row.line, f"{row.code};{row.number}", reason)


def shared_numbers(planned: Collection[PlannedNumber]) -> list[str]:
    """Numbers on more than one line: allowed, as one case may hold several, but worth a look."""
    numbers = [row.number for row in planned]
    return sorted({number for number in numbers if numbers.count(number) > 1})
