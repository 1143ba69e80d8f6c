"""kill -9 of the worker while it talks to a mail server: the wish is taken up again, and granted once."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django_q.models import OrmQ

from municipalities.dane.verdicts import Verdict
from surveys.enums import MeasurementState
from surveys.models import DomainMeasurement
from surveys.services.measuring import ABANDONED_AFTER, PAUSES, take_up_abandoned
from surveys.services.measuring_wishes import ask_measurements
from tests.factories.measurements import make_domain
from tests.reports.test_killed_worker import wait_until, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_worker_killed_while_it_measures_leaves_a_wish_that_the_next_grants(
    dane_lab, municipality, lead, monkeypatch
):
    measuring = dane_lab.measuring
    where = {
        "resolver": str(dane_lab.resolver),
        "signed_name": measuring.signed_name,
        "bogus_name": measuring.bogus_name,
        "port": measuring.port,
    }
    monkeypatch.setenv("LAB", json.dumps(where))
    make_domain(municipality, "slow.lab")
    ask_measurements(municipality=municipality, by=lead)
    rows = DomainMeasurement.objects.filter(domain="slow.lab")

    with worker("tests.dane_lab.settings"):
        wait_until(rows.filter(state=MeasurementState.RUNNING).exists)
    assert rows.get().state == MeasurementState.RUNNING, "killed in the middle"
    # Its time is up, and so is the pause after it; the clock is moved there.
    take_up_abandoned(timezone.now() + ABANDONED_AFTER)
    assert rows.get().due_at > timezone.now() + PAUSES[0]
    rows.update(due_at=timezone.now())
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=settings.Q_CLUSTER["retry"] + 1))
    with worker("tests.dane_lab.settings"):
        wait_until(rows.filter(state=MeasurementState.DONE).exists)
        wait_until(lambda: not OrmQ.objects.exists())

    row = rows.get()
    assert (row.verdict, row.attempts, row.asked_by) == (Verdict.HOLDS, 2, lead)
