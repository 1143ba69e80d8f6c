"""Reading a file of answers: rows, and every fault with its line."""

import pytest

from surveys.checks import COMMENT_MAX
from surveys.imports import ImportRow, read_answers
from surveys.merge import Value

HEAD = "municipality,question,choice,comment\n"
KNOWN = {"municipalities": {"0101", "0147"}, "questions": {"dane-1": False, "dane-2": True}}


def read(text):
    rows, faults = read_answers(HEAD + text, **KNOWN)
    return rows, [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("0101,dane-2,4,", Value(choice=4)),
        ("0101,dane-2,0,Nej", Value(choice=0, comment="Nej")),
        ("0101,dane-2,-,Har ingen", Value(not_relevant=True, comment="Har ingen")),
        ("0101,dane-2,,Ved snart", Value(comment="Ved snart")),
        (" 0101 , dane-2 , 3 , x ", Value(choice=3, comment="x")),
        ('0101,dane-2,3,"to\nlinjer, og komma"', Value(choice=3, comment="to\nlinjer, og komma")),
        ("0101,dane-2,3,et\u2028ord\x0cog\x85mere", Value(choice=3, comment="et\u2028ord\x0cog\x85mere")),
    ],
)
def test_a_row_becomes_its_value(line, value):
    assert read(line) == ([ImportRow(line.count("\n") + 2, "0101", "dane-2", value)], [])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("0999,dane-1,4,", "er ikke med i tilsynet"),
        ("0101,dane-9,4,", "intet spørgsmål"),
        ("0101,dane-1,5,", "skal være 0, 1, 2, 3, 4"),
        ("0101,dane-1,Ja,", "skal være 0, 1, 2, 3, 4"),
        ("0101,dane-1,²,", "skal være 0, 1, 2, 3, 4"),
        ("0101,dane-1,-,", "Ikke relevant"),
        ("0101,dane-1,4,a,b", "flere end fire kolonner"),
        (f"0101,dane-1,4,{'x' * (COMMENT_MAX + 1)}", "5001 tegn"),
        ("0101,dane-1,4,a\0b", "NUL"),
        (f"0101,dane-1,4,{'x' * 140_000}", "kan ikke læses"),
    ],
)
def test_a_bad_row_is_told_with_its_line(line, words):
    rows, (fault,) = read(f"0147,dane-1,4,\n{line}")

    assert fault.startswith("Linje 3: ")
    assert words in fault
    assert [row.municipality for row in rows] in (["0147"], [])


def test_the_same_question_twice_is_told_at_the_second_line():
    assert read("0101,dane-1,4,\n0101,dane-1,3,")[1] == ["Linje 3: kommunen har allerede en linje med dette spørgsmål."]


@pytest.mark.parametrize("text", ["", "municipality,question,choice\n", "a,b,c,d\n"])
def test_a_file_with_other_columns_is_refused(text):
    rows, faults = read_answers(text, **KNOWN)

    assert (rows, [fault.line for fault in faults]) == ([], [1])
