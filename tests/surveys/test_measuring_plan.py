"""When a domain is measured by the clock, and which provider stands behind a mail server."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from surveys.measuring_plan import FIRST, PERIOD, next_due
from surveys.providers import find_provider

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NAMES = [f"kommune{number}.example" for number in range(200)]


def test_the_first_measurement_falls_within_a_day_of_the_start_spread_by_name():
    due = [next_due(name, START, None) for name in NAMES]

    assert all(START <= at < START + FIRST for at in due)
    hours = Counter((at - START) // timedelta(hours=1) for at in due)
    assert len(hours) == 24
    assert max(hours.values()) <= 20, "of 200 names, some 8 an hour"


def test_the_rest_come_once_a_week_at_the_domains_own_time():
    first = next_due("sted.example", START, None)
    second = next_due("sted.example", START, first)
    third = next_due("sted.example", START, second)

    assert PERIOD / 2 <= second - first < PERIOD * 3 / 2
    assert third - second == PERIOD


def test_the_weekly_times_are_spread_over_the_whole_week():
    days = Counter((next_due(name, START, START) - START) % PERIOD // timedelta(days=1) for name in NAMES)

    assert len(days) == 7
    assert max(days.values()) <= 45, "of 200 names, some 29 a day"


def test_a_person_who_asks_puts_the_next_one_off_by_half_a_week_at_least():
    second = next_due("sted.example", START, next_due("sted.example", START, None))
    asked = second - timedelta(hours=1)

    assert next_due("sted.example", START, asked) == second + PERIOD


@pytest.mark.parametrize(("before", "is_new"), [(PERIOD, False), (PERIOD + timedelta(seconds=1), True)])
def test_a_measurement_from_long_before_the_survey_does_not_stand_for_its_first(before, is_new):
    due = next_due("sted.example", START, START - before)

    assert (due == next_due("sted.example", START, None)) == is_new


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("by-dk.mail.protection.outlook.com", "old"),
        ("BY-DK.Mail.Protection.Outlook.com.", "old"),
        ("by-dk.a-v1.mx.microsoft", "new"),
        ("special.mx.microsoft", "special"),
        ("mx.microsoft", "new"),
        ("amx.microsoft", None),
        ("microsoft", None),
        ("mx.by.example", None),
    ],
)
def test_a_provider_is_known_by_the_longest_ending_of_whole_labels(host, found):
    by_suffix = {"mail.protection.outlook.com": "old", "mx.microsoft": "new", "special.mx.microsoft": "special"}

    assert find_provider(host, by_suffix) == found
