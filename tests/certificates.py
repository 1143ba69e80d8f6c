"""Certificates made as the tests run: nothing secret is kept anywhere, and nothing outlives the test."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

AGENCY, AUTHORITY = "Tilsynsmyndigheden", "Udstederen CA 1"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Made:
    key: Path
    certificate: Path
    root: bytes

    @property
    def settings(self) -> dict[str, str]:
        return {"SEAL_KEY": str(self.key), "SEAL_CERTIFICATE": str(self.certificate)}


def make_certificate(
    folder: Path,
    *,
    name: str = AGENCY,
    issuer: str = AUTHORITY,
    curve: ec.EllipticCurve | None = None,
    password: bytes | None = None,
    is_for_signing: bool = True,
) -> Made:
    """EC P-256 unless said otherwise, valid from yesterday for ten days; self-signed where name and issuer are one."""
    key, authority = ec.generate_private_key(curve or ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(issuer, issuer, authority.public_key(), authority, is_authority=True)
    signed_by = key if name == issuer else authority
    own = _certificate(name, issuer, key.public_key(), signed_by, is_for_signing=is_for_signing)
    made = Made(folder / "noegle.pem", folder / "certifikat.pem", root.public_bytes(Encoding.DER))
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    made.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    made.certificate.write_bytes(own.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM))
    return made


def _certificate(name, issuer, public, signed_by, *, is_authority=False, is_for_signing=True) -> x509.Certificate:
    now = datetime.now(UTC)
    use = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 10 * DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=is_for_signing and not is_authority,
                content_commitment=is_for_signing and not is_authority,
                key_cert_sign=is_authority or not is_for_signing,
                crl_sign=is_authority,
                **use,
            ),
            critical=True,
        )
        .sign(signed_by, hashes.SHA256())
    )
