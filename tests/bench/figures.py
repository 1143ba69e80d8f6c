"""One measured figure with its aim, and the table and JSON that show many."""

import json
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """A value with its unit; an aim is a limit that the value may not go over, or under."""

    part: str
    name: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_met(self) -> bool | None:
        """None where nothing was aimed at."""
        if self.at_most is not None:
            return self.value <= self.at_most
        return None if self.at_least is None else self.value >= self.at_least

    @property
    def aim(self) -> str:
        if self.at_most is not None:
            return f"at most {short(self.at_most)}"
        return "" if self.at_least is None else f"at least {short(self.at_least)}"

    @property
    def verdict(self) -> str:
        return {None: "", True: "met", False: "MISSED"}[self.is_met]


def short(value: float) -> str:
    """Three significant digits, whole numbers as they are."""
    if value == int(value) or value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def table(figures: Sequence[Figure]) -> str:
    rows = [(one.name, f"{short(one.value)} {one.unit}".strip(), one.aim, one.verdict) for one in figures]
    widths = [max(len(row[column]) for row in [*rows, ("",) * 4]) for column in range(3)]
    return "\n".join(_lines(figures, rows, widths))


def _lines(figures: Sequence[Figure], rows: Sequence[tuple], widths: Sequence[int]) -> Iterator[str]:
    part = ""
    for one, (name, value, aim, verdict) in zip(figures, rows, strict=True):
        if one.part != part:
            part = one.part
            yield f"\n{part}"
        yield f"  {name:<{widths[0]}}  {value:>{widths[1]}}  {aim:<{widths[2]}}  {verdict}".rstrip()


def write_json(path: Path, figures: Sequence[Figure], *, is_quick: bool) -> None:
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "is_quick": is_quick,
        "machine": {"cores": cpu_count(), "system": platform.platform(), "python": sys.version.split()[0]},
        "figures": [asdict(one) | {"is_met": one.is_met} for one in figures],
    }
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
