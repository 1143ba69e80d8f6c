"""The draw against an implementation of its own that follows the written rule step by step, and one golden example."""

import csv
import hashlib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sampling import Candidate, allocate, draw, draw_digest, new_seed, rank

REGISTER = Path(__file__).parents[2] / "municipalities/register/municipalities.csv"
SEED = "tilsyn-2026"


def register():
    with REGISTER.open(encoding="utf-8") as file:
        return [Candidate(row["code"], row["name"], row["region"]) for row in csv.DictReader(file)]


@st.composite
def frames(draw):
    """Up to 60 candidates in up to six regions, with codes of four digits."""
    codes = draw(st.lists(st.integers(0, 9999), min_size=1, max_size=60, unique=True))
    regions = draw(st.lists(st.sampled_from("ABCDEØ"), min_size=len(codes), max_size=len(codes)))
    return [Candidate(f"{code:04}", f"By {code}", region) for code, region in zip(codes, regions, strict=True)]


@st.composite
def draws(draw):
    frame = draw(frames())
    return frame, draw(st.text("abcdef0123456789-", min_size=1, max_size=40)), draw(st.integers(1, len(frame)))


def repeated(frame, seed, size):
    """The written rule, straight down the page, with no line of the portal's own."""
    counts = {}
    lowest = {}
    for one in frame:
        counts[one.region] = counts.get(one.region, 0) + 1
        lowest[one.region] = min(lowest.get(one.region, "9999"), one.code)
    shares = {region: Fraction(size * number, len(frame)) for region, number in counts.items()}
    places = {region: int(share) for region, share in shares.items()}
    queue = list(counts)
    queue.sort(key=lambda region: lowest[region])
    queue.sort(key=lambda region: counts[region], reverse=True)
    queue.sort(key=lambda region: shares[region] - places[region], reverse=True)
    while sum(places.values()) < size:
        places[queue.pop(0)] += 1
    drawn = []
    for region, number in places.items():
        lines = [f"{hashlib.sha256((seed + one.code).encode()).hexdigest()} {one.code}" for one in frame]
        own = {one.code for one in frame if one.region == region}
        drawn += [line[65:] for line in sorted(lines) if line[65:] in own][:number]
    return sorted(drawn)


@given(draws())
def test_the_draw_is_the_written_rule(case):
    frame, seed, size = case
    assert draw(frame, seed, size) == repeated(frame, seed, size)


@given(draws())
def test_as_many_are_drawn_as_asked_for_and_each_once(case):
    frame, seed, size = case
    drawn = draw(frame, seed, size)
    assert len(drawn) == len(set(drawn)) == size
    assert set(drawn) <= {one.code for one in frame}


@given(draws())
def test_every_region_gives_its_share_rounded_up_or_down(case):
    frame, _, size = case
    shares = allocate(frame, size)
    assert sum(share.drawn for share in shares) == size
    for share in shares:
        exact = Fraction(size * share.of, len(frame))
        assert exact - 1 < share.drawn < exact + 1
        assert share.drawn <= share.of


@given(draws(), st.randoms())
def test_the_order_of_the_register_changes_nothing(case, random):
    frame, seed, size = case
    shuffled = random.sample(frame, len(frame))
    assert rank(shuffled, seed, size) == rank(frame, seed, size)


@given(draws())
def test_within_a_region_the_order_is_the_seeds_alone(case):
    """Whoever is drawn comes before whoever is not."""
    frame, seed, size = case
    for region in {one.region for one in frame}:
        own = [one for one in rank(frame, seed, size) if one.candidate.region == region]
        assert [one.digest for one in own] == sorted(one.digest for one in own)
        assert [one.place for one in own] == list(range(1, len(own) + 1))
        assert [one.is_drawn for one in own] == sorted((one.is_drawn for one in own), reverse=True)


@pytest.mark.parametrize("size", [0, -1, 5])
def test_more_than_there_are_cannot_be_drawn(size):
    with pytest.raises(ValueError, match="cannot draw"):
        allocate([Candidate(f"000{number}", "", "A") for number in range(4)], size)


@pytest.mark.parametrize(
    ("counts", "size", "given_places"),
    [
        ({"A": 2, "B": 2}, 1, {"A": 0, "B": 1}),  # equal remainders, equally many: B has the lowest code
        ({"A": 1, "B": 3}, 2, {"A": 0, "B": 2}),  # equal remainders: B has most
        ({"A": 1, "B": 1, "C": 4}, 3, {"A": 0, "B": 1, "C": 2}),
        ({"A": 3, "B": 1}, 4, {"A": 3, "B": 1}),
    ],
)
def test_equal_remainders_go_to_the_largest_region_then_to_the_lowest_code(counts, size, given_places):
    """The codes fall from A's on, so that the order of the names decides nothing."""
    codes = iter(range(9999, 0, -1))
    frame = [Candidate(f"{next(codes):04}", "", region) for region, number in counts.items() for _ in range(number)]
    assert {share.region: share.drawn for share in allocate(frame, size)} == given_places


def test_a_seed_of_the_portals_own_is_never_the_same():
    assert len({new_seed() for _ in range(100)}) == 100
    assert len(new_seed()) == 32


# --- The golden example: printf %s tilsyn-20260101 | sha256sum --------------------


def test_the_digest_is_what_sha256sum_says():
    assert draw_digest(SEED, "0101") == "21002048ef6c463e07ee2e3ea594de525b3996dbd4683c043b5e8d50bdd80e87"


def test_the_golden_draw():
    drawn = [(one.candidate.code, one.digest) for one in rank(register(), SEED, 5) if one.is_drawn]
    assert drawn == [
        ("0169", "06d653393ed18668b2a812b6c45fea6fdf85e4241d2a6633cc528595af168dd9"),
        ("0615", "06017dd7a6bbefafac7a6621c8991d452fe31951b4b10e5985ca3584eac62a95"),
        ("0825", "01f2afb976e1c2100170244313ba9e62eccec17784e5de804112ef31025fa74c"),
        ("0376", "0786e6a04bc9e25a105013272b18b667186a2d180fa8d502f6aadd0bed8c85dc"),
        ("0540", "008ef6851b844a06f831a5d9f5576965c3846e3fc8ffa981fac3bd4e1d941cb1"),
    ]


def test_the_golden_shares():
    """20 of 98 as the regions are in 2026: 5,92 · 3,88 · 2,24 · 3,47 · 4,49, so three are rounded up."""
    assert [(share.region, share.of, share.drawn) for share in allocate(register(), 20)] == [
        ("Region Hovedstaden", 29, 6),
        ("Region Midtjylland", 19, 4),
        ("Region Nordjylland", 11, 2),
        ("Region Sjælland", 17, 3),
        ("Region Syddanmark", 22, 5),
    ]
