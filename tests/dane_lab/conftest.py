"""The lab, started once for each process that tests with it."""

from collections.abc import Iterator

import pytest

from tests.dane_lab.running import RunningLab, running_lab


@pytest.fixture(scope="session")
def dane_lab() -> Iterator[RunningLab]:
    with running_lab() as lab:
        yield lab
