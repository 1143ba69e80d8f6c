"""Labelled texts for the CPR guard. No number here can belong to anyone: each is of a birth after 2027, with a seventh
digit that puts it in this century, or is no date at all.

`is_cpr` is what a person would say of the text; the guard is judged against it, and its errors are counted.
"""

from dataclasses import dataclass

from surveys.cpr import Verdict

STOPPED, ASKED = Verdict.STOPPED, Verdict.ASKED


@dataclass(frozen=True)
class Case:
    text: str
    is_cpr: bool
    verdict: Verdict | None


def with_control(stem: str) -> str:
    """The number whose last digit makes modulus 11 hold; AssertionError where none does."""
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(stem, weights, strict=True)) % 11
    digit = (11 - rest) % 11
    assert digit < 10, stem
    return f"{stem}{digit}"


def without_control(stem: str) -> str:
    """A number that modulus 11 does not hold for, as some given out since 2007."""
    return next(f"{stem}{digit}" for digit in "1357" if not _holds(f"{stem}{digit}"))


def _holds(number: str) -> bool:
    return (
        sum(int(digit) * weight for digit, weight in zip(number, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11 == 0
    )


def _stems() -> list[str]:
    """Dates of 2028 to 2036 with seventh digits that mean this century; some with 60 added to the day."""
    days = ["0101", "2902", "3112", "1507", "6101", "9112", "3004", "0911", "2302", "1206"]
    stems = [
        f"{day}{year}9{serial}"
        for day, year, serial in zip(days, ["28", "28", "36", "33"] * 3, range(10, 20), strict=False)
    ]
    return [stem for stem in stems if _can_end(stem)]


def _can_end(stem: str) -> bool:
    try:
        return bool(with_control(stem))
    except AssertionError:
        return False


STEMS = _stems()
VALID = [with_control(stem) for stem in STEMS]
PLAIN = [without_control(stem) for stem in STEMS]

# Numbers with a right control digit are stopped however they are written.
CONTROLLED = [
    Case(pattern.format(number[:6], number[6:]), is_cpr=True, verdict=STOPPED)
    for number in VALID
    for pattern in ("{}{}", "{}-{}", "{} {}", "{}/{}", "{}.{}", "Borger {}\t{} fik svar.", "({}–{})")
]
# Without one, the hyphen or a word nearby stops them, and the rest is asked about.
UNCONTROLLED = [
    Case(pattern.format(number[:6], number[6:]), is_cpr=True, verdict=verdict)
    for number in PLAIN
    for pattern, verdict in (
        ("{}-{}", STOPPED),
        ("{} - {}", STOPPED),
        ("{}\u2212{}", STOPPED),
        ("{}\u00a0\u2011\u00a0{}", STOPPED),
        ("{}\u00ad{}", STOPPED),
        ("cpr {}{}", STOPPED),
        ("CPR-nr.: {} {}", STOPPED),
        ("{}{} er hans personnummer", STOPPED),
        ("Sagen om {}{} er lukket.", ASKED),
        ("Se {} {}", ASKED),
        ("{}.{}", ASKED),
        ("{}\u200b{}", ASKED),
    )
]
# A word counts with thirty characters between, and no further.
NEAR = [
    Case(before.format(" " * between), is_cpr=True, verdict=verdict)
    for word in ("cpr", "Personnummer", "personnumre", "CPR")
    for before in (f"{word}{{}}{PLAIN[0]}", f"{PLAIN[0]}{{}}{word}")
    for between, verdict in ((30, STOPPED), (31, ASKED))
]
# Never taken for one: a word before, and numbers divided by "|".
NUMBERS = {
    "Journalnummer": "2024-32-0001|2024-32-0283|2024-432-1231|2025-432-0001|2026-32-1231|2026-432-0001|2026-432-1231",
    "CVR": "11883729|29189846|64942212|31122836|01012890",
    "Tlf.": "33193200|33 19 32 00|3319 3200|+45 33193200|+4533193200|+45 3112 2890|0045 31122890|004531122890",
    "Mobil": "+4501012890|+45-31122890|(+45) 31 12 28 90",
    "EAN": "5798000012345|5790000112890|5798 0000 12345",
    "Konto": "0216 4069123456|1234 0012345678|9570-0099887766|DK5000400440116243",
    "Ordre": "1000000001|9999999999|4500012345|0000000000|1332289012|3002289012|2902299012|1312123456789",
    "den": "31-12-2036|31.12.2036|2036-12-31|31/12 2036|311236|20361231|31122036",
    "kl.": "12.30-14.00|20361231 0900|2036-12-31T09:00:00",
    "Nr.": "3112 369123|31 12 36 9123|31-12-36-9123|311236--9123|311236_9123|311236,9123|311236:9123|311236+9123",
    "Løbenummer": "13112369123|31123691234|311236-91234|1311236-9123|00311236 9123|0000311236 9123",
    "Vi har": "98 kommuner og 290 systemer|3/4 af 22 systemer|2/3 gennemført|99 %|1.234.567.890 kr.|12 345 678 90",
    "Se": "artikel 32, stk. 1|ISO 27001:2022|ISBN 978-87-93060-00-1|DS/EN 301 549|10.0.0.1|2001:db8::3112:3691",
    "Adresse": "/sag/311236|gl. nr. 3112, 369123 m.v.",
    "Tabel": "311236\n9123|311236\r\n9123|version 10.2.3112369",
}
INNOCENT = [
    *(Case(f"{word} {one}", is_cpr=False, verdict=None) for word, line in NUMBERS.items() for one in line.split("|")),
    *(Case(text, is_cpr=False, verdict=None) for text in ("", "x" * 5000, "AES-256", "Ja")),
]
# What the guard gets wrong, kept here so that it is counted. Asked or stopped for nothing:
FALSE_ALARMS = [
    Case("Ordre 3112369123", is_cpr=False, verdict=ASKED),
    Case("Faktura 0101289012", is_cpr=False, verdict=ASKED),
    Case("Konto 0216 1507339012", is_cpr=False, verdict=ASKED),
    Case("Sag 010128-9012", is_cpr=False, verdict=STOPPED),
    Case("Rum 150733 9012", is_cpr=False, verdict=ASKED),
]
# and not seen at all:
MISSED = [
    Case("31 12 36-9123", is_cpr=True, verdict=None),
    Case("31.12.36-9123", is_cpr=True, verdict=None),
    Case("født 311236, de sidste fire 9123", is_cpr=True, verdict=None),
    Case("3112369123456", is_cpr=True, verdict=None),
    Case("311236\n9123", is_cpr=True, verdict=None),
    Case("3 1 1 2 3 6 9 1 2 3", is_cpr=True, verdict=None),
]
CASES = [*CONTROLLED, *UNCONTROLLED, *NEAR, *INNOCENT, *FALSE_ALARMS, *MISSED]
