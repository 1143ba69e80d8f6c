"""Finding what may be a CPR number in a text. Pure; a hit says where it stands, never what it is.

Layout, century and control digit: https://www.cpr.dk/cpr-systemet/opbygning-af-cpr-nummeret/. Numbers without a valid
control digit have been given out since 2007, so the control digit ranks a hit and never dismisses one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MASK = "xxxxxx-xxxx"
# A number with a separator only after the sixth digit, and not part of a longer run of digits. Any space of a line may
# stand around a hyphen, slash or dot; a soft hyphen is a hyphen, and what has no width is a separator too.
SPACE = r"[^\S\r\n]"
HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212"
NUMBER = re.compile(
    rf"(?<!\d)(\d{{6}})(?:{SPACE}?([{HYPHENS}]){SPACE}?|{SPACE}?[/.]{SPACE}?|{SPACE}|[\u200b\u2060\ufeff])?(\d{{4}})(?!\d)"
)
WORDS = re.compile(r"cpr|personnum(?:mer|re)?", re.IGNORECASE)
LONGEST_WORD = len("personnummer")
# Characters between the word and the number.
NEAR = 30
WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# Replacement numbers for people without one have 60 added to the day.
REPLACEMENT = 60
# First the highest year that the seventh digit puts in the century, then the century; the table of the CPR office.
CENTURIES = {
    **dict.fromkeys("0123", ((99, 1900),)),
    **dict.fromkeys("49", ((36, 2000), (99, 1900))),
    **dict.fromkeys("5678", ((57, 2000), (99, 1800))),
}
SHOWN_AROUND = 24
# So much is masked on either side before that little is shown; a whole book need not be, for each of its hits.
MASKED_AROUND = 200


class Verdict(StrEnum):
    STOPPED = "stopped"
    ASKED = "asked"


@dataclass(frozen=True)
class Hit:
    """Where a possible number stands; the digits are not kept, so that no log or error page can hold them."""

    start: int
    end: int
    verdict: Verdict


@dataclass(frozen=True)
class Held:
    """Why a text is not saved: what may be shown of each hit, the number masked."""

    verdict: Verdict
    excerpts: tuple[str, ...]

    @property
    def asks(self) -> bool:
        return self.verdict == Verdict.ASKED


def find_cpr(text: str) -> list[Hit]:
    """Every hit in the order it stands: STOPPED where control digit, hyphen or a word nearby speaks for it, else ASKED.

    For a file, call it on the name (TextPlace.FILE_NAME) and on the text inside (TextPlace.FILE_TEXT).
    """
    return [
        Hit(found.start(), found.end(), _verdict(text, found)) for found in NUMBER.finditer(text) if _has_date(found)
    ]


def hold_back(text: str, *, accepted: str = "", is_denied: bool = False) -> Held | None:
    """What stands in the way of saving a text; numbers that the accepted text holds already are not asked about again.

    `is_denied` says that a person has looked and that it is no CPR number; what is stopped stays stopped.
    """
    known = {(_digits(accepted, hit), hit.verdict) for hit in find_cpr(accepted)}
    hits = [hit for hit in find_cpr(text) if (_digits(text, hit), hit.verdict) not in known]
    if is_denied:
        hits = [hit for hit in hits if hit.verdict == Verdict.STOPPED]
    if not hits:
        return None
    stopped = any(hit.verdict == Verdict.STOPPED for hit in hits)
    return Held(Verdict.STOPPED if stopped else Verdict.ASKED, tuple(excerpt(text, hit) for hit in hits))


def mask(text: str) -> str:
    """The text with every possible number masked."""
    return _mask(text, find_cpr(text))


def _has_date(found: re.Match) -> bool:
    digits = _plain(found[1] + found[3])
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    day -= REPLACEMENT if day > REPLACEMENT else 0
    century = next(century for highest, century in CENTURIES[digits[6]] if year <= highest)
    try:
        date(century + year, month, day)
    except ValueError:
        return False
    return True


def _verdict(text: str, found: re.Match) -> Verdict:
    digits = _plain(found[1] + found[3])
    has_control = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11 == 0
    return Verdict.STOPPED if has_control or found[2] or _has_word_near(text, found) else Verdict.ASKED


def _has_word_near(text: str, found: re.Match) -> bool:
    reach = NEAR + LONGEST_WORD
    words = WORDS.finditer(text, max(0, found.start() - reach), found.end() + reach)
    return any(found.start() - word.end() <= NEAR and word.start() - found.end() <= NEAR for word in words)


def _plain(digits: str) -> str:
    """Digits of any script as 0-9."""
    return "".join(str(int(digit)) for digit in digits)


def _digits(text: str, hit: Hit) -> str:
    return _plain("".join(filter(str.isdecimal, text[hit.start : hit.end])))


def excerpt(text: str, hit: Hit) -> str:
    """The number's neighbourhood in one line, with this and every other hit masked."""
    before, after = text[max(0, hit.start - MASKED_AROUND) : hit.start], text[hit.end : hit.end + MASKED_AROUND]
    before, after = _mask(before, find_cpr(before)), _mask(after, find_cpr(after))
    start = "…" + before[-SHOWN_AROUND:] if len(before) > SHOWN_AROUND else before
    end = after[:SHOWN_AROUND] + "…" if len(after) > SHOWN_AROUND else after
    return " ".join(f"{start}{MASK}{end}".split())


def _mask(text: str, hits: Sequence[Hit]) -> str:
    for hit in reversed(hits):
        text = text[: hit.start] + MASK + text[hit.end :]
    return text
