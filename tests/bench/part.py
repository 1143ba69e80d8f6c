"""One part of the benchmarks as a process of its own: its own database, its own settings, its own peak memory."""

import importlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import django
from django.core.management import call_command

from tests.bench.figures import Figure
from tests.postgres import private_server

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = {"shared_buffers": "256MB"}
# As on a server: what a save costs is mostly the wait for the disk.
DURABLE = CACHE | {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class Part(NamedTuple):
    """A module with measure(), and the database to measure it on."""

    module: str
    database: str = "SQLite"
    is_durable: bool = False


def environment(folder: Path, database_url: str) -> dict[str, str]:
    """The settings of production but for http and the demo; nothing of a developer's own."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": "http://127.0.0.1:8000",
        # The test client's own name for the portal.
        "ALLOWED_HOSTS": "testserver",
        "DEMO": "1",
        "LOG_LEVEL": "ERROR",
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url,
    }


def run_part(part: Part, *, is_quick: bool) -> list[Figure]:
    """Run it in a new process; where it fails, the benchmarks end (exit 1) with its messages."""
    command = [sys.executable, "-m", "tests.bench.part", *part[:2], *(["--quick"] if is_quick else [])]
    with tempfile.TemporaryDirectory(prefix="modenhed-bench-") as folder, _server(part) as url:
        # A session of its own, so that nothing it started is left behind, whoever ends it and how.
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(Path(folder), url),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
    if process.returncode:
        raise SystemExit(f"Measuring {part.module} on {part.database} failed; its messages are above.")
    return [Figure(**one) for one in json.loads(output)]


def _server(part: Part) -> AbstractContextManager[str]:
    if part.database == "SQLite":
        return nullcontext("")
    return private_server(DURABLE if part.is_durable else CACHE)


def main(module: str, database: str, *options: str) -> None:
    """Inside the new process: figures to standard output, everything else to standard error."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    measure = importlib.import_module(f"tests.bench.{module}").measure
    json.dump([asdict(one) for one in measure(database, "--quick" in options)], sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
