"""A municipality's measurements over time, by domain."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from municipalities.dane.verdicts import Reason
from municipalities.dane_words import WORDS
from municipalities.domains import readable
from municipalities.models import Municipality
from surveys.measuring_page import Mark, mark_of
from surveys.models import DomainMeasurement


@dataclass(frozen=True)
class Line:
    """One measurement; `changed` where the one before it came out otherwise."""

    row: DomainMeasurement
    mark: Mark
    why: str
    asked_by: str
    changed: bool


@dataclass(frozen=True)
class History:
    """A domain's measurements, newest first; `is_listed` where it is still on the list and approved."""

    domain: str
    is_listed: bool
    lines: tuple[Line, ...]


def history_of(municipality: Municipality, measurements: QuerySet[DomainMeasurement]) -> list[History]:
    """Two queries. Listed domains first, also those never measured; then those that were taken off the list."""
    listed = [row.domain for row in municipality.mail_domains.all() if row.approved_at]
    rows = measurements.defer("result").select_related("asked_by").order_by("domain", "-measured_at", "-pk")
    found = {domain: _lines(list(of_it)) for domain, of_it in groupby(rows, key=lambda row: row.domain)}
    gone = [domain for domain in found if domain not in listed]
    return [History(readable(domain), domain in listed, tuple(found.get(domain, ()))) for domain in [*listed, *gone]]


def _lines(rows: list[DomainMeasurement]) -> Iterable[Line]:
    before = [*rows[1:], None]
    return [
        Line(
            row=row,
            mark=mark_of(row.verdict),
            why=WORDS[Reason(row.reason)].why,
            asked_by=str(row.asked_by) if row.asked_by else "portalen selv",
            changed=earlier is not None and earlier.verdict != row.verdict,
        )
        for row, earlier in zip(rows, before, strict=True)
    ]
