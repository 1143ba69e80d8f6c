"""When a deadline ends, and how that is said. Pure: the caller passes the time."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def deadline_end(day: date) -> datetime:
    """A deadline ends at 23.59.59 in Copenhagen; a submission in that very second is in time."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=COPENHAGEN)


def is_late(day: date, at: datetime) -> bool:
    """Late from midnight after the deadline day in Copenhagen, so no fraction of the last second is lost."""
    return at.astimezone(COPENHAGEN).date() > day


def days_left(day: date, now: datetime) -> int:
    """Whole calendar days in Copenhagen to the deadline; 0 on the day itself, negative after it."""
    return (day - now.astimezone(COPENHAGEN).date()).days


def in_words(day: date, now: datetime) -> str:
    """The deadline as a person would say it."""
    left = days_left(day, now)
    if left > 1:
        return f"{left} dage tilbage"
    if left == 1:
        return "fristen er i morgen"
    if left == 0:
        return "fristen er i dag"
    return "fristen var i går" if left == -1 else f"fristen er overskredet med {-left} dage"


# From this many days before the deadline it is shown as near.
NEAR_DAYS = 7


def urgency(day: date, now: datetime) -> str:
    """How a deadline is shown: "error" when it has passed, "warning" in the last week, else nothing special."""
    left = days_left(day, now)
    if left < 0:
        return "error"
    return "warning" if left <= NEAR_DAYS else ""
