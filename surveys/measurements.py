"""Reads what was measured: the latest of each domain at or before a time, for one municipality or many."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, DateTimeField, F, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from municipalities.dane.verdicts import Verdict
from municipalities.models import MailDomain, Municipality
from surveys.enums import ResponseState, SurveyState
from surveys.measured import municipality_verdict
from surveys.models import DomainMeasurement, Response

Times = datetime | Mapping[int, datetime]


@dataclass(frozen=True)
class MeasuredDomain:
    """A domain that the agency had approved at the time, and its latest measurement then."""

    domain: str
    measurement: DomainMeasurement | None = None

    @property
    def verdict(self) -> Verdict | None:
        return Verdict(self.measurement.verdict) if self.measurement else None


@dataclass(frozen=True)
class MeasuredMunicipality:
    domains: tuple[MeasuredDomain, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        return municipality_verdict(row.verdict for row in self.domains)

    @property
    def measured_at(self) -> datetime | None:
        """When the newest of the measurements was made."""
        return max((row.measurement.measured_at for row in self.domains if row.measurement), default=None)


def is_over(municipality: Municipality) -> bool:
    """One query: whether every survey that asked the municipality is closed, so that it is measured no more."""
    asked = Response.objects.filter(municipality=municipality).exclude(state=ResponseState.WITHDRAWN)
    states = set(asked.values_list("survey__state", flat=True))
    return bool(states) and SurveyState.OPEN not in states


def select_latest(
    municipality: Municipality, at: datetime, *, with_evidence: bool = True
) -> dict[str, DomainMeasurement]:
    """The latest done measurement of each domain at or before the time; also of domains no longer listed."""
    done = DomainMeasurement.objects.done().filter(municipality=municipality, measured_at__lte=at)
    return {row.domain: row for row in _latest(done if with_evidence else done.defer("result"))}


def select_measured(municipalities: Collection[int], at: Times) -> dict[int, MeasuredMunicipality]:
    """What was measured of each municipality at a time, or at a time of its own; two queries however many they are.

    Counts the domains that are still listed and were approved by then. Gives no evidence: `result` is left unread.
    """
    if not municipalities:
        return {}
    until = _until(municipalities, at)
    domains = MailDomain.objects.filter(municipality__in=municipalities, approved_at__lte=until)
    done = DomainMeasurement.objects.done().filter(municipality__in=municipalities, measured_at__lte=until)
    latest = {(row.municipality_id, row.domain): row for row in _latest(done.defer("result"))}
    found: dict[int, list[MeasuredDomain]] = defaultdict(list)
    for listed in domains.order_by("domain"):
        key = (listed.municipality_id, listed.domain)
        found[listed.municipality_id].append(MeasuredDomain(listed.domain, latest.get(key)))
    return {pk: MeasuredMunicipality(tuple(found[pk])) for pk in municipalities}


def _until(municipalities: Collection[int], at: Times) -> Case | datetime:
    """A municipality without a time of its own compares with NULL, so that nothing is found of it."""
    if isinstance(at, datetime):
        return at
    whens = [When(municipality=pk, then=Value(at[pk])) for pk in municipalities if pk in at]
    return Case(*whens, default=None, output_field=DateTimeField())


def _latest(measurements: QuerySet[DomainMeasurement]) -> QuerySet[DomainMeasurement]:
    """The newest of each municipality's domain, by when it was measured."""
    number = Window(
        RowNumber(),
        partition_by=[F("municipality"), F("domain")],
        order_by=[F("measured_at").desc(), F("pk").desc()],
    )
    return measurements.annotate(newest=number).filter(newest=1).order_by("municipality", "domain")


def select_history(municipality: Municipality) -> QuerySet[DomainMeasurement]:
    """Every done measurement of the municipality, newest first, without its evidence."""
    done = DomainMeasurement.objects.done().filter(municipality=municipality)
    return done.defer("result").order_by("domain", "-measured_at", "-pk")
