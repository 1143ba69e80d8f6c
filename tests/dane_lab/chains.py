"""Certificate chains for the lab's servers, and TLSA records over them."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from tests.dane_lab.kinds import Chain, Tlsa

DAY = timedelta(days=1)
DIGESTS = {1: hashlib.sha256, 2: hashlib.sha512}


@dataclass(frozen=True)
class Made:
    """`certificates` runs from the leaf to the anchor, `sent` is what the server shows of it."""

    certificates: tuple[x509.Certificate, ...]
    sent: tuple[x509.Certificate, ...]
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + b"".join(one.public_bytes(Encoding.PEM) for one in self.sent)

    def called(self, name: str) -> x509.Certificate:
        return {"leaf": self.certificates[0], "anchor": self.certificates[-1]}[name]


def make_chain(chain: Chain, *, host: str, domain: str) -> Made:
    """The anchor is self-signed, also where it stands alone."""
    names = tuple(name.format(h=host, d=domain) for name in chain.names)
    certificates: list[x509.Certificate] = []
    issuer, issuer_key, key = "", None, ec.generate_private_key(ec.SECP256R1())
    for level in reversed(range(chain.length)):
        key = ec.generate_private_key(ec.SECP256R1())
        called = "leaf" if level == 0 else "anchor" if level == chain.length - 1 else "intermediate"
        subject = names[0] if level == 0 else f"Authority {level} of {host}"[:64]
        builder = _builder(subject, issuer or subject, key, is_expired=called == chain.expired)
        builder = _for_host(builder, names) if level == 0 else _for_authority(builder)
        certificates.insert(0, builder.sign(issuer_key or key, hashes.SHA256()))
        issuer, issuer_key = subject, key
    sent = certificates if chain.is_anchor_sent else certificates[:-1]
    return Made(tuple(certificates), tuple(sent), key)


def _builder(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, *, is_expired: bool
) -> x509.CertificateBuilder:
    end = datetime.now(UTC) + (-DAY if is_expired else 30 * DAY)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject[:64])]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer[:64])]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - 60 * DAY)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _for_host(builder: x509.CertificateBuilder, names: tuple[str, ...]) -> x509.CertificateBuilder:
    alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    return builder.add_extension(alternatives, critical=False)


def _for_authority(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    return builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)


def association(tlsa: Tlsa, made: Made) -> str:
    """The record's text as in a zone file (RFC 6698 2.2), with its fault if it is to have one."""
    certificate = made.called(tlsa.certificate)
    if tlsa.selector == 1:
        data = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        data = certificate.public_bytes(Encoding.DER)
    if tlsa.matching in DIGESTS:
        data = DIGESTS[tlsa.matching](data).digest()
    if tlsa.fault == "wrong":
        data = bytes(byte ^ 0xFF for byte in data)
    elif tlsa.fault == "short":
        data = data[:-1]
    head = bytes((tlsa.usage, tlsa.selector, tlsa.matching))
    if tlsa.fault == "empty":
        # Only the unknown form of RFC 3597 can say this.
        return f"\\# 3 {head.hex()}"
    return f"{tlsa.usage} {tlsa.selector} {tlsa.matching} {data.hex()}"
