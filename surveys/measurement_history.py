"""A municipality's measurements over time, by domain."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from municipalities.dane.verdicts import Reason
from municipalities.dane_words import WORDS
from municipalities.domains import readable
from municipalities.models import Municipality
from surveys.measuring_page import Mark, mark_of
from surveys.models import DomainMeasurement

# Of each domain, where all are shown together.
SHOWN = 12
PAGE_SIZE = 50


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
    """A domain's newest measurements, of `total`; `is_listed` where it is still on the list and approved."""

    key: str
    is_listed: bool
    lines: tuple[Line, ...]
    total: int

    @property
    def domain(self) -> str:
        return readable(self.key)

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.lines)


def history_of(municipality: Municipality, measurements: QuerySet[DomainMeasurement]) -> list[History]:
    """Two queries. Listed domains first, also those never measured; then those that were taken off the list."""
    listed = [row.domain for row in municipality.mail_domains.all() if row.approved_at]
    number = Window(RowNumber(), partition_by=F("domain"), order_by=[F("measured_at").desc(), F("pk").desc()])
    numbered = measurements.annotate(number=number, total=Window(Count("pk"), partition_by=F("domain")))
    # One more than is shown, to tell whether the last one came out as the one before it.
    rows = _ordered(numbered.filter(number__lte=SHOWN + 1))
    found = {domain: list(of_it) for domain, of_it in groupby(rows, key=lambda row: row.domain)}
    domains = [*listed, *(domain for domain in found if domain not in listed)]
    return [_history(domain, domain in listed, found.get(domain, [])) for domain in domains]


def _ordered(measurements: QuerySet[DomainMeasurement]) -> QuerySet[DomainMeasurement]:
    return measurements.defer("result").select_related("asked_by").order_by("domain", "-measured_at", "-pk")


def _history(domain: str, is_listed: bool, rows: list[DomainMeasurement]) -> History:
    if not rows:
        return History(domain, is_listed, (), 0)
    return History(domain, is_listed, tuple(_lines(rows))[:SHOWN], rows[0].total)


def page_of(measurements: QuerySet[DomainMeasurement], number: str | None) -> tuple[Page, tuple[Line, ...]]:
    """Three queries: one page of the measurements of one domain."""
    rows = _ordered(measurements)
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    start = (page.number - 1) * PAGE_SIZE
    lines = tuple(_lines(list(rows[start : start + PAGE_SIZE + 1])))
    return page, lines[:PAGE_SIZE]


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
