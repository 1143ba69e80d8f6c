"""Whether a certificate names a server: presented names against the names the sender accepts (RFC 7672 3.2.3)."""

from collections.abc import Iterable


def first_match(accepted: Iterable[str], presented: Iterable[str]) -> str:
    """The first accepted name that a presented one covers, or nothing. Accepted names are A-labels, never wildcards."""
    patterns = tuple(_labels(name) for name in presented)
    # The root's dot is a habit of zone files; a dNSName has none (RFC 5280 section 4.2.1.6, RFC 1034 section 3.5).
    wanted = ((name, _labels(name.removesuffix("."))) for name in accepted)
    return next((name for name, labels in wanted if any(_covers(pattern, labels) for pattern in patterns)), "")


def _labels(name: str) -> tuple[str, ...]:
    """In lower case, as DNS compares (RFC 4343)."""
    return tuple(name.lower().split("."))


def _covers(pattern: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """A wildcard is the whole leftmost label and stands for exactly one label (RFC 6125 section 6.4.3).

    No wildcard counts straight under a top-level domain: senders refuse it, though no RFC does.
    """
    if not _is_host(name) or len(pattern) != len(name):
        return False
    if pattern[0] == "*":
        return len(pattern) > 2 and pattern[1:] == name[1:]
    return pattern == name


def _is_host(name: tuple[str, ...]) -> bool:
    return all(name) and "*" not in name
