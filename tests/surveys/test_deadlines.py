"""A deadline ends at 23.59.59 in Copenhagen, in winter time, in summer time and on the days they change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from surveys.deadlines import COPENHAGEN, days_left, deadline_end, in_words, is_late

# The deadline day, and midnight after it in UTC: one hour before in winter, two in summer.
MIDNIGHTS = [
    (date(2026, 1, 15), datetime(2026, 1, 15, 23, 0, tzinfo=UTC)),
    (date(2026, 7, 15), datetime(2026, 7, 15, 22, 0, tzinfo=UTC)),
    (date(2026, 3, 28), datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),  # the day before summer time begins
    (date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),  # the day it begins, of 23 hours
    (date(2026, 10, 24), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
    (date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),  # the day it ends, of 25 hours
    (date(2026, 12, 31), datetime(2026, 12, 31, 23, 0, tzinfo=UTC)),
]
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(("day", "midnight"), MIDNIGHTS)
def test_deadline_ends_in_the_last_second_of_the_day_in_copenhagen(day, midnight):
    assert deadline_end(day) == midnight - timedelta(seconds=1)
    assert f"{deadline_end(day):%d.%m.%Y %H.%M.%S}" == f"{day:%d.%m.%Y} 23.59.59"


@pytest.mark.parametrize(("day", "midnight"), MIDNIGHTS)
def test_is_late_from_midnight_and_not_an_instant_before(day, midnight):
    assert [is_late(day, midnight - INSTANT), is_late(day, midnight)] == [False, True]
    assert [is_late(day, at.astimezone(COPENHAGEN)) for at in (midnight - INSTANT, midnight)] == [False, True]


@pytest.mark.parametrize(("day", "midnight"), MIDNIGHTS)
def test_days_left_changes_at_midnight_in_copenhagen(day, midnight):
    assert [days_left(day, midnight - INSTANT), days_left(day, midnight)] == [0, -1]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (17, "17 dage tilbage"),
        (2, "2 dage tilbage"),
        (1, "fristen er i morgen"),
        (0, "fristen er i dag"),
        (-1, "fristen var i går"),
        (-2, "fristen er overskredet med 2 dage"),
    ],
)
def test_in_words_says_the_deadline_as_a_person_would(days, expected):
    now = datetime(2026, 11, 23, 23, 30, tzinfo=COPENHAGEN)

    assert in_words(date(2026, 11, 23) + timedelta(days=days), now) == expected


def test_days_left_counts_calendar_days_over_the_change_of_time():
    late_evening = datetime(2026, 3, 28, 23, 59, tzinfo=COPENHAGEN)

    assert days_left(date(2026, 3, 30), late_evening) == 2
