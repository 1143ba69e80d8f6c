"""`python -m tests.dane_lab`: run the lab until stopped, and say how to measure on it."""

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path

from municipalities.dane.verdicts import Reason
from tests.dane_lab.cases import CASES
from tests.dane_lab.kinds import Case, Host
from tests.dane_lab.lab import DNS_PORT, SMTP_PORT, Details, Lab


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.dane_lab", description=__doc__)
    parser.add_argument("--smtp-port", type=int, default=SMTP_PORT, help="where the mail servers listen")
    parser.add_argument("--dns-port", type=int, default=DNS_PORT, help="where the resolver listens")
    parser.add_argument("--crowd", type=int, metavar="N", help="so many sound domains with two hosts each, instead")
    parser.add_argument("--list", action="store_true", help="say what the cases are, and end")
    # For a program that starts it: details as one line of JSON, and an end when standard input ends.
    parser.add_argument("--attached", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def invitation(details: Details) -> str:
    return f"""The lab runs. In another terminal, for one of the domains that --list names:

  DANE_ALLOW_LOCAL=1 DANE_SIGNED_NAME={details.signed_name} DANE_BOGUS_NAME={details.bogus_name} \\
    .venv/bin/python manage.py check_dane good-ee.lab \\
    --resolver {details.resolver}:{details.dns_port} --port {details.smtp_port}

Ctrl-C stops it."""


async def run(lab: Lab, *, is_attached: bool) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(one, stopped.set)
    if is_attached:
        # Whoever started it may be killed outright: the pipe closes, and nothing stays behind.
        loop.add_reader(sys.stdin.fileno(), lambda: os.read(sys.stdin.fileno(), 4096) or stopped.set())
    try:
        details = await lab.start()
        print(json.dumps(details.to_dict()) if is_attached else invitation(details), flush=True)
        await stopped.wait()
    finally:
        lab.stop()


def describe(cases: tuple[Case, ...]) -> str:
    return "\n".join(f"{case.domain:<32} {case.verdict:<16} {case.says}" for case in cases)


def crowd(size: int) -> tuple[Case, ...]:
    """To see how fast many domains are measured."""
    hosts = (Host(Reason.MATCHES), Host(Reason.MATCHES, name="mx2.{d}"))
    return tuple(Case(f"crowd-{number}", "one of many", Reason.ALL_HOSTS_HOLD, hosts) for number in range(size))


def main() -> None:
    arguments = read_arguments()
    cases = crowd(arguments.crowd) if arguments.crowd else CASES
    if arguments.list:
        print(describe(cases))
        return
    # Peers that hang up in the middle of TLS are what the lab is for.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="dane-lab-") as folder:
        lab = Lab(cases, Path(folder), smtp_port=arguments.smtp_port, dns_port=arguments.dns_port)
        asyncio.run(run(lab, is_attached=arguments.attached))


if __name__ == "__main__":
    main()
