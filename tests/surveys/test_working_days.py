"""Seven working days around weekends and every kind of Danish public holiday, against calendars of known years."""

from datetime import date, timedelta

import pytest

from surveys.working_days import add_working_days, is_working_day

HOLIDAYS = {
    2023: ("01-01", "04-06", "04-07", "04-09", "04-10", "05-05", "05-18", "05-28", "05-29", "12-25", "12-26"),
    2024: ("01-01", "03-28", "03-29", "03-31", "04-01", "05-09", "05-19", "05-20", "12-25", "12-26"),
    2026: ("01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24", "05-25", "12-25", "12-26"),
    2027: ("01-01", "03-25", "03-26", "03-28", "03-29", "05-06", "05-16", "05-17", "12-25", "12-26"),
}


@pytest.mark.parametrize("year", HOLIDAYS)
def test_every_weekday_of_a_year_but_the_public_holidays_is_a_working_day(year):
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    free = {date.fromisoformat(f"{year}-{day}") for day in HOLIDAYS[year]}

    assert [day for day in days if is_working_day(day)] == [
        day for day in days if day.weekday() < 5 and day not in free
    ]


@pytest.mark.parametrize(
    "day", [date(2026, 6, 5), date(2026, 12, 24), date(2026, 12, 31), date(2024, 4, 26), date(2026, 5, 1)]
)
def test_a_day_that_is_only_by_custom_free_counts(day):
    """Constitution Day, Christmas Eve, New Year's Eve, the abolished Great Prayer Day, the first of May."""
    assert is_working_day(day)


def test_great_prayer_day_was_a_public_holiday_until_2023():
    assert not is_working_day(date(2023, 5, 5))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 25), date(2026, 12, 4)),  # one weekend
        (date(2026, 11, 27), date(2026, 12, 8)),  # a Friday
        (date(2026, 11, 28), date(2026, 12, 8)),  # the Saturday after counts no day of its own
        (date(2026, 11, 29), date(2026, 12, 8)),  # nor the Sunday
        (date(2026, 11, 30), date(2026, 12, 9)),
        (date(2026, 3, 23), date(2026, 4, 1)),  # the day before Maundy Thursday is the seventh
        (date(2026, 3, 24), date(2026, 4, 7)),  # Easter: Thursday, Friday and Monday are free
        (date(2026, 4, 6), date(2026, 4, 15)),  # received on Easter Monday
        (date(2026, 5, 13), date(2026, 5, 26)),  # Ascension Day and Whit Monday
        (date(2026, 6, 4), date(2026, 6, 15)),  # 5 June counts
        (date(2026, 12, 15), date(2026, 12, 24)),  # Christmas Eve is the seventh
        (date(2026, 12, 16), date(2026, 12, 28)),  # 25 December is free, 26 a Saturday
        (date(2026, 12, 23), date(2027, 1, 5)),  # over the new year
    ],
)
def test_seven_working_days_after_the_day_it_came(received, due):
    assert add_working_days(received, 7) == due


def test_no_days_is_the_day_itself():
    assert add_working_days(date(2026, 12, 25), 0) == date(2026, 12, 25)
