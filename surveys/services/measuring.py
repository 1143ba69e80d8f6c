"""The worker's part: takes up the wishes that are due, measures them together, and keeps every result for ever."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from municipalities.dane.evidence import Measurement
from municipalities.dane.names import clean_domain
from municipalities.dane.sweep import Sweep, sweep
from municipalities.dane.verdicts import Reason
from municipalities.dane_settings import measuring_from_settings
from surveys.enums import MeasurementState
from surveys.models import DomainMeasurement
from surveys.models.measurement import NOT_IN_LAB
from surveys.services.measuring_wishes import drop_unlisted, plan_measurements

# After each attempt that came to nothing, the pause before the next; when they are used up, the wish has failed.
PAUSES = (timedelta(minutes=15), *(timedelta(hours=hours) for hours in (1, 4, 12)))
# As many domains as are measured at once, so that a batch takes no longer than its slowest domain.
BATCH = 16
# The last batch may begin so late, and takes the proof of the resolvers and then `Limits.domain_seconds`. It must end
# before the worker is ended (settings.Q_CLUSTER timeout), which puts off the whole batch.
RUN_FOR = timedelta(seconds=5)
ABANDONED_AFTER = timedelta(minutes=6)
# Of a sweep of so few domains, silence may well be theirs, and not a port that is blocked here.
FEW_DOMAINS = 2
# The port was open if any server at all greeted us so lately.
GREETED_WITHIN = timedelta(hours=1)


def measure_due() -> int:
    """Plan and measure what is due; returns how many results were kept. Safe to run at any time, and twice at once.

    No transaction is open while anything is measured.
    """
    started, kept = timezone.now(), 0
    take_up_abandoned(started)
    plan_measurements(started)
    while timezone.now() - started < RUN_FOR and (batch := next_batch(timezone.now())):
        kept += _measure(batch)
    return kept


def take_up_abandoned(now: datetime) -> None:
    """A killed worker's rows are tried again, each attempt counted."""
    abandoned = DomainMeasurement.objects.filter(state=MeasurementState.RUNNING, started_at__lte=now - ABANDONED_AFTER)
    for row in abandoned:
        put_off(row, "", now)


def next_batch(now: datetime) -> list[DomainMeasurement]:
    """A domain may have been taken off the list while the batch before was measured."""
    drop_unlisted()
    return claim(now)


def claim(now: datetime) -> list[DomainMeasurement]:
    """The next batch, those a person waits for first. One sweep at a time, so that other work gets its turn."""
    if DomainMeasurement.objects.filter(state=MeasurementState.RUNNING).exists():
        return []
    waiting = DomainMeasurement.objects.filter(state=MeasurementState.WAITING)
    due = waiting.filter(due_at__lte=now).order_by(F("asked_by").asc(nulls_last=True), "due_at", "pk")
    numbers = list(due.values_list("pk", flat=True)[:BATCH])
    waiting.filter(pk__in=numbers).update(state=MeasurementState.RUNNING, started_at=now, attempts=F("attempts") + 1)
    mine = DomainMeasurement.objects.filter(pk__in=numbers, state=MeasurementState.RUNNING, started_at=now)
    return list(mine.select_related("municipality"))


def _measure(batch: Sequence[DomainMeasurement]) -> int:
    for row in batch:
        if row.municipality.is_demo:
            _replay(row)
    real = [row for row in batch if not row.municipality.is_demo]
    wanted = {row: name for row in real if (name := _name_of(row))}
    if wanted:
        names = sorted(set(wanted.values()))
        measuring = replace(measuring_from_settings(), is_port_open=is_known_open(len(names), timezone.now()))
        keep(wanted, sweep(names, measuring))
    done = DomainMeasurement.objects.done().filter(pk__in=[row.pk for row in batch])
    return done.count()


def _name_of(row: DomainMeasurement) -> str:
    """A name that can't be asked for is no reason to stop at the others."""
    try:
        return clean_domain(row.domain)
    except ValueError:
        _end(row, state=MeasurementState.FAILED, reason=Reason.NO_SUCH_DOMAIN)
        return ""


def keep(wanted: dict[DomainMeasurement, str], found: Sweep) -> None:
    """Store what was seen. Where the fault is ours, nothing is stored, and the wish waits for another attempt."""
    by_name = {measurement.domain: measurement for measurement in found.measurements}
    now = timezone.now()
    for row, name in wanted.items():
        measurement = by_name.get(name)
        if found.is_port_blocked or measurement is None:
            put_off(row, Reason.PORT_BLOCKED if found.is_port_blocked else "", now)
        elif measurement.reason is Reason.RESOLVER_NOT_VALIDATING:
            put_off(row, measurement.reason, now)
        else:
            store(row, measurement)


def is_known_open(domains: int, now: datetime) -> bool:
    """One municipality's only server that is down must not pass for a blocked port, which a longer silence is."""
    if domains > FEW_DOMAINS:
        return False
    lately = DomainMeasurement.objects.done().filter(measured_at__gte=now - GREETED_WITHIN, is_lab=False)
    # The newest has nearly always a greeting, so that hardly more than one is read.
    results = lately.order_by("-measured_at").values_list("result", flat=True).iterator(chunk_size=4)
    return any(attempt["greeting"] for result in results for host in result["hosts"] for attempt in host["attempts"])


def store(row: DomainMeasurement, measurement: Measurement, *, is_lab: bool = False) -> None:
    """Measured when the municipality can see it; `Measurement.at` says when it began, some minutes before."""
    _end(
        row,
        state=MeasurementState.DONE,
        verdict=measurement.verdict,
        reason=measurement.reason,
        result=storable(measurement.to_dict()),
        measured_at=timezone.now(),
        is_lab=is_lab,
    )


def put_off(row: DomainMeasurement, reason: str, now: datetime) -> None:
    if row.attempts > len(PAUSES):
        _end(row, state=MeasurementState.FAILED, reason=reason)
    else:
        _end(row, state=MeasurementState.WAITING, reason=reason, due_at=now + PAUSES[row.attempts - 1])


def _end(row: DomainMeasurement, **fields) -> None:
    """Written only by the one who holds it: a worker thought dead that comes back changes nothing."""
    held = DomainMeasurement.objects.filter(pk=row.pk, state=MeasurementState.RUNNING, started_at=row.started_at)
    held.update(**fields)


def _replay(row: DomainMeasurement) -> None:
    """The demo's domains exist only in our own test servers, so what was seen there is shown once more.

    Whoever tries the demo may list any domain at all, and nobody's servers are spoken to for that.
    """
    seen = DomainMeasurement.objects.done().filter(municipality=row.municipality_id, domain=row.domain, is_lab=True)
    last = seen.order_by("-measured_at", "-pk").first()
    if last is None:
        _end(row, state=MeasurementState.FAILED, reason=NOT_IN_LAB)
    else:
        store(row, Measurement.from_dict(last.result), is_lab=True)


def storable(value: object) -> object:
    """What a server said may hold characters that PostgreSQL keeps in no text: NUL and lone surrogates."""
    if isinstance(value, dict):
        return {key: storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
    return value
