"""Merging one answer from two hands: nothing anyone changed is lost without their being told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.merge import FIELDS, Merged, Value, merge

EMPTY = Value()
BASE = Value(choice=2, comment="gammel")


@pytest.mark.parametrize(
    ("base", "stored", "new", "expected"),
    [
        # One hand only.
        (EMPTY, EMPTY, Value(choice=4), Merged(Value(choice=4))),
        (BASE, BASE, Value(choice=4, comment="ny"), Merged(Value(choice=4, comment="ny"))),
        (BASE, BASE, EMPTY, Merged(EMPTY)),
        (BASE, Value(choice=4, comment="ny"), BASE, Merged(Value(choice=4, comment="ny"))),
        # Different fields merge, and what two hands made must be read through.
        (BASE, Value(choice=4, comment="gammel"), Value(choice=2, comment="ny"),
         Merged(Value(choice=4, comment="ny"), is_crossed=True)),
        (BASE, Value(choice=2, comment="ny"), Value(choice=4, comment="gammel"),
         Merged(Value(choice=4, comment="ny"), is_crossed=True)),
        (BASE, Value(choice=2, comment=""), Value(comment="gammel"), Merged(EMPTY, is_crossed=True)),
        (BASE, Value(choice=4, comment="ny"), Value(choice=4, comment="gammel"), Merged(Value(choice=4, comment="ny"))),
        # The same field in two hands: the stored one stays, and the conflict is told.
        (BASE, Value(choice=4, comment="gammel"), Value(choice=0, comment="gammel"),
         Merged(Value(choice=4, comment="gammel"), ("choice",))),
        (BASE, Value(choice=2, comment="din"), Value(choice=2, comment="min"),
         Merged(Value(choice=2, comment="din"), ("comment",))),
        (BASE, Value(choice=4, comment="din"), Value(choice=0, comment="min"),
         Merged(Value(choice=4, comment="din"), ("choice", "comment"))),
        (BASE, Value(choice=4, comment="gammel"), Value(choice=0, comment="min"),
         Merged(Value(choice=4, comment="min"), ("choice",))),
        # Both wrote the same.
        (BASE, Value(choice=4, comment="ny"), Value(choice=4, comment="ny"), Merged(Value(choice=4, comment="ny"))),
        # A deletion is a change like any other.
        (BASE, EMPTY, Value(choice=4, comment="gammel"), Merged(EMPTY, ("choice",))),
        (BASE, Value(choice=4, comment="gammel"), EMPTY, Merged(Value(choice=4), ("choice",))),
        (BASE, EMPTY, EMPTY, Merged(EMPTY)),
        # Choice and not relevant are one field.
        (BASE, Value(not_relevant=True, comment="gammel"), Value(choice=4, comment="gammel"),
         Merged(Value(not_relevant=True, comment="gammel"), ("choice",))),
        (BASE, BASE, Value(not_relevant=True, comment="gammel"), Merged(Value(not_relevant=True, comment="gammel"))),
        (Value(not_relevant=True), Value(not_relevant=True), Value(choice=1), Merged(Value(choice=1))),
    ],
)  # fmt: skip
def test_merge_takes_each_field_from_the_hand_that_changed_it(base, stored, new, expected):
    assert merge(base=base, stored=stored, new=new) == expected


VALUES = st.builds(
    lambda choice, comment: Value(
        choice=None if choice == "not relevant" else choice, not_relevant=choice == "not relevant", comment=comment
    ),
    st.sampled_from([None, 0, 4, "not relevant"]),
    st.sampled_from(["", "en", "to"]),
)


def field(value, names):
    return tuple(getattr(value, name) for name in names)


@given(VALUES, VALUES, VALUES)
def test_merge_loses_no_change_of_either_hand(base, stored, new):
    merged = merge(base=base, stored=stored, new=new)

    for names in FIELDS:
        was, theirs, mine, result = (field(value, names) for value in (base, stored, new, merged.value))
        if theirs != was:
            assert result == theirs
        if mine != was and names[0] not in merged.conflicts:
            assert result == mine
        assert (names[0] in merged.conflicts) == (mine not in (was, theirs) and theirs != was)


@given(VALUES, VALUES, VALUES)
def test_merge_never_makes_a_value_the_database_refuses(base, stored, new):
    value = merge(base=base, stored=stored, new=new).value

    assert not (value.not_relevant and value.choice is not None)


@given(VALUES, VALUES)
def test_merge_of_one_hand_is_that_hands_value(base, new):
    assert merge(base=base, stored=base, new=new) == Merged(new)
    assert merge(base=base, stored=new, new=new) == Merged(new)
    assert merge(base=base, stored=new, new=base) == Merged(new)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(EMPTY, False), (Value(comment="x"), False), (Value(choice=0), True), (Value(not_relevant=True), True)],
)
def test_value_is_answered_by_a_choice_or_not_relevant(value, expected):
    assert value.is_answered is expected
