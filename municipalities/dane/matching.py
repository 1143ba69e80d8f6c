"""Whether what a server presents matches its TLSA records (RFC 7671 sections 5.1 and 5.2, RFC 7672 section 3.1)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256, sha512

from municipalities.dane.certificates import is_certificate, names_of, public_key_of
from municipalities.dane.evidence import TlsaRecord
from municipalities.dane.host_names import first_match
from municipalities.dane.paths import UNKNOWN_KIND, OutOfTimeError, Path, check_time, walk
from municipalities.dane.records import CERT, DANE_EE, FULL, SHA256, SHA512, SPKI, strongest
from municipalities.dane.signatures import is_signed_by
from municipalities.dane.verdicts import Reason

# The more telling reason first: with a wrong name all but the name was right. What could not be told might be right.
TELLING = (Reason.MATCHES, Reason.PROTOCOL, Reason.TA_NAME, Reason.TA_VALIDITY, Reason.MISMATCH)
# Of DANE-TA(2), where whoever publishes the records decides how much work each is; no server has use for as many.
MOST_RECORDS = 50


@dataclass(frozen=True)
class Match:
    """MATCHES with the records that did, or why none does: MISMATCH, TA_NAME, TA_VALIDITY or UNUSABLE.

    TIMEOUT, TOO_MANY and PROTOCOL decide nothing: what was not tried, or could not be read, might have matched.
    """

    reason: Reason
    matched: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class _Presented:
    """What the server showed, leaf first, with the names that are accepted and the time it is judged at.

    `deadline` is when the judging itself must end, of `time.monotonic()`.
    """

    chain: tuple[bytes, ...]
    names: tuple[str, ...]
    at: datetime
    deadline: float

    @property
    def leaf(self) -> bytes:
        return self.chain[0]

    @cached_property
    def issuers(self) -> tuple[bytes, ...]:
        """Every other certificate, once, in whatever order; a leaf sent twice is no issuer of itself."""
        return tuple(der for der in dict.fromkeys(self.chain) if der != self.leaf and is_certificate(der))

    @cached_property
    def is_named(self) -> bool:
        """Once for all records: a certificate may have thousands of names."""
        return bool(first_match(self.names, names_of(self.leaf)))


@dataclass
class _Judging:
    """Record by record, so that what was found stands where time runs out."""

    matched: list[str] = field(default_factory=list)
    failed: list[Path] = field(default_factory=list)
    is_late: bool = False


def match(
    records: tuple[TlsaRecord, ...],
    chain: tuple[bytes, ...],
    *,
    names: tuple[str, ...],
    at: datetime,
    deadline: float = math.inf,
) -> Match:
    """Any one record that counts is enough. `names` are the acceptable names of RFC 7672 section 3.2.2, as A-labels.

    Whoever runs the zone and the server chooses how long this takes, so past the deadline (of `time.monotonic()`) no
    further record is tried.
    """
    counting = tuple(dict.fromkeys(strongest(records)))
    if not counting:
        return Match(Reason.UNUSABLE, (), "Ingen af posterne kan bruges.")
    if not chain:
        return Match(Reason.MISMATCH, (), "Serveren viser intet certifikat.")
    # OpenSSL read it during the handshake, so a sender may too.
    if not is_certificate(chain[0]):
        return Match(Reason.PROTOCOL, (), "Serverens certifikat er skrevet på en måde, vi ikke kan læse.")
    presented = _Presented(chain, names, at, deadline)
    tried = _tried(counting)
    judging = _judge_all(tried, presented)
    if judging.matched:
        return Match(Reason.MATCHES, tuple(judging.matched))
    if judging.is_late:
        return Match(Reason.TIMEOUT, (), "Tiden løb ud, før alle TLSA-poster var prøvet på serverens certifikater.")
    if len(counting) > len(tried):
        detail = f"Serveren har {len(counting)} TLSA-poster. Vi prøvede {len(tried)} af dem, og ingen passede."
        return Match(Reason.TOO_MANY, (), detail)
    best = min(judging.failed, key=lambda path: TELLING.index(path.reason))
    return Match(best.reason, (), " ".join(filter(None, (best.detail, _ignored(records, counting, presented)))))


def _tried(counting: tuple[TlsaRecord, ...]) -> tuple[TlsaRecord, ...]:
    """All of DANE-EE(3), each one comparison with the leaf, and the first of DANE-TA(2)."""
    end_entity = tuple(record for record in counting if record.usage == DANE_EE)
    anchored = tuple(record for record in counting if record.usage != DANE_EE)
    return end_entity + anchored[:MOST_RECORDS]


def _judge_all(counting: tuple[TlsaRecord, ...], presented: _Presented) -> _Judging:
    judging = _Judging()
    try:
        for record in counting:
            check_time(presented.deadline)
            path = _judge(record, presented)
            if path.reason is Reason.MATCHES:
                judging.matched.append(str(record))
            else:
                judging.failed.append(path)
    except OutOfTimeError:
        judging.is_late = True
    return judging


def _judge(record: TlsaRecord, presented: _Presented) -> Path:
    if record.usage == DANE_EE:
        return _judge_end_entity(record, presented)
    paths = []
    for anchor in _anchors(record, presented):
        paths.append(walk(presented.leaf, presented.issuers, anchor, at=presented.at, deadline=presented.deadline))
        if paths[-1].reason is Reason.MATCHES:
            break
    best = min((*paths, _without_anchor(record, presented)), key=lambda path: TELLING.index(path.reason))
    if best.reason is not Reason.MATCHES or presented.is_named:
        return best
    return Path(Reason.TA_NAME, _name_detail(presented))


def _judge_end_entity(record: TlsaRecord, presented: _Presented) -> Path:
    """The leaf alone, whatever it is called and however old it is (RFC 7671 section 5.1)."""
    if _is_of(record, presented.leaf):
        return Path(Reason.MATCHES)
    if any(_is_of(record, der) for der in presented.issuers):
        return Path(Reason.MISMATCH, "En post med brug 3 passer på en udsteder; kun serverens eget certifikat tæller.")
    return Path(Reason.MISMATCH, "Serverens certifikat passer ikke til nogen TLSA-post.")


def _anchors(record: TlsaRecord, presented: _Presented) -> Iterator[bytes]:
    """The certificates at which a path may end for one record of DANE-TA(2).

    A digest only points into what the server presents (RFC 7671 section 5.2.2). `2 0 0` carries its anchor, and a
    client must use it (the same section). `2 1 0` carries a key, which a client should try on the topmost certificate
    if no certificate has the key itself (section 5.2.3). A leaf's digest is never its own anchor: DANE-TA(2) names the
    issuer.
    """
    found = tuple(der for der in presented.issuers if _is_of(record, der))
    yield from found
    data = bytes.fromhex(record.data)
    if record.matching == FULL and not found:
        if record.selector == CERT and data != presented.leaf:
            yield data
        if record.selector == SPKI:
            yield from (der for der in dict.fromkeys(presented.chain) if is_signed_by(der, data) is True)


def _is_of(record: TlsaRecord, der: bytes) -> bool:
    return _association(der, record.selector, record.matching) == record.data


@lru_cache(maxsize=512)
def _association(der: bytes, selector: int, matching: int) -> str:
    """Selector and matching type of RFC 6698 sections 2.1.2 and 2.1.3, on the bytes as presented."""
    chosen = der if selector == CERT else public_key_of(der)
    return {FULL: lambda: chosen, SHA256: sha256(chosen).digest, SHA512: sha512(chosen).digest}[matching]().hex()


def _without_anchor(record: TlsaRecord, presented: _Presented) -> Path:
    """What the record is worth where no path can be judged."""
    if (record.selector, record.matching) == (SPKI, FULL):
        key = bytes.fromhex(record.data)
        if any(is_signed_by(der, key) is None for der in presented.chain):
            return Path(Reason.PROTOCOL, UNKNOWN_KIND)
    return Path(Reason.MISMATCH, _missing(record, presented))


def _missing(record: TlsaRecord, presented: _Presented) -> str:
    if _is_of(record, presented.leaf):
        return "En post med brug 2 passer på serverens eget certifikat; den skulle have haft brug 3."
    return "Den udsteder, som TLSA-posten peger på, er ikke i den kæde, serveren viser."


def _name_detail(presented: _Presented) -> str:
    accepted, found = ", ".join(presented.names), ", ".join(names_of(presented.leaf)[:5])
    return f"Certifikatet skal lyde på et af navnene {accepted}; det lyder på {found or 'intet navn'}."


def _ignored(records: tuple[TlsaRecord, ...], counting: tuple[TlsaRecord, ...], presented: _Presented) -> str:
    """A weaker record that would have matched explains a failure few expect (RFC 7671 section 9)."""
    others = tuple(record for record in records if record.is_usable and record not in counting)[:MOST_RECORDS]
    if found := _judge_all(others, presented).matched:
        kind = found[0].rpartition(" ")[0]
        return f"En {kind}-post passer, men tæller ikke, når der også er en med stærkere digest."
    return ""
