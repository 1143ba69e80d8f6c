"""The path from a server's certificate to a trust anchor, made of what the server itself presents (RFC 7671 5.2).

OpenSSL walks the path, as it does for the mail servers that send: signatures, basic constraints, name constraints and
the dates of every certificate in the path, the anchor's too (OpenSSL itself overlooks the dates of an anchor that is no
root when it does DANE). What a DANE sender never asks is how strong a signature
is: an old chain is authenticated by its anchor in signed DNS, so SHA-1 and short keys are read, not called broken.
"""

import math
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice

from asn1crypto.x509 import Certificate as Asn1Certificate
from OpenSSL import crypto

from municipalities.dane.certificates import UNREADABLE, public_key_of
from municipalities.dane.signatures import is_signed_by
from municipalities.dane.verdicts import Reason

NOT_YET_VALID, EXPIRED = 9, 10
# X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which pyOpenSSL gives no name.
NO_CHECK_TIME = 0x200000
SERVER_PURPOSES = {"server_auth", "any_extended_key_usage", "microsoft_server_gated", "netscape_server_gated"}
# Errors of X509_STORE_CTX_get_error(3) in words; the rest are told by number.
PROBLEMS = {
    2: "udstederen af et certifikat mangler i det, serveren viser",
    7: "en signatur passer ikke til udstederens nøgle",
    20: "udstederen af et certifikat mangler i det, serveren viser",
    21: "udstederen af et certifikat mangler i det, serveren viser",
    22: "kæden er for lang",
    24: "et certifikat i kæden må ikke udstede andre",
    25: "kæden er længere, end en udsteder tillader",
    26: "et certifikat i kæden er ikke udstedt til servere",
    32: "et certifikat i kæden må ikke udstede andre",
    34: "et certifikat har en kritisk udvidelse, som ikke kendes",
    47: "et navn ligger uden for det, en udsteder må udstede til",
    48: "et navn er udelukket af en udsteder",
    79: "et certifikat i kæden må ikke udstede andre",
}
NO_ISSUER, WRONG_PURPOSE = 20, 26
# A key or a signature that OpenSSL could not read or that did not fit, so that it may see no issuer at all.
UNVERIFIED = {2, 4, 6, 7, 20, 21, 24, 76, 78}
UNKNOWN_KIND = "En signatur i kæden er af en slags, vi ikke kan kontrollere."
# The more telling reason first; what could not be told before what is wrong.
TELLING = (Reason.MATCHES, Reason.PROTOCOL, Reason.TA_VALIDITY, Reason.MISMATCH)
# Certificates that all sign each other have more routes than anyone can walk.
MOST_ROUTES, MOST_STEPS = 16, 1_000


class OutOfTimeError(Exception):
    """The judging was to end before it was done."""


@dataclass(frozen=True)
class Path:
    """MATCHES, TA_VALIDITY where the dates alone are wrong, or MISMATCH, with a sentence of what is wrong.

    PROTOCOL where a signature is of a kind that nobody here can verify.
    """

    reason: Reason
    detail: str = ""


def check_time(deadline: float) -> None:
    """Raises OutOfTimeError past the deadline, of `time.monotonic()`."""
    if time.monotonic() >= deadline:
        raise OutOfTimeError


def walk(leaf: bytes, others: tuple[bytes, ...], anchor: bytes, *, at: datetime, deadline: float = math.inf) -> Path:
    """Whether the leaf leads to the anchor at a time, through any of the other certificates, in whatever order.

    Raises OutOfTimeError.
    """
    best = None
    for between in islice(_routes(leaf, others, anchor, deadline), MOST_ROUTES):
        path = _judge(between, leaf, anchor, at)
        if path.reason is Reason.MATCHES:
            return path
        best = min(best or path, path, key=lambda one: TELLING.index(one.reason))
    return best or Path(Reason.MISMATCH, f"Kæden til ankeret holder ikke: {PROBLEMS[NO_ISSUER]}.")


