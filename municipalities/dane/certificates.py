"""What a certificate says, read from its DER without changing a byte of what is compared.

Anything may come from a server or from a zone, so a part that can't be read is left empty and loses no other part.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar

from asn1crypto.core import Any, Asn1Value, BitString, ObjectIdentifier, Sequence
from asn1crypto.x509 import Certificate as Asn1Certificate
from asn1crypto.x509 import Name

from municipalities.dane.evidence import Certificate
from municipalities.dane.printable import printable

# What the parser raises on bytes that are no certificate.
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
LONGEST_TEXT, LONGEST_NAME = 500, 255
SHORT = {
    "common_name": "CN",
    "country_name": "C",
    "locality_name": "L",
    "organization_name": "O",
    "organizational_unit_name": "OU",
    "state_or_province_name": "ST",
}
Read = TypeVar("Read")


class _Algorithm(Sequence):
    _fields = [("algorithm", ObjectIdentifier), ("parameters", Any, {"optional": True})]


class _PublicKey(Sequence):
    """RFC 5280 section 4.1.2.7 and no more: a parser that knows the algorithms refuses those that are newer than it."""

    _fields = [("algorithm", _Algorithm), ("public_key", BitString)]


@lru_cache(maxsize=128)
def read_certificate(der: bytes) -> Certificate:
    """Never raises: where the bytes are no certificate, only their digest is there."""
    digest = sha256(der).hexdigest()
    if (parsed := _parsed(der)) is None:
        return Certificate(sha256=digest)
    return Certificate(
        sha256=digest,
        public_key_sha256=sha256(public_key_of(der)).hexdigest(),
        subject=_or_else("", lambda: _distinguished(parsed.subject)),
        issuer=_or_else("", lambda: _distinguished(parsed.issuer)),
        names=names_of(der),
        not_before=_or_else("", lambda: _moment(parsed.not_valid_before)),
        not_after=_or_else("", lambda: _moment(parsed.not_valid_after)),
    )


def is_certificate(der: bytes) -> bool:
    return _parsed(der) is not None


def is_public_key(der: bytes) -> bool:
    """Whether the bytes are one SubjectPublicKeyInfo, whatever its algorithm (RFC 5280 section 4.1.2.7)."""
    return _or_else(False, lambda: _has_key(der))


@lru_cache(maxsize=512)
def public_key_of(der: bytes) -> bytes:
    """The SubjectPublicKeyInfo exactly as it stands in the certificate (RFC 6698 section 2.1.2).

    Raises ValueError where there is none.
    """
    if (parsed := _parsed(der)) is None:
        raise ValueError("not a certificate")
    return parsed["tbs_certificate"]["subject_public_key_info"].dump()


@lru_cache(maxsize=64)
def names_of(der: bytes) -> tuple[str, ...]:
    """The DNS names a certificate stands for: its dNSNames, or its common names where it has none (RFC 7672 3.2.3)."""
    if (parsed := _parsed(der)) is None:
        return ()
    # A list that can't be read is no reason to fall back on the common name.
    alternatives = _or_else((), lambda: _alternative_names(parsed))
    if alternatives is None:
        alternatives = _or_else((), lambda: _common_names(parsed.subject))
    return tuple(printable(name, longest=LONGEST_NAME) for name in alternatives)


def _parsed(der: bytes) -> Asn1Certificate | None:
    """The certificate, if it is one, with nothing after it, and its key can be cut out byte for byte."""

    def load() -> Asn1Certificate | None:
        parsed = Asn1Certificate.load(der, strict=True)
        body = parsed["tbs_certificate"]
        # Its contents are never looked at by that parser.
        key = body["subject_public_key_info"].dump()
        whole = all(isinstance(part, Asn1Value) for part in (body["issuer"], body["subject"], body["validity"]))
        return parsed if whole and _has_key(key) and key in der else None

    return _or_else(None, load)


def _has_key(der: bytes) -> bool:
    info = _PublicKey.load(der, strict=True)
    return bool(info["algorithm"]["algorithm"].dotted) and bool(info["public_key"].contents)


def _alternative_names(parsed: Asn1Certificate) -> tuple[str, ...] | None:
    """The dNSNames; nothing at all where the certificate has none."""
    extension = parsed.subject_alt_name_value
    if extension is None:
        return None
    # The bytes as they stand: what the parser makes of a name may have been decoded from its A-labels.
    found = tuple(name.chosen.contents.decode("latin-1") for name in extension if name.name == "dns_name")
    return found or None


def _common_names(subject: Name) -> tuple[str, ...]:
    return tuple(
        str(pair["value"].native)
        for relative in subject.chosen
        for pair in relative
        if pair["type"].native == "common_name"
    )


def _distinguished(name: Name) -> str:
    parts = (
        f"{SHORT.get(pair['type'].native, pair['type'].native)}={pair['value'].native}"
        for relative in name.chosen
        for pair in relative
    )
    return printable(", ".join(parts), longest=LONGEST_TEXT)


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat()


def _or_else(otherwise: Read, read: Callable[[], Read]) -> Read:
    try:
        return read()
    except UNREADABLE:
        return otherwise
