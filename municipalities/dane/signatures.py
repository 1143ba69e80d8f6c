"""Whether a key signed a certificate, where that can be told here: only to find the ways a chain may go.

OpenSSL verifies each way afterwards. So a signature of a kind that is unknown here is an open question, never a no.
"""

from dataclasses import dataclass
from functools import lru_cache

from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.x509 import Certificate as Asn1Certificate
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_public_key

from municipalities.dane.certificates import UNREADABLE

# OpenSSL's own limit for long keys (OPENSSL_RSA_MAX_PUBEXP_BITS), here for all: the work grows with the exponent.
MOST_EXPONENT_BITS = 64
HASHES = {
    "md5": hashes.MD5,
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha3_224": hashes.SHA3_224,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
}
# NIST's signatures with a hash (2.16.840.1.101.3.4.3), not all of which the parser knows: DSA, ECDSA and RSA.
NIST_SIGNATURES = "2.16.840.1.101.3.4.3."
NIST_HASHES = ("sha224", "sha256", "sha384", "sha512", *("sha3_224", "sha3_256", "sha3_384", "sha3_512") * 3)
NIST_SIGNED = {f"{NIST_SIGNATURES}{number}": name for number, name in enumerate(NIST_HASHES, 1)}
# Ed25519, Ed448 and ML-DSA sign the whole body (RFC 8410 section 3, RFC 9881 section 2).
HASHLESS = {"1.3.101.112", "1.3.101.113", *(f"{NIST_SIGNATURES}{number}" for number in (17, 18, 19))}
WHOLE = (ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)
WHOLE += (mldsa.MLDSA44PublicKey, mldsa.MLDSA65PublicKey, mldsa.MLDSA87PublicKey)


class _UnknownKindError(Exception):
    """Whose signature it is can't be told here."""


@dataclass(frozen=True)
class _Signed:
    """A certificate's body and its signature, as they stand, and the OID and parameters of how it was made."""

    body: bytes
    signature: bytes
    kind: str
    hash_name: str
    # Of RSASSA-PSS (RFC 4055): the hash of its mask, and the length of its salt; else nothing.
    pss: tuple[str, int] | None


def is_signed_by(der: bytes, key: bytes) -> bool | None:
    """Whether a bare public key signed the certificate (RFC 7671 section 5.2.3); None where that can't be told."""
    try:
        signed = _signed(der)
    except UNREADABLE:
        return False
    try:
        _verify(signed, load_der_public_key(key))
    except InvalidSignature:
        return False
    except (_UnknownKindError, UnsupportedAlgorithm):
        return None
    except UNREADABLE:
        # No key at all, or a signature that its kind can't have.
        return False
    return True


@lru_cache(maxsize=512)
def _signed(der: bytes) -> _Signed:
    parsed = Asn1Certificate.load(der, strict=True)
    algorithm = parsed["signature_algorithm"]
    kind = algorithm["algorithm"].dotted
    hash_name, pss = _how(algorithm, kind)
    return _Signed(parsed["tbs_certificate"].dump(), parsed["signature_value"].native, kind, hash_name, pss)


def _how(algorithm: SignedDigestAlgorithm, kind: str) -> tuple[str, tuple[str, int] | None]:
    """The name of the hash, empty where there is none or it is unknown."""
    try:
        if algorithm.signature_algo != "rsassa_pss":
            return NIST_SIGNED.get(kind) or algorithm.hash_algo, None
        parameters = algorithm["parameters"]
        mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
        return algorithm.hash_algo, (mask, parameters["salt_length"].native)
    except UNREADABLE:
        return NIST_SIGNED.get(kind, ""), None


def _verify(signed: _Signed, key: PublicKeyTypes) -> None:
    """Raises what the library raises where the signature is not the key's."""
    if isinstance(key, WHOLE):
        key.verify(signed.signature, signed.body)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signed.signature, signed.body, ec.ECDSA(_hash(signed, signed.hash_name)))
    elif isinstance(key, dsa.DSAPublicKey):
        key.verify(signed.signature, signed.body, _hash(signed, signed.hash_name))
    elif isinstance(key, rsa.RSAPublicKey) and key.public_numbers().e.bit_length() <= MOST_EXPONENT_BITS:
        key.verify(signed.signature, signed.body, _padding(signed), _hash(signed, signed.hash_name))
    else:
        raise _UnknownKindError


def _padding(signed: _Signed) -> padding.AsymmetricPadding:
    if signed.pss is None:
        return padding.PKCS1v15()
    mask, salt = signed.pss
    return padding.PSS(padding.MGF1(_hash(signed, mask)), salt)


def _hash(signed: _Signed, name: str) -> hashes.HashAlgorithm:
    if signed.kind in HASHLESS:
        raise InvalidSignature
    if name not in HASHES:
        raise _UnknownKindError
    return HASHES[name]()
