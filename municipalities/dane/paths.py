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
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_public_key
from OpenSSL import crypto

from municipalities.dane.certificates import UNREADABLE, public_key_of
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
# The more telling reason first.
TELLING = (Reason.MATCHES, Reason.TA_VALIDITY, Reason.MISMATCH)
# Certificates that all sign each other have more routes than anyone can walk.
MOST_ROUTES, MOST_STEPS = 16, 1_000
HASHES = {"sha1": hashes.SHA1, "sha224": hashes.SHA224, "sha256": hashes.SHA256, "sha384": hashes.SHA384}
HASHES |= {"sha512": hashes.SHA512, "md5": hashes.MD5}


# OpenSSL's own limit for long keys (OPENSSL_RSA_MAX_PUBEXP_BITS), here for all: the work grows with the exponent.
MOST_EXPONENT_BITS = 64


class OutOfTimeError(Exception):
    """The judging was to end before it was done."""


@dataclass(frozen=True)
class Path:
    """MATCHES, TA_VALIDITY where the dates alone are wrong, or MISMATCH, with a sentence of what is wrong."""

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
    words = PROBLEMS.get(code, f"OpenSSL melder fejl {code}")
    return Path(Reason.MISMATCH, f"Kæden til ankeret holder ikke: {words}.")


@lru_cache(maxsize=2048)
def has_issued(issuer: bytes, der: bytes) -> bool:
    """By name and signature (RFC 5280 section 6.1.3)."""
    try:
        above, below = (Asn1Certificate.load(one, strict=True) for one in (issuer, der))
        is_named = above.subject == below.issuer
    except UNREADABLE:
        return False
    return is_named and is_signed_by(der, public_key_of(issuer))


@dataclass(frozen=True)
class _Signed:
    """A certificate's body and its signature, as they stand. `salt` is of RSASSA-PSS (RFC 4055), else None."""

    body: bytes
    signature: bytes
    hash_name: str
    salt: int | None


@lru_cache(maxsize=512)
def _signed(der: bytes) -> _Signed:
    parsed = Asn1Certificate.load(der, strict=True)
    algorithm = parsed["signature_algorithm"]
    is_pss = algorithm.signature_algo == "rsassa_pss"
    return _Signed(
        parsed["tbs_certificate"].dump(),
        parsed["signature_value"].native,
        "" if algorithm.signature_algo in {"ed25519", "ed448"} else algorithm.hash_algo,
        algorithm["parameters"]["salt_length"].native if is_pss else None,
    )


def is_signed_by(der: bytes, key: bytes) -> bool:
    """Whether a bare public key signed the certificate (RFC 7671 section 5.2.3)."""
    try:
        return _verifies(_signed(der), load_der_public_key(key))
    except (InvalidSignature, UnsupportedAlgorithm, *UNREADABLE):
        return False


def _verifies(signed: _Signed, key: PublicKeyTypes) -> bool:
    """Raises what the library raises where the signature is not the key's."""
    if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        key.verify(signed.signature, signed.body)
        return True
    digest = HASHES[signed.hash_name]()
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signed.signature, signed.body, ec.ECDSA(digest))
    elif isinstance(key, rsa.RSAPublicKey) and key.public_numbers().e.bit_length() <= MOST_EXPONENT_BITS:
        pss = signed.salt is not None and padding.PSS(padding.MGF1(digest), signed.salt)
        key.verify(signed.signature, signed.body, pss or padding.PKCS1v15(), digest)
    else:
        return False
    return True


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
