"""Timing on a machine that others use too: the things compared take turns, and medians are kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from time import perf_counter


def milliseconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def interleaved(works: Mapping[str, Callable[[], object]], *, rounds: int, warm_up: int = 2) -> dict[str, list[float]]:
    """Milliseconds of each in each round; every other round runs backwards, so that none always follows another."""
    for _ in range(warm_up):
        for work in works.values():
            work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        order = list(works.items())
        for name, work in order if number % 2 == 0 else reversed(order):
            times[name].append(milliseconds(work))
    return times


def p95(times: Sequence[float]) -> float:
    return sorted(times)[ceil(len(times) * 0.95) - 1]


@dataclass(frozen=True)
class Pair:
    """Two things measured in turns: the median of each, and of the ratio and difference within each round."""

    ours: float
    theirs: float
    ratio: float
    difference: float


def compared(ours: Sequence[float], theirs: Sequence[float]) -> Pair:
    both = list(zip(ours, theirs, strict=True))
    return Pair(
        ours=median(ours),
        theirs=median(theirs),
        ratio=median(mine / other for mine, other in both),
        difference=median(mine - other for mine, other in both),
    )
