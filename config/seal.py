"""The agency's certificate for sealing letters, read and checked at the start; the private key is only tried."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from config.env import SettingError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

# In the names of the holder or the issuer; a certificate for trying things out says so there.
TRIAL = re.compile(r"demo|\b(pre-?prod|system-?)?test\b", re.IGNORECASE)


@dataclass(frozen=True)
class Seal:
    """Where key and certificates lie. `is_trial` where nobody else vouches for it, or it says that it is a demo's."""

    key: Path
    certificate: Path
    password: bytes | None = field(repr=False, default=None)
    is_trial: bool = False


def read_seal(*, key: str, certificate: str, password: str, is_demo: bool) -> Seal | None:
    """None where nothing is configured. Raises SettingError with one line on anything that could not seal a letter.

    Whether it has expired is asked when a letter is sealed: on that day municipalities must still be able to answer.
    """
    if not key and not certificate:
        return None
    if not key or not certificate:
        raise SettingError("SEAL_KEY", "and SEAL_CERTIFICATE belong together: give both files, or neither.")
    holder = _read_certificate(Path(certificate))
    secret = password.encode() if password else None
    _require_match(_read_key(Path(key), secret), holder)
    _require_use(holder)
    is_trial = _is_trial(holder)
    if is_trial and not is_demo:
        raise SettingError(
            "SEAL_CERTIFICATE", "is self-signed or says that it is for a test or demo: it is taken with DEMO=1 only."
        )
    return Seal(Path(key), Path(certificate), secret, is_trial)


def _read_file(name: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingError(name, f"is {str(path)!r}, which cannot be read: {error.strerror}.") from None


def _read_certificate(path: Path) -> "Certificate":
    # Slow to load, and only needed where letters are sealed.
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(_read_file("SEAL_CERTIFICATE", path))[0]
    except ValueError:
        raise SettingError(
            "SEAL_CERTIFICATE", f"is {str(path)!r}: write the certificate and then its chain as PEM."
        ) from None


def _read_key(path: Path, password: bytes | None) -> "PrivateKeyTypes":
    # Slow to load.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(_read_file("SEAL_KEY", path), password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SettingError(
            "SEAL_KEY", f"is {str(path)!r}: write a private key as PEM, and its password in SEAL_KEY_PASSWORD if any."
        ) from None


def _require_match(key: "PrivateKeyTypes", holder: "Certificate") -> None:
    # Slow to load.
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    public = key.public_key()
    is_strong = (isinstance(public, ec.EllipticCurvePublicKey) and public.curve.key_size >= 256) or (
        isinstance(public, rsa.RSAPublicKey) and public.key_size >= 2048
    )
    if not is_strong:
        raise SettingError(
            "SEAL_KEY", "is of a kind that is not used: write an EC key of 256 bits or an RSA key of 2048."
        )
    if public != holder.public_key():
        raise SettingError("SEAL_KEY", "does not belong to the first certificate in SEAL_CERTIFICATE.")


def _require_use(holder: "Certificate") -> None:
    # Slow to load.
    from cryptography.x509 import BasicConstraints, ExtensionNotFound, KeyUsage

    try:
        use = holder.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        use = None
    if use and not (use.digital_signature or use.content_commitment):
        raise SettingError("SEAL_CERTIFICATE", "is not for signing documents.")
    try:
        is_authority = holder.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        is_authority = False
    if is_authority:
        raise SettingError("SEAL_CERTIFICATE", "begins with an authority's certificate: put the agency's own first.")


def _is_trial(holder: "Certificate") -> bool:
    names = f"{holder.subject.rfc4514_string()}\n{holder.issuer.rfc4514_string()}"
    return holder.issuer == holder.subject or bool(TRIAL.search(names))
