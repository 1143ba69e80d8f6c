"""What the worker does by the clock."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler

from reports.schedule import REGULAR


def test_the_schedule_is_written_once_and_repeating_it_changes_nothing(db):
    call_command("schedule")
    later = timezone.now() + timedelta(seconds=40)
    Schedule.objects.update(next_run=later)
    before = list(Schedule.objects.order_by("pk").values())
    call_command("schedule")

    assert list(Schedule.objects.order_by("pk").values()) == before
    assert {row["name"]: row["minutes"] for row in before} == {
        "send_due": 1,
        "hand_out_letters": 5,
        "hand_out_formal_letters": 5,
        "measure_due": 1,
        "sweep_files": 10,
    }


@pytest.mark.parametrize("regular", REGULAR, ids=lambda regular: regular.name)
def test_what_is_scheduled_exists_and_runs_on_an_empty_database(db, regular):
    module, _, name = regular.func.rpartition(".")
    getattr(import_module(module), name)()


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_given_each_once_after_days_of_downtime():
    call_command("schedule")
    Schedule.objects.update(next_run=timezone.now() - timedelta(days=5))
    scheduler()
    scheduler()

    assert sorted(row.task["func"] for row in OrmQ.objects.all()) == sorted(regular.func for regular in REGULAR)
    assert all(row.task["save"] is False for row in OrmQ.objects.all())
    assert all(row.next_run > timezone.now() for row in Schedule.objects.all())
