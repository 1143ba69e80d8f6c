"""manage.py qcluster: killed processes are replaced, and work goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from surveys.enums import MailKind, MailState
from surveys.models import Mail
from surveys.services.mails import write_mails
from tests.e2e.worker import running_worker
from tests.test_server import ROOT, select_children, serve_environment

JOB = """
from django_q.tasks import async_task, result
print(result(async_task("math.hypot", 3, 4), wait=20_000))
"""


@pytest.fixture
def worker(tmp_path):
    """On a database of its own; all its processes are gone afterwards."""
    environment = serve_environment(tmp_path)
    subprocess.run([sys.executable, ROOT / "script" / "lib" / "prepare.py"], env=environment, check=True)
    with subprocess.Popen(
        [sys.executable, "manage.py", "qcluster"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        yield process, environment
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def select_parts(process: subprocess.Popen) -> list[int]:
    """The two that work, the one that writes down results and the one that fetches jobs; not the one that guards."""
    return select_children(process.pid)[1:]


def result_of_job(environment: dict[str, str]) -> str:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", JOB]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="children are read from /proc")
def test_work_goes_on_and_can_be_stopped_after_its_processes_were_killed(worker):
    process, environment = worker
    wait_until(lambda: len(select_parts(process)) == 4)
    assert result_of_job(environment) == "5.0"
    killed = select_parts(process)

    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(set(select_parts(process)) - set(killed)) == 4)

    assert result_of_job(environment) == "5.0"
    process.terminate()
    assert process.wait(timeout=20) == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_schedule_sends_a_mail_whose_job_the_queue_has_lost(draft_response, lead, tmp_path):
    call_command("schedule")
    write_mails(responses=[draft_response], kind=MailKind.INVITATION, now=timezone.now())
    OrmQ.objects.all().delete()
    with running_worker(tmp_path / "worker.log"):
        wait_until(lambda: Mail.objects.get().state == MailState.SENT, 90)

    assert Schedule.objects.get(name="send_due").next_run > timezone.now()
