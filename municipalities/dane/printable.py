"""Foreign text made fit to keep: what a server or a certificate says may hold anything at all."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def printable(text: str, *, longest: int) -> str:
    """Without control characters, NULs, lone surrogates and marks that turn the direction; cut with an ellipsis."""
    shown = "".join(character if character.isprintable() else REPLACEMENT for character in text)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
