"""The lab as a process of its own, for as long as a test session needs it."""

import json
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from municipalities.dane.measuring import Limits, Measuring, Resolver
from tests.dane_lab.lab import Details

ROOT = Path(__file__).resolve().parent.parent.parent
READY_SECONDS = 60
# Short, so that what runs out of time does so soon; a loaded machine still answers within them.
LIMITS = Limits(
    dns_seconds=2,
    connect_seconds=2,
    greeting_seconds=4,
    step_seconds=4,
    host_seconds=20,
    domain_seconds=60,
    domains_at_once=24,
)


@dataclass(frozen=True)
class RunningLab:
    details: Details

    @property
    def resolver(self) -> Resolver:
        return Resolver(self.details.resolver, self.details.dns_port)

    @property
    def blind_resolver(self) -> Resolver:
        """Answers, and validates nothing."""
        return Resolver(self.details.blind, self.details.dns_port)

    @property
    def measuring(self) -> Measuring:
        return Measuring(
            resolvers=(self.resolver,),
            signed_name=self.details.signed_name,
            bogus_name=self.details.bogus_name,
            ehlo="maaler.lab",
            port=self.details.smtp_port,
            may_be_local=True,
            limits=LIMITS,
        )

    def measuring_with(self, **changes: object) -> Measuring:
        return replace(self.measuring, **changes)


@contextmanager
def running_lab(*options: str) -> Iterator[RunningLab]:
    """It ends when its standard input does, so it can't outlive us, whoever ends us and how."""
    command = [sys.executable, "-m", "tests.dane_lab", "--attached", *options]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield RunningLab(Details(**json.loads(_first_line(process))))
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _first_line(process: subprocess.Popen) -> str:
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(READY_SECONDS) else ""
    if not line:
        raise RuntimeError("The lab did not start; its messages are above.")
    return line
