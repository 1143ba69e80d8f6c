"""One measurement of a mail domain, read for the page that shows all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from municipalities.dane.evidence import Attempt, Host, Measurement, Query
from municipalities.dane.verdicts import Verdict
from municipalities.dane_words import VERDICTS, WORDS, Words, domain_words, host_words
from surveys.dane_compared import TONES, DomainLine, measurement_url
from surveys.models import DomainMeasurement, Response

SHOWN = 20


@dataclass(frozen=True)
class SeenAttempt:
    """One conversation with one address, in words."""

    attempt: Attempt
    words: str

    @property
    def at(self) -> datetime | None:
        return parse_datetime(self.attempt.at) if self.attempt.at else None


@dataclass(frozen=True)
class SeenHost:
    host: Host
    verdict: str
    tone: str
    words: Words
    attempts: tuple[SeenAttempt, ...]

    @property
    def aliases(self) -> str:
        return " → ".join(self.host.aliases)


@dataclass(frozen=True)
class Evidence:
    """A measurement with the words of its verdict, and every question asked of a resolver, the domain's first."""

    measurement: Measurement
    verdict: str
    tone: str
    words: Words
    hosts: tuple[SeenHost, ...]
    queries: tuple[Query, ...]

    @property
    def seconds(self) -> float:
        return self.measurement.milliseconds / 1000


def read_evidence(row: DomainMeasurement) -> Evidence:
    seen = Measurement.from_dict(row.result)
    return Evidence(
        measurement=seen,
        verdict=VERDICTS[seen.verdict],
        tone=TONES.get(seen.verdict, ""),
        words=domain_words(seen),
        hosts=tuple(_host(host, seen) for host in seen.hosts),
        queries=(*seen.queries, *(query for host in seen.hosts for query in host.queries)),
    )


def select_others(row: DomainMeasurement, response: Response) -> list[DomainLine]:
    """One query: the newest of the municipality's other measurements, without their evidence."""
    done = DomainMeasurement.objects.done().filter(municipality=response.municipality_id).exclude(pk=row.pk)
    return _lines(done.defer("result").order_by("-measured_at", "-pk")[:SHOWN], response)


def _lines(rows: QuerySet[DomainMeasurement], response: Response) -> list[DomainLine]:
    return [
        DomainLine(
            domain=row.domain,
            verdict=Verdict(row.verdict),
            number=row.pk,
            measured_at=row.measured_at,
            url=measurement_url(response, row.pk),
            is_lab=row.is_lab,
        )
        for row in rows
    ]


def _host(host: Host, seen: Measurement) -> SeenHost:
    return SeenHost(
        host=host,
        verdict=VERDICTS[host.verdict],
        tone=TONES.get(host.verdict, ""),
        words=host_words(host, seen),
        attempts=tuple(_attempts(host.attempts)),
    )


def _attempts(attempts: Iterable[Attempt]) -> Iterable[SeenAttempt]:
    for attempt in attempts:
        yield SeenAttempt(attempt, WORDS[attempt.reason].why)
