"""A sweep of many mail domains on the lab: real look-ups, handshakes and signatures, all on this machine."""

import time

from municipalities.dane.sweep import sweep
from municipalities.dane.verdicts import Verdict
from tests.bench.figures import Figure
from tests.dane_lab.running import running_lab

MANY, FEW = 100, 5
MOST_SECONDS = 20
PART = "DANE, domains with two mail servers each"


def measure(database: str, is_quick: bool) -> list[Figure]:
    """The first sweep finds the resolver empty; the second finds what it remembers."""
    count = FEW if is_quick else MANY
    domains = [f"crowd-{number}.lab" for number in range(count)]
    found = []
    with running_lab("--crowd", str(count)) as lab:
        for name in ("first sweep", "second sweep"):
            start = time.monotonic()
            measured = sweep(domains, lab.measuring)
            seconds = time.monotonic() - start
            if {one.verdict for one in measured.measurements} != {Verdict.HOLDS}:
                raise SystemExit("Not every domain of the lab was measured as holding.")
            found.append(Figure(PART, f"{count} domains: {name}", seconds, "s", at_most=MOST_SECONDS))
    return found