def _routes(leaf: bytes, others: tuple[bytes, ...], anchor: bytes, deadline: float) -> Iterator[tuple[bytes, ...]]:
    """What stands between leaf and anchor, shortest first, each certificate signed by the next.

    OpenSSL never turns back from a certificate that only has the issuer's name, or from a cross-signed one that leads
    to another root; so the routes are found here, and it is shown one at a time.
    """
    if leaf == anchor:
        yield ()
        return
    waiting, steps = deque([(leaf,)]), 0
    while waiting and (steps := steps + 1) <= MOST_STEPS:
        check_time(deadline)
        route = waiting.popleft()
        if has_issued(anchor, route[-1]):
            yield route[1:]
        waiting.extend((*route, der) for der in others if der not in {*route, anchor} and has_issued(der, route[-1]))


def _judge(between: tuple[bytes, ...], leaf: bytes, anchor: bytes, at: datetime) -> Path:
    try:
        certificate, trusted = _loaded(leaf), _loaded(anchor)
        untrusted = [_loaded(der) for der in between]
    except crypto.Error:
        return Path(Reason.MISMATCH, "Et certifikat i kæden kan ikke læses.")
    problem = _verified(certificate, untrusted, trusted, at)
    if problem is None:
        return Path(Reason.MATCHES)
    code, depth = problem
    # Dates are named only where everything else is right.
    if code in {EXPIRED, NOT_YET_VALID} and _verified(certificate, untrusted, trusted, at, NO_CHECK_TIME) is None:
        return Path(Reason.TA_VALIDITY, _dates_detail(code, depth))
    links = zip((*between, anchor), (leaf, *between), strict=True)
    if code in UNVERIFIED and any(_is_link(issuer, der) is None for issuer, der in links):
        return Path(Reason.PROTOCOL, UNKNOWN_KIND)
    words = PROBLEMS.get(code, f"OpenSSL melder fejl {code}")
    return Path(Reason.MISMATCH, f"Kæden til ankeret holder ikke: {words}.")


@lru_cache(maxsize=2048)
def has_issued(issuer: bytes, der: bytes) -> bool:
    """By name and signature (RFC 5280 section 6.1.3). A signature of a kind unknown here is OpenSSL's to judge."""
    try:
        above, below = (Asn1Certificate.load(one, strict=True) for one in (issuer, der))
        is_named = above.subject == below.issuer
    except UNREADABLE:
        return False
    return is_named and _is_link(issuer, der) is not False


def _is_link(issuer: bytes, der: bytes) -> bool | None:
    return is_signed_by(der, public_key_of(issuer))


def _verified(
    leaf: crypto.X509, others: list[crypto.X509], anchor: crypto.X509, at: datetime, flags: int = 0
) -> tuple[int, int] | None:
    """The first error and its depth from the leaf, or nothing."""
    store = crypto.X509Store()
    store.add_cert(anchor)
    # An anchor need not be self-signed: the path ends at it (RFC 7671 section 5.2).
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN | flags)
    store.set_time(at.astimezone(UTC))
    try:
        chain = crypto.X509StoreContext(store, leaf, others).get_verified_chain()
    except crypto.X509StoreContextError as error:
        return int(error.errors[0]), int(error.errors[1])
    wrong = (depth for depth, certificate in enumerate(chain) if not _is_for_servers(certificate))
    return next(((WRONG_PURPOSE, depth) for depth in wrong), None)


def _is_for_servers(certificate: crypto.X509) -> bool:
    """A list of purposes, where there is one, binds (RFC 5280 section 4.2.1.12), and senders hold issuers to it too."""
    der = crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate)
    try:
        purposes = Asn1Certificate.load(der).extended_key_usage_value
        return purposes is None or bool(SERVER_PURPOSES & set(purposes.native))
    except UNREADABLE:
        return False


def _dates_detail(code: int, depth: int) -> str:
    which = "Serverens certifikat" if depth == 0 else f"Udstederen på plads {depth} i kæden"
    return f"{which} er udløbet." if code == EXPIRED else f"{which} gælder ikke endnu."


def _loaded(der: bytes) -> crypto.X509:
    return crypto.load_certificate(crypto.FILETYPE_ASN1, der)
