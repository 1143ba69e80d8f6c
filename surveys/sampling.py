"""The draw: a random sample in proportion to the regions, which anyone can repeat with sha256sum and a spreadsheet.

Pure. The rule is written out in Danish on the page of the sample and in docs/rules.md; a change of it is a new number.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ALGORITHM = 1


@dataclass(frozen=True)
class Candidate:
    """A municipality that can be chosen, with its region on the day of the choice."""

    code: str
    name: str
    region: str


@dataclass(frozen=True)
class Ranked:
    """A candidate with its digest and its place among those of its region, from 1."""

    candidate: Candidate
    digest: str
    place: int
    is_drawn: bool


@dataclass(frozen=True)
class Share:
    """A region: how many it has, and how many of them are drawn."""

    region: str
    of: int
    drawn: int


def new_seed() -> str:
    """128 bits that nobody can guess beforehand."""
    return secrets.token_hex(16)


def draw_digest(seed: str, code: str) -> str:
    """SHA-256 of seed and code, one right after the other, as 64 small hexadecimal digits."""
    return hashlib.sha256(f"{seed}{code}".encode()).hexdigest()


def allocate(frame: Iterable[Candidate], size: int) -> list[Share]:
    """How many each region gives, by largest remainder; regions in the order of their names.

    Each gives size × its own ÷ all, rounded down. The places left go one each to the largest remainders; of equal ones
    first to the region with most municipalities, then to the one with the lowest code. No region gives more than it
    has. Raises ValueError where the frame has fewer than `size`.
    """
    regions = _by_region(frame)
    total = sum(len(codes) for codes in regions.values())
    if not 0 < size <= total:
        raise ValueError(f"cannot draw {size} of {total}")
    given = {region: size * len(codes) // total for region, codes in regions.items()}
    left = size - sum(given.values())
    for region in sorted(regions, key=lambda name: (-(size * len(regions[name]) % total), *_tie(regions[name])))[:left]:
        given[region] += 1
    return [Share(region, len(codes), given[region]) for region, codes in regions.items()]


def shares(chosen: Iterable[tuple[str, bool]]) -> list[Share]:
    """Count (region, whether chosen), however the choice was made; regions in the order of their names."""
    counts: dict[str, list[int]] = {}
    for region, is_chosen in chosen:
        count = counts.setdefault(region, [0, 0])
        count[0] += 1
        count[1] += is_chosen
    return [Share(region, *counts[region]) for region in sorted(counts)]


def _tie(codes: Sequence[str]) -> tuple[int, str]:
    return (-len(codes), min(codes))


def _by_region(frame: Iterable[Candidate]) -> Mapping[str, list[str]]:
    regions: dict[str, list[str]] = {}
    for candidate in sorted(frame, key=lambda one: one.region):
        regions.setdefault(candidate.region, []).append(candidate.code)
    return regions


def rank(frame: Iterable[Candidate], seed: str, size: int) -> list[Ranked]:
    """Every candidate by region and digest: the first of each region are drawn, as many as its share says."""
    frame = list(frame)
    wanted = {share.region: share.drawn for share in allocate(frame, size)}
    digests = {one.code: draw_digest(seed, one.code) for one in frame}
    ranked, places = [], dict.fromkeys(wanted, 0)
    for one in sorted(frame, key=lambda one: (one.region, digests[one.code])):
        places[one.region] += 1
        ranked.append(Ranked(one, digests[one.code], places[one.region], places[one.region] <= wanted[one.region]))
    return ranked


def draw(frame: Iterable[Candidate], seed: str, size: int) -> list[str]:
    """The codes that are drawn, in order of code."""
    return sorted(one.candidate.code for one in rank(frame, seed, size) if one.is_drawn)
