"""Danish working days: Monday to Friday, public holidays left out. Pure.

5 June, 24 and 31 December are no public holidays and count, so that a date said here is never too late.
"""

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

WEEKDAYS = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < WEEKDAYS and day not in _public_holidays(day.year)


def add_working_days(day: date, days: int) -> date:
    """The last of so many working days after a day, which itself does not count."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("DK", years=year))
