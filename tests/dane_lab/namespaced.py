"""The lab in a network namespace of its own: port 25, no way to IPv6, and programs that know no resolver but ours.

`python -m tests.dane_lab.namespaced` inside the namespace writes all that was measured and said as JSON.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from municipalities.dane.evidence import Host, Measurement
from municipalities.dane.sweep import sweep
from tests.dane_lab.cases import CASES
from tests.dane_lab.daemons import Place, rcode_of
from tests.dane_lab.kinds import Case
from tests.dane_lab.opinions import Opinion, Said, ask_openssl, ask_postfix, configure_postfix
from tests.dane_lab.running import ROOT, RunningLab, running_lab

# As root, and where root is what a user may play in a namespace of their own.
WAYS_IN = (("unshare", "--net", "--mount"), ("unshare", "--map-root-user", "--net", "--mount"))
AT_ONCE = 8
MINUTES = 5


@dataclass(frozen=True)
class Findings:
    """Postfix by what it was asked about, a domain or a host in brackets; OpenSSL by host and address."""

    measurements: dict[str, Measurement]
    postfix: dict[str, Said]
    openssl: dict[tuple[str, str], Said]

    @classmethod
    def from_json(cls, text: str) -> "Findings":
        data = json.loads(text)
        measurements = [Measurement.from_dict(row) for row in data["measurements"]]
        return cls(
            {one.domain: one for one in measurements},
            {about: _said(row) for about, row in data["postfix"]},
            {tuple(about): _said(row) for about, row in data["openssl"]},
        )


def _said(row: dict) -> Said:
    return Said(Opinion(row["opinion"]), row["words"])


def find_way_in() -> tuple[str, ...] | None:
    """The command that a program of ours is run by in a namespace, or None where this machine permits none."""
    for way in WAYS_IN:
        try:
            done = subprocess.run([*way, "ip", "link", "set", "lo", "up"], capture_output=True, check=False)
        except FileNotFoundError:
            return None
        if done.returncode == 0:
            return way
    return None


def gather(way_in: tuple[str, ...]) -> str:
    """As JSON, which `Findings.from_json` reads."""
    command = [*way_in, sys.executable, "-m", "tests.dane_lab.namespaced"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=MINUTES * 60)
    return done.stdout.decode()


def questions_for_postfix(cases: tuple[Case, ...]) -> list[str]:
    """A domain with several hosts is asked about host by host: Postfix stops at the first that answers."""
    return [
        about
        for case in cases
        for about in ([f"[{name}]" for name in case.expected_hosts] if len(case.hosts) > 1 else [case.domain])
    ]


def _prepare(lab: RunningLab, folder: Path) -> None:
    """Our resolver is this namespace's own, and glibc may hand its AD bit on."""
    resolv = folder / "resolv.conf"
    resolv.write_text(f"nameserver {lab.resolver.address}\noptions edns0 trust-ad\n")
    subprocess.run(["mount", "--bind", str(resolv), "/etc/resolv.conf"], check=True)
    # Postfix asks for this first, to see whether DNSSEC is there at all.
    rcode_of(Place(lab.resolver.address, lab.resolver.port), ".", "NS")


def _in_parallel(ask: Callable[..., Said], questions: list[tuple]) -> list[dict]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [asdict(said) for said in pool.map(lambda question: ask(*question), questions)]


def _calls(hosts: list[Host]) -> list[tuple]:
    return [(host, attempt) for host in hosts for attempt in host.attempts if attempt.reason != "no_route"]


def main() -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory(prefix="dane-opinions-") as name, running_lab(*PORTS) as lab:
        folder = Path(name)
        _prepare(lab, folder)
        configure_postfix(folder)
        measurements = sweep([case.domain for case in CASES], lab.measuring).measurements
        asked = questions_for_postfix(CASES)
        calls = _calls([host for one in measurements for host in one.hosts])
        postfix = _in_parallel(ask_postfix, [(one, folder) for one in asked])
        openssl = _in_parallel(ask_openssl, [(*one, lab.details.smtp_port) for one in calls])
    findings = {
        "measurements": [one.to_dict() for one in measurements],
        "postfix": list(zip(asked, postfix, strict=True)),
        "openssl": [((host.name, call.address), said) for (host, call), said in zip(calls, openssl, strict=True)],
    }
    json.dump(findings, sys.stdout)


PORTS = ("--smtp-port", "25", "--dns-port", "53")

if __name__ == "__main__":
    main()
