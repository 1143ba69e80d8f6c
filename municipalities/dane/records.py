"""TLSA records as a sender of mail reads them: which can be used, and which of those count.

The fields are of RFC 6698 section 2.1; the names DANE-TA(2), Cert(0) and so on are those of RFC 7218.
"""

from collections.abc import Iterable, Sequence

from municipalities.dane.certificates import is_certificate, is_public_key
from municipalities.dane.evidence import TlsaRecord

DANE_TA, DANE_EE = 2, 3
CERT, SPKI = 0, 1
FULL, SHA256, SHA512 = 0, 1, 2
# RFC 6698 section 2.1.3; the length of each digest in bytes. The larger number is the stronger digest.
DIGEST_BYTES = {SHA256: 32, SHA512: 64}
DIGEST_NAMES = {SHA256: "SHA-256", SHA512: "SHA-512"}


def read_records(rows: Iterable[tuple[int, int, int, bytes]]) -> tuple[TlsaRecord, ...]:
    """Each record by itself, in the order given, so that a malformed one never loses the others."""
    return tuple(
        TlsaRecord(usage, selector, matching, data.hex(), _fault(usage, selector, matching, data))
        for usage, selector, matching, data in rows
    )


def strongest(records: Sequence[TlsaRecord]) -> tuple[TlsaRecord, ...]:
    """The records that count: per usage and selector, Full(0) and those of the strongest digest (RFC 7671 section 9).

    The section has the client discard what is unusable or malformed first, a digest of wrong length included. So a
    broken `3 1 2` takes no part in the choice, and the `3 1 1` beside it still counts.
    """
    usable = [record for record in records if record.is_usable]
    best: dict[tuple[int, int], int] = {}
    for record in usable:
        kind = (record.usage, record.selector)
        best[kind] = max(best.get(kind, FULL), record.matching)
    return tuple(record for record in usable if record.matching in {FULL, best[record.usage, record.selector]})


def _fault(usage: int, selector: int, matching: int, data: bytes) -> str:
    """Why the record can't be used, in Danish; empty where it can."""
    if usage in {0, 1}:
        # RFC 7672 section 3.1.3: a sender has no agreed set of authorities, so both are unusable for SMTP.
        return f"Brug {usage} kan ikke anvendes til mail (RFC 7672, afsnit 3.1.3)."
    if usage not in {DANE_TA, DANE_EE}:
        return f"Brug {usage} findes ikke (RFC 6698, afsnit 2.1.1)."
    if selector not in {CERT, SPKI}:
        return f"Selektor {selector} findes ikke (RFC 6698, afsnit 2.1.2)."
    return _data_fault(selector, matching, data)


def _data_fault(selector: int, matching: int, data: bytes) -> str:
    if matching == FULL:
        if selector == CERT:
            return "" if is_certificate(data) else "Postens data er ikke et certifikat, der kan læses."
        return "" if is_public_key(data) else "Postens data er ikke en offentlig nøgle, der kan læses."
    if matching not in DIGEST_BYTES:
        return f"Sammenligningstype {matching} findes ikke (RFC 6698, afsnit 2.1.3)."
    if len(data) != DIGEST_BYTES[matching]:
        return f"{DIGEST_NAMES[matching]} fylder {DIGEST_BYTES[matching]} byte, men posten har {len(data)}."
    return ""
