"""Which reminder is due on a day. Pure: the caller passes the time, and days are days in Copenhagen."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from surveys.deadlines import COPENHAGEN

# Days before the deadline; a negative number is days after it.
DEFAULT_DAYS = (14, 7, 1, -1, -7)
# Reminders leave from this hour on: nobody is reminded at midnight.
FIRST_HOUR = 8
# After an outage a reminder is still sent this many days late, if no newer one has come due.
LATEST_DAYS = 3


def due_reminder(*, deadline: date, days: Iterable[int], told_on: date, today: date) -> date | None:
    """The day of the reminder that may be sent today: the newest that has come due, and only if it is not too old.

    None where it is not after `told_on`, the day the municipality was told of this deadline.
    """
    due = max((day for day in _due_days(deadline, days) if day <= today), default=None)
    if due is None or due <= told_on or (today - due).days > LATEST_DAYS:
        return None
    return due


def _due_days(deadline: date, days: Iterable[int]) -> list[date]:
    return [deadline - timedelta(days=number) for number in days]


def is_time_of_day(now: datetime) -> bool:
    return now.astimezone(COPENHAGEN).hour >= FIRST_HOUR


def local_day(now: datetime) -> date:
    return now.astimezone(COPENHAGEN).date()


def day_begins(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=COPENHAGEN)


def next_morning(now: datetime) -> datetime:
    return datetime.combine(local_day(now) + timedelta(days=1), time(FIRST_HOUR), tzinfo=COPENHAGEN)
