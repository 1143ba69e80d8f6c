"""What the fields of a question call a value."""

from surveys.merge import Value

# What the radio buttons send beside the numbers of the scale; the import's files use the same mark.
NOT_RELEVANT = "-"


def read_value(choice: str, comment: str) -> Value:
    return Value(
        choice=int(choice) if choice not in {"", NOT_RELEVANT} else None,
        not_relevant=choice == NOT_RELEVANT,
        comment=comment,
    )


def choice_on_screen(value: Value) -> str:
    """What the radio buttons call a value; empty where none is chosen."""
    if value.not_relevant:
        return NOT_RELEVANT
    return "" if value.choice is None else str(value.choice)
