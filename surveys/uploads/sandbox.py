"""Reading a foreign file in a process of its own, so that what a file can do to a parser ends there."""

import json
import logging
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings

from surveys.uploads.limits import Limits, RefusedFileError
from surveys.uploads.room import needs_room

logger = logging.getLogger(__name__)

# How the system ends a process that used up its time; any other end is a parser that fell over.
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}


def read_limited(job: str, file: IO[bytes], limits: Limits | None = None) -> Any:
    """What `job` ("module:function", see child.py) reads in the file, within the limits of time and memory.

    Raises RefusedFileError: as the function raised it; "unreadable" where it fell over; "too_heavy" where the file
    took too long or too much memory; "no_room" where the disk is full. The log names the job and how it ended, never
    anything of the file.
    """
    limits = limits or Limits()
    with _as_input(file) as given:
        outcome = _run(job, given, limits)
    if "refused" in outcome:
        logger.info("A file was refused by %s: %s", job, outcome["refused"])
        raise RefusedFileError(outcome["refused"], outcome["detail"])
    return outcome["result"]


@contextmanager
def _as_input(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """A file of the system's own without a name, whichever kind of upload it was; it goes away by itself."""
    with tempfile.TemporaryFile() as given:
        file.seek(0)
        with needs_room():
            shutil.copyfileobj(file, given)
            given.seek(0)
        yield given


def _run(job: str, given: IO[bytes], limits: Limits) -> dict:
    command = [sys.executable, "-E", "-s", "-B", "-X", "utf8", "-m", "surveys.uploads.child"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, and a job that our own code names
            [*command, str(limits.cpu_seconds), str(limits.memory), job],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={},
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_heavy", "detail": ""}
    if done.returncode != 0:
        return {"refused": "too_heavy" if done.returncode in OUT_OF_TIME else "unreadable", "detail": ""}
    return json.loads(done.stdout)
