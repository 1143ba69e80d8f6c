"""Merging one answer from several hands. Pure: base, stored and new in, the merged value and the conflicts out."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Value:
    """What one answer says: a choice, or not relevant, or neither; and a comment."""

    choice: int | None = None
    not_relevant: bool = False
    comment: str = ""

    @property
    def is_answered(self) -> bool:
        return self.choice is not None or self.not_relevant


# Choice and not-relevant are one field to the person who answers: one radio group.
FIELDS = (("choice", "not_relevant"), ("comment",))


@dataclass(frozen=True)
class Merged:
    """`is_crossed` says that the value joins fields of two hands, neither of whom had seen the other's."""

    value: Value
    conflicts: tuple[str, ...] = ()
    is_crossed: bool = False


def merge(*, base: Value, stored: Value, new: Value) -> Merged:
    """Take each field from the hand that changed it; where both changed it differently, the stored one stays.

    The conflict names the field, and the caller keeps the new text before the person: nothing is overwritten.
    """
    value, conflicts, was_taken, was_kept = stored, [], False, False
    for names in FIELDS:
        was, is_now, wanted = (tuple(getattr(one, name) for name in names) for one in (base, stored, new))
        if wanted in (was, is_now):
            was_kept = was_kept or is_now != wanted
            continue
        if is_now == was:
            value, was_taken = replace(value, **dict(zip(names, wanted, strict=True))), True
        else:
            conflicts.append(names[0])
    return Merged(value, tuple(conflicts), is_crossed=was_taken and was_kept)
