"""Which reminder is due: each edge of each day, without a database."""

from datetime import UTC, date, datetime

import pytest

from surveys.reminders import DEFAULT_DAYS, due_reminder, is_time_of_day, local_day, next_morning

DEADLINE = date(2026, 12, 15)
OPENED = date(2026, 11, 1)


def due(today, *, days=DEFAULT_DAYS, told_on=OPENED, deadline=DEADLINE):
    return due_reminder(deadline=deadline, days=days, told_on=told_on, today=today)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 30), None),
        (date(2026, 12, 1), date(2026, 12, 1)),
        (date(2026, 12, 4), date(2026, 12, 1)),
        (date(2026, 12, 5), None),
        (date(2026, 12, 8), date(2026, 12, 8)),
        (date(2026, 12, 11), date(2026, 12, 8)),
        (date(2026, 12, 12), None),
        (date(2026, 12, 14), date(2026, 12, 14)),
        (date(2026, 12, 15), date(2026, 12, 14)),
        (date(2026, 12, 16), date(2026, 12, 16)),
        (date(2026, 12, 22), date(2026, 12, 22)),
        (date(2026, 12, 25), date(2026, 12, 22)),
        (date(2026, 12, 26), None),
    ],
)
def test_the_newest_is_due_for_three_days_and_no_longer(today, expected):
    assert due(today) == expected


def test_an_older_one_is_passed_over_when_a_newer_has_come_due():
    assert due(DEADLINE, days=(2, 1)) == date(2026, 12, 14)


@pytest.mark.parametrize(
    ("told_on", "expected"),
    [(date(2026, 12, 7), date(2026, 12, 8)), (date(2026, 12, 8), None), (date(2026, 12, 9), None)],
)
def test_nobody_is_reminded_of_what_they_were_told_that_day_or_later(told_on, expected):
    assert due(date(2026, 12, 10), told_on=told_on) == expected


def test_a_survey_without_reminders_has_none():
    assert due(DEADLINE, days=()) is None


@pytest.mark.parametrize(
    ("now", "is_time"),
    [
        (datetime(2026, 12, 1, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 1, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 23, 0, tzinfo=UTC), False),
    ],
)
def test_reminders_leave_from_eight_in_copenhagen(now, is_time):
    assert is_time_of_day(now) is is_time


def test_the_day_is_copenhagens():
    late = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    assert local_day(late) == date(2026, 12, 2)
    assert next_morning(late) == datetime(2026, 12, 3, 7, 0, tzinfo=UTC)
