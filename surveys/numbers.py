"""Numbers from an address or a hidden field, where anyone may have written anything."""


def read_number(text: str) -> int | None:
    """No number of ours has ten digits: what has is unknown, and never reaches int() or a database to break there."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
