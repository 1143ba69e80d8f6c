"""The real background worker, in processes of its own, on the database the test uses."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

STOP_SECONDS = 20


@contextmanager
def running_worker(log: Path) -> Iterator[None]:
    """Must end before the test's tables are emptied; what it said is shown where it did not end well."""
    environment = os.environ | {"DATABASE_URL": database_address(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "django", "qcluster"]
    with log.open("w") as output:
        worker = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
        assert worker.poll() is None, f"the worker ended by itself:\n{log.read_text()}"
    finally:
        stop(worker)
    assert "Traceback" not in log.read_text(), log.read_text()


def database_address() -> str:
    """The address of the database this test run made, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def stop(worker: subprocess.Popen) -> None:
    worker.terminate()
    try:
        worker.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
