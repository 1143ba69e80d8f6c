"""A session ends after 60 idle minutes, and after 12 hours whatever the person does."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from surveys.deadlines import COPENHAGEN
from tests.factories.municipalities import PASSWORD

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=COPENHAGEN)


def is_signed_in(client):
    return client.get(reverse("municipalities:register")).status_code == 200


@pytest.fixture
def signed_in(client, administrator):
    with time_machine.travel(MORNING, tick=False):
        client.post(reverse("account_login"), {"login": administrator.email, "password": PASSWORD})
        assert is_signed_in(client)
    return client


@pytest.mark.parametrize(("idle", "stays"), [(59 * 60, True), (60 * 60, True), (60 * 60 + 1, False)])
def test_a_session_ends_after_sixty_idle_minutes(signed_in, idle, stays):
    with time_machine.travel(MORNING + timedelta(seconds=idle), tick=False):
        assert is_signed_in(signed_in) is stays


def test_a_visit_starts_the_idle_hour_again(signed_in):
    for minutes in (50, 100, 150):
        with time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False):
            assert is_signed_in(signed_in)


@pytest.mark.parametrize(("seconds", "stays"), [(-1, True), (1, False)])
def test_a_session_ends_after_twelve_hours_however_busy(signed_in, seconds, stays):
    for hours in range(1, 12):
        with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
            assert is_signed_in(signed_in)
    with time_machine.travel(MORNING + timedelta(hours=12, seconds=seconds), tick=False):
        assert is_signed_in(signed_in) is stays


@pytest.mark.parametrize(("minutes", "stays"), [(60, True), (61, False)])
def test_the_idle_hour_begins_with_signing_in_also_where_no_page_follows(client, administrator, minutes, stays):
    with time_machine.travel(MORNING, tick=False):
        client.post(reverse("account_login"), {"login": administrator.email, "password": PASSWORD})
    with time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False):
        assert is_signed_in(client) is stays


def test_signing_in_again_starts_new_twelve_hours(signed_in, administrator):
    with time_machine.travel(MORNING + timedelta(hours=13), tick=False):
        assert not is_signed_in(signed_in)
        signed_in.post(reverse("account_login"), {"login": administrator.email, "password": PASSWORD})
        assert is_signed_in(signed_in)
    with time_machine.travel(MORNING + timedelta(hours=13, minutes=59), tick=False):
        assert is_signed_in(signed_in)


def test_an_ended_session_is_gone_from_the_server(signed_in):
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        assert not is_signed_in(signed_in)
    with time_machine.travel(MORNING + timedelta(minutes=5), tick=False):
        assert not is_signed_in(signed_in)
