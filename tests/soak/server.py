"""gunicorn with two sync workers, which can be killed and started again where it was."""

import os
import signal
import socket
import subprocess
import sys

from django.conf import settings

from tests.bench.pages import wait_until_ready


class Server:
    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{free.getsockname()[1]}"
        self.process: subprocess.Popen | None = None
        self.log = (settings.VAR_DIR / "gunicorn.log").open("ab")

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *details: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", self.host, "--workers", "2"]
        # A group of its own, so that one signal reaches the workers too. It tells of each conflict, which we count.
        self.process = subprocess.Popen(
            [*command, "--worker-class", "sync", "--log-level", "critical"],
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        wait_until_ready(self.process, self.host)

    def kill(self) -> None:
        """As if the machine's plug were pulled, for the portal: no worker gets to finish anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.start()
