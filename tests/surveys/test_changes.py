"""What differs between two submissions: choice, comment word by word, files."""

from dataclasses import dataclass
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.changes import Direction, Frozen, compare, diff_words, direction
from surveys.merge import Value


@dataclass(frozen=True)
class File:
    name: str
    sha256: str


RULES, LIST, NEW_RULES = File("regler.pdf", "a"), File("liste.xlsx", "b"), File("regler.pdf", "c")


def marked(before: str, after: str) -> tuple[str, str]:
    """Each side with what is changed in brackets."""
    sides = diff_words(before, after)
    return tuple("".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in side) for side in sides)


@pytest.mark.parametrize(
    ("before", "after", "direction_of_it", "parts"),
    [
        (Value(choice=0), Value(choice=3), Direction.BETTER, ("svaret",)),
        (Value(choice=4), Value(choice=3), Direction.WORSE, ("svaret",)),
        (Value(), Value(choice=3), Direction.NONE, ("svaret",)),
        (Value(choice=3), Value(), Direction.NONE, ("svaret",)),
        (Value(choice=0), Value(not_relevant=True), Direction.NONE, ("svaret",)),
        (Value(), Value(not_relevant=True), Direction.NONE, ("svaret",)),
        (Value(choice=0, comment="a"), Value(choice=0, comment="b"), Direction.NONE, ("kommentaren",)),
        (Value(choice=0, comment="a"), Value(choice=1), Direction.BETTER, ("svaret", "kommentaren")),
    ],
)
def test_a_change_says_what_moved_and_which_way(before, after, direction_of_it, parts):
    change = compare(Frozen(before), Frozen(after))
    assert (change.direction, change.parts) == (direction_of_it, parts)


@pytest.mark.parametrize("value", [Value(), Value(choice=0), Value(not_relevant=True, comment="Ingen")])
def test_the_same_answer_is_no_change(value):
    assert compare(Frozen(value, (RULES,)), Frozen(value, (RULES,))) is None


def test_files_are_told_apart_by_name_and_content():
    change = compare(Frozen(Value(), (RULES, LIST)), Frozen(Value(), (LIST, NEW_RULES)))
    assert (change.added, change.taken_off, change.parts) == ((NEW_RULES,), (RULES,), ("filerne",))


def test_a_file_put_back_is_the_same_file():
    assert compare(Frozen(Value(), (RULES,)), Frozen(Value(), (File("regler.pdf", "a"),))) is None


@pytest.mark.parametrize(("first", "second", "found"), [(0, 1, "bedre"), (1, 0, "ringere"), (2, 2, ""), (None, 4, "")])
def test_direction_follows_the_scale(first, second, found):
    assert direction(first, second) == found


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("", "", "", ""),
        ("", "Vi sletter.", "", "[Vi sletter.]"),
        ("Vi sletter.", "", "[Vi sletter.]", ""),
        ("Vi sletter hver måned.", "Vi sletter hver uge.", "Vi sletter hver [måned.]", "Vi sletter hver [uge.]"),
        ("Vi sletter", "Vi sletter nu", "Vi sletter", "Vi sletter [nu]"),
        ("Først.\n\nSidst.", "Først.\n\nMidt i.\n\nSidst.", "Først.\n\nSidst.", "Først.\n\n[Midt i.]\n\nSidst."),
        ("Ens ord", "Ens\nord", "Ens ord", "Ens\nord"),
        ("<b>fed</b> nu", "<b>fed</b> da", "<b>fed</b> [nu]", "<b>fed</b> [da]"),
    ],
)
def test_words_that_the_other_lacks_are_marked(before, after, left, right):
    assert marked(before, after) == (left, right)


def test_spacing_alone_is_said_and_not_marked():
    change = compare(Frozen(Value(comment="Ens ord")), Frozen(Value(comment="Ens\nord")))
    assert change.is_spacing_only
    assert not compare(Frozen(Value(comment="Ens ord")), Frozen(Value(comment="Andre ord"))).is_spacing_only


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_the_pieces_are_the_texts_and_unmarked_words_are_the_same(before, after):
    left, right = diff_words(before, after)
    assert ("".join(one.text for one in left), "".join(one.text for one in right)) == (before, after)
    kept = [" ".join(one.text for one in side if not one.is_changed).split() for side in (left, right)]
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    ("before", "after"),
    [("a b " * 1250, "b a " * 1250), ("a " * 2500, "b a " * 1250), ("ab " * 1600, "ba " * 1600 + "ab")],
)
def test_long_texts_without_sense_take_no_time(before, after):
    """What a municipality types must not hold up the agency's page: fifteen such comments stand on it."""
    start = process_time()
    diff_words(before, after)
    assert process_time() - start < 0.5
