"""kill -9 of the worker in the middle of its work: the rest is finished after a restart, and nothing twice."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django_q.models import OrmQ

from municipalities.enums import Role
from reports.enums import FormalKind, ItemState, JobKind, LetterState
from reports.models import FormalLetter, Letter
from reports.services.formal_causes import remind_formally
from reports.services.jobs import start_job
from surveys.enums import MailKind
from surveys.models import Mail
from tests.e2e.worker import database_address
from tests.factories.municipalities import make_member, make_municipality
from tests.factories.reports import make_advice, make_approved
from tests.factories.surveys import make_submission, make_survey
from tests.reports.formal import review

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE_SECONDS = 90
STATE_OF = {JobKind.DRAFT: LetterState.DRAFT, JobKind.ISSUE: LetterState.ISSUED}


@contextmanager
def worker(settings_module="tests.settings"):
    environment = os.environ | {"DATABASE_URL": database_address(), "DJANGO_SETTINGS_MODULE": settings_module}
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "qcluster"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def done(job) -> int:
    return job.items.filter(state=ItemState.DONE).count()


def wait_until(is_so):
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.mark.parametrize(("kind", "count"), [(JobKind.DRAFT, 60), (JobKind.ISSUE, 12)])
def test_a_killed_worker_leaves_whole_letters_and_the_next_finishes_each_once(lead, manager, kind, count):
    survey = make_survey("2030", municipalities=[make_municipality(f"By {number}") for number in range(count)])
    make_advice(survey)
    responses = [make_submission(response, by=lead).response for response in survey.responses.all()]
    if kind == JobKind.ISSUE:
        for response in responses:
            make_member(response.municipality, Role.LEAD)
            make_approved(response, manager)
    job = start_job(survey=survey, kind=kind, responses=responses, by=manager)

    with worker():
        wait_until(lambda: done(job) >= 2)
    before = done(job)
    assert 2 <= before < count, "killed in the middle"
    assert Letter.objects.filter(state=STATE_OF[kind]).count() == before
    # What the killed worker had in its hands is handed out again when its time is up; the clock is moved there.
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=settings.Q_CLUSTER["retry"] + 1))
    with worker():
        wait_until(lambda: done(job) == count)
        wait_until(lambda: not OrmQ.objects.exists())

    assert sorted(Letter.objects.values_list("response", flat=True)) == sorted(one.pk for one in responses)
    assert set(Letter.objects.values_list("state", flat=True)) == {STATE_OF[kind]}
    if kind == JobKind.ISSUE:
        told = Mail.objects.filter(kind=MailKind.LETTER).values_list("response", flat=True)
        assert sorted(told) == sorted(one.pk for one in responses), "each once"
        assert set(Letter.objects.values_list("number", flat=True)) == {1}


def test_a_killed_worker_makes_each_formal_letter_once_and_tells_once(manager):
    count = 30
    survey = make_survey("2030", municipalities=[make_municipality(f"By {number}") for number in range(count)])
    for response in survey.responses.all():
        make_member(response.municipality, Role.LEAD)
    FormalLetter.objects.all().delete()
    review(survey, FormalKind.REMINDER, manager)
    codes = survey.responses.values_list("municipality__code", flat=True)
    assert remind_formally(survey=survey, codes=codes, by=manager) == count
    issued = FormalLetter.objects.issued()

    with worker():
        wait_until(lambda: issued.count() >= 2)
    before = dict(issued.values_list("pk", "pdf_sha256"))
    assert 2 <= len(before) < count, "killed in the middle"
    assert Mail.objects.filter(kind=MailKind.LETTER).count() == len(before)
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=settings.Q_CLUSTER["retry"] + 1))
    with worker():
        wait_until(lambda: issued.count() == count)
        wait_until(lambda: not OrmQ.objects.exists())

    assert before.items() <= dict(issued.values_list("pk", "pdf_sha256")).items(), "those that were made stay"
    told = Mail.objects.filter(kind=MailKind.LETTER).values_list("response", flat=True)
    assert sorted(told) == sorted(survey.responses.values_list("pk", flat=True)), "each once"
