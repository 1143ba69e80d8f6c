"""The CPR guard: what it stops, what it asks about, what it never minds, and how often it is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.cpr import MASK, Verdict, find_cpr, hold_back, mask
from tests.surveys.cpr_cases import CASES, FALSE_ALARMS, MISSED, PLAIN, VALID


def verdict_of(text):
    held = hold_back(text)
    return held.verdict if held else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text[:40])
def test_every_case_gets_its_verdict(case):
    assert verdict_of(case.text) == case.verdict


def test_both_kinds_of_error_are_counted_on_at_least_200_cases():
    """docs/rules.md quotes these figures."""
    false_alarms = [case for case in CASES if not case.is_cpr and verdict_of(case.text)]
    missed = [case for case in CASES if case.is_cpr and not verdict_of(case.text)]

    assert len(CASES) >= 200
    assert (len(false_alarms), len(missed)) == (len(FALSE_ALARMS), len(MISSED)) == (5, 6)


@pytest.mark.parametrize(
    ("number", "is_possible"),
    [
        # The seventh digit and the year give the century, and the century says whether 29 February is.
        ("2902000123", False),  # 1900
        ("2902364123", True),  # 2036
        ("2902374123", False),  # 1937
        ("2902369123", True),  # 2036
        ("2902405123", True),  # 2040
        ("2902575123", False),  # 2057
        ("2902605123", True),  # 1860
        ("2902995123", False),  # 1899
        ("3104364123", False),
        ("3101364123", True),
        ("0001364123", False),
        ("6001364123", False),
        ("6101364123", True),
        ("9101364123", True),
        ("9201364123", False),
        ("0100364123", False),
        ("0113364123", False),
    ],
)
def test_a_number_needs_a_day_that_is(number, is_possible):
    assert bool(find_cpr(number)) is is_possible


def test_digits_of_other_scripts_are_digits():
    arabic = PLAIN[0].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert verdict_of(arabic) == Verdict.ASKED


def test_a_hit_says_where_it_stands_and_never_what_it_is():
    [hit] = find_cpr(f"Se {PLAIN[0]}.")

    assert (hit.start, hit.end) == (3, 13)
    assert PLAIN[0] not in repr(hit)


def test_an_excerpt_shows_the_place_and_masks_every_number():
    text = f"{'a ' * 40}først {VALID[0]} og så {PLAIN[1]} {'b ' * 40}"

    held = hold_back(text)

    assert len(held.excerpts) == 2
    for excerpt in held.excerpts:
        assert excerpt.startswith("…")
        assert excerpt.endswith("…")
        assert MASK in excerpt
        assert not any(number[:6] in excerpt or number[6:] in excerpt for number in (VALID[0], PLAIN[1]))


def test_what_was_accepted_is_not_asked_about_again():
    accepted = f"Ordre {PLAIN[0]}"

    assert hold_back(f"{accepted} er sendt", accepted=accepted) is None
    assert hold_back(f"{accepted} og {PLAIN[1]}", accepted=accepted).verdict == Verdict.ASKED
    assert hold_back(f"cpr {accepted}", accepted=accepted).verdict == Verdict.STOPPED


def test_a_no_lets_through_what_was_asked_about_and_nothing_that_is_stopped():
    assert hold_back(PLAIN[0], is_denied=True) is None
    assert hold_back(f"{PLAIN[0]} og {VALID[1]}", is_denied=True).verdict == Verdict.STOPPED


@given(st.text(alphabet="0123456789- .cprå\n", max_size=80))
def test_masking_leaves_no_number_behind(text):
    masked = mask(text)

    for hit in find_cpr(text):
        assert text[hit.start : hit.end] not in masked or text[hit.start : hit.end] in text.replace(
            text[hit.start : hit.end], "", 1
        )
    assert masked.count(MASK) == len(find_cpr(text))
