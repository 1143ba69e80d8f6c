"""Reading a list of municipalities: tables of what people paste and save, no database."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sample_list import Fault, Register, UnreadableListError, csv_as_text, read_list
from surveys.sampling import Candidate

FRAME = [
    Candidate("0101", "København", "Region Hovedstaden"),
    Candidate("0671", "Struer", "Region Midtjylland"),
    Candidate("0710", "Favrskov", "Region Midtjylland"),
    Candidate("0751", "Aarhus", "Region Midtjylland"),
    Candidate("0580", "Aabenraa", "Region Syddanmark"),
    Candidate("0998", "Tvilling", "Region A"),
    Candidate("0999", "Tvilling", "Region B"),
    Candidate("D001", "Ny Struer", "Region A"),
]
REGISTER = Register(FRAME, {"0101": "Københavns Kommune", "0671": "Struer Kommune"})


def codes(text):
    found, faults = read_list(text, REGISTER)
    assert faults == []
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0101\n0751", ["0101", "0751"]),
        ("København; 0751, struer kommune", ["0101", "0751", "0671"]),
        ("101", ["0101"]),
        ("Københavns Kommune", ["0101"]),
        ("ÅRHUS\nåbenrå\n", ["0751", "0580"]),
        ("0671\tStruer\n0101\tKøbenhavn", ["0671", "0101"]),
        ("0671 Struer", ["0671"]),
        ("d001", ["D001"]),
        ("\n\n  Ny   Struer \n", ["D001"]),
        ("", []),
        (" ; , \n", []),
    ],
)
def test_codes_and_names_in_any_mix(text, meant):
    assert codes(text) == meant


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\nFarvskov", Fault(2, "Farvskov", "Der er ingen kommune med det navn. Mente du Favrskov?")),
        ("Sruer", Fault(1, "Sruer", "Der er ingen kommune med det navn. Mente du Struer eller Ny Struer?")),
        ("Xyzzy", Fault(1, "Xyzzy", "Der er ingen kommune at vælge med det navn.")),
        ("0102", Fault(1, "0102", "Der er ingen kommune at vælge med den kode.")),
        (
            "0101\n\nKøbenhavn;",
            Fault(3, "København", "København står også på linje 1."),
        ),
        (
            "tvilling",
            Fault(1, "tvilling", "Navnet passer på flere: Tvilling (0998) og Tvilling (0999). Skriv kommunekoden."),
        ),
        ("0671 Aarhus", Fault(1, "0671 Aarhus", "Koden hører til Struer, men navnet er et andet. Skriv én af dem.")),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, fault):
    assert read_list(text, REGISTER)[1] == [fault]


def test_the_good_lines_are_found_beside_the_bad_ones():
    found, faults = read_list("0101\nFarvskov\n0751\n0101", REGISTER)
    assert [one.code for one in found] == ["0101", "0751"]
    assert [fault.line for fault in faults] == [2, 4]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("kommune;kode\nStruer;0671\nKøbenhavn;0101\n".encode(), "\n0671\n0101"),
        ("navn,tal\nStruer,3\n\nKøbenhavn,4".encode(), "\nStruer\n\nKøbenhavn"),
        ("\ufeffKommune\r\nKøbenhavn\r\n".encode(), "\nKøbenhavn"),
        ("Kommune\r\nKøbenhavn\r\n".encode("cp1252"), "\nKøbenhavn"),
        (b"0671\n0101", "0671\n0101"),
        (b"0671", "0671"),
        (b'note;kode\n"to\nlinjer";0671\n;0101', "\n\n0671\n0101"),
        (b"kode\tandet\n671\tx", "\n671"),
    ],
)
def test_a_csv_file_becomes_lines_with_the_files_numbers(content, text):
    assert csv_as_text(content) == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04\0\0", "ikke en CSV-fil"),
        (b"\x81\x8d\x8f", "tegn kan ikke"),
        (b"a;b\n0671;0101", "flere kolonner"),
        (b"kode\n", "ingen kommuner"),
        (b"", "ingen kommuner"),
        (b'kode\n"' + b"x" * 200_000, "som CSV"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_reason(content, reason):
    with pytest.raises(UnreadableListError, match=reason):
        csv_as_text(content)


@given(st.text(), st.binary())
def test_no_text_and_no_file_breaks_the_reading(text, content):
    found, faults = read_list(text, REGISTER)
    assert len({one.code for one in found}) == len(found)
    assert all(fault.reason and fault.line >= 1 for fault in faults)
    with suppress(UnreadableListError):
        read_list(csv_as_text(content), REGISTER)


@given(st.lists(st.sampled_from([one.code for one in FRAME]), unique=True), st.sampled_from("\n;,\t"))
def test_every_list_of_codes_is_read_back(wanted, separator):
    assert codes(separator.join(wanted)) == wanted
