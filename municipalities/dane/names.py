"""Domain names as people type them, made into what DNS is asked for."""

from __future__ import annotations

import re

import idna

# A name on the wire takes 255 octets at most, 253 as text (RFC 1035 section 2.3.4).
LONGEST_NAME = 253
# Letters, digits and hyphens, neither first nor last (RFC 1123 section 2.1): no underscore, and nothing to inject.
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
HOST_CHARACTERS = re.compile(r"[a-z0-9_.-]+")


def clean_domain(text: str) -> str:
    """The domain as DNS has it: lower case, A-labels, no dot at the end (RFC 5891). Raises ValueError on anything else.

    A name needs two labels, and a last one that is not a number, for "192.0.2.1" is an address (RFC 1123 section 2.1).
    """
    typed = text.strip().removesuffix(".")
    if not typed or len(typed) > LONGEST_NAME:
        raise ValueError("not a domain: empty or too long")
    try:
        # UTS 46 takes what keyboards give (capitals, full-width letters) to the form that IDNA allows.
        name = idna.encode(typed, uts46=True, std3_rules=True).decode("ascii").lower()
    except UnicodeError as error:  # IDNAError is one
        raise ValueError(f"not a domain: {error}") from None
    labels = name.split(".")
    if len(name) > LONGEST_NAME or len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels):
        raise ValueError("not a domain: two labels or more, of letters, digits and hyphens")
    if labels[-1].isdigit():
        raise ValueError("not a domain: an address")
    return name


def is_host_name(name: str) -> bool:
    """Whether a name that DNS gave can be said in SNI and a log; DNS itself takes any octet (RFC 2181 section 11)."""
    return bool(HOST_CHARACTERS.fullmatch(name)) and len(name) <= LONGEST_NAME and ".." not in name and name != "."
