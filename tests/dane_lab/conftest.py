"""The lab, started once for each process that tests with it, and one sweep of all its cases for all of them."""

import fcntl
import json
import sys
from collections.abc import Iterator

import pytest

from municipalities.dane.evidence import Measurement
from municipalities.dane.sweep import sweep
from tests.dane_lab.cases import CASES
from tests.dane_lab.running import RunningLab, running_lab


@pytest.fixture(scope="session", autouse=True)
def on_linux() -> None:
    """Elsewhere only 127.0.0.1 of the loopback addresses is there."""
    if sys.platform != "linux":
        pytest.skip("the lab needs all of 127.0.0.0/8, as Linux has it")


@pytest.fixture(scope="session")
def dane_lab() -> Iterator[RunningLab]:
    with running_lab() as lab:
        yield lab


@pytest.fixture(scope="session")
def measurements(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> dict[str, Measurement]:
    """By domain. The first process that asks sweeps, and the others wait for it and read what it wrote."""
    folder = tmp_path_factory.getbasetemp()
    stored = (folder if worker_id == "master" else folder.parent) / "dane-measurements.json"
    with stored.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stored.exists():
            with running_lab() as lab:
                swept = sweep([case.domain for case in CASES if not case.is_namespaced], lab.measuring)
            assert not swept.is_port_blocked
            stored.write_text(json.dumps([one.to_dict() for one in swept.measurements]))
    rows = [Measurement.from_dict(row) for row in json.loads(stored.read_text())]
    return {one.domain: one for one in rows}
