"""How two surveys' questions are compared: each kind, each field, and texts put together again from their pieces."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.comparing import MOST_WORDS, Asked, Change, Compared, Piece, compare, compare_question, word_diff
from surveys.enums import Difference

OLD = Asked(
    key="dpia-2",
    area="dpia",
    area_title="Konsekvensanalyse",
    text="Har I en liste?",
    unit="systemer",
    help="Tæl dem.",
    references="Artikel 35",
    threshold=3,
    is_headline=False,
    allows_not_relevant=False,
)


def test_the_same_question_is_the_same():
    assert compare_question(OLD, replace(OLD)) == Compared("dpia-2", Difference.SAME, OLD, OLD)


@pytest.mark.parametrize(
    ("changed", "difference", "change"),
    [
        (
            {"text": "Har I en plan?"},
            Difference.REWORDED,
            Change("Spørgsmål", (Piece("Har I en"), Piece(" liste?", is_gone=True), Piece(" plan?", is_new=True))),
        ),
        ({"help": ""}, Difference.REWORDED, Change("Hjælp", (Piece("Tæl dem.", is_gone=True),))),
        (
            {"references": "Artikel 35\nArtikel 36"},
            Difference.REWORDED,
            Change("Artikler", (Piece("Artikel 35"), Piece("\nArtikel 36", is_new=True))),
        ),
        (
            {"threshold": 4},
            Difference.COUNTS_OTHERWISE,
            Change(
                "Tæller fra",
                (Piece("Delvist – mere end 2/3 gennemført", is_gone=True), Piece("Ja", is_new=True)),
            ),
        ),
        (
            {"unit": "domæner"},
            Difference.COUNTS_OTHERWISE,
            Change("Enhed", (Piece("systemer", is_gone=True), Piece("domæner", is_new=True))),
        ),
        (
            {"is_headline": True},
            Difference.COUNTS_OTHERWISE,
            Change("Hovedspørgsmål", (Piece("Nej", is_gone=True), Piece("Ja", is_new=True))),
        ),
        (
            {"allows_not_relevant": True},
            Difference.COUNTS_OTHERWISE,
            Change("Kan være ikke relevant", (Piece("Nej", is_gone=True), Piece("Ja", is_new=True))),
        ),
        (
            {"area": "dane", "area_title": "DANE"},
            Difference.COUNTS_OTHERWISE,
            Change("Område", (Piece("Konsekvensanalyse", is_gone=True), Piece("DANE", is_new=True))),
        ),
    ],
)
def test_each_field_tells_how_it_differs(changed, difference, change):
    new = replace(OLD, **changed)
    assert compare_question(OLD, new) == Compared("dpia-2", difference, OLD, new, (change,))


def test_what_counts_otherwise_is_told_before_what_is_worded_otherwise():
    compared = compare_question(OLD, replace(OLD, text="Andet?", threshold=4))
    assert compared.difference == Difference.COUNTS_OTHERWISE
    assert [change.label for change in compared.changes] == ["Spørgsmål", "Tæller fra"]


def test_each_key_stands_once_in_the_new_order_and_the_gone_come_last():
    old = [replace(OLD, key=key) for key in ("a", "b", "c")]
    new = [replace(OLD, key=key) for key in ("d", "c", "a")]
    assert [(one.key, one.difference) for one in compare(old, new)] == [
        ("d", Difference.NEW),
        ("c", Difference.SAME),
        ("a", Difference.SAME),
        ("b", Difference.GONE),
    ]
    assert compare(old, new)[3].question == old[1]


@given(*[st.text(alphabet="ab \n.", max_size=60)] * 2)
def test_the_pieces_give_both_texts_back(old, new):
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if not piece.is_new) == old
    assert "".join(piece.text for piece in pieces if not piece.is_gone) == new


@pytest.mark.parametrize("word", ["a ", "a b "])
def test_long_texts_take_little_time(word):
    old, new = word * MOST_WORDS, f"{word * (MOST_WORDS // 2)}c {word * (MOST_WORDS // 2)}"
    begun = time.process_time()
    assert word_diff(old, new)
    assert word_diff(old[: MOST_WORDS * 2 - 8], new[: MOST_WORDS * 2 - 8])
    assert time.process_time() - begun < 5
