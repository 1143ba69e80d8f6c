"""When each domain is measured by the clock: spread over the week by its name. Pure: the caller passes the times."""

import hashlib
from datetime import UTC, datetime, timedelta

# How often a domain is measured while a survey is open, and over how long a new one's first measurement is spread.
PERIOD = timedelta(days=7)
FIRST = timedelta(days=1)
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


def next_due(domain: str, start: datetime, last: datetime | None) -> datetime:
    """When the domain's next regular measurement is due.

    `start` is when the survey opened or the domain was approved, whichever came last, and `last` when a measurement was
    last asked for, by anyone. The first falls within a day of the start, the rest at the domain's own time each week,
    with half a week at least since the last.
    """
    offset = _offset(domain)
    if last is None or last < start - PERIOD:
        return start + offset % FIRST
    earliest = last + PERIOD / 2
    return earliest + (EPOCH + offset - earliest) % PERIOD


def _offset(domain: str) -> timedelta:
    """The same on every machine and day; names fall evenly over the period."""
    number = int.from_bytes(hashlib.sha256(domain.encode()).digest()[:8])
    return timedelta(seconds=number % int(PERIOD.total_seconds()))
