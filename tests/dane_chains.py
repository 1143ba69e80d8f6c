"""Chains of certificates made as the tests run, of any length and with a fault at any place, and their TLSA records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha512
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, mldsa, padding
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
Dates = tuple[datetime, datetime]
TlsaRow = tuple[int, int, int, bytes]
# Keys that sign the whole message.
HASHES_ITSELF = (
    ed25519.Ed25519PrivateKey,
    ed448.Ed448PrivateKey,
    mldsa.MLDSA44PrivateKey,
    mldsa.MLDSA65PrivateKey,
    mldsa.MLDSA87PrivateKey,
)


@dataclass(frozen=True)
class Chain:
    """Leaf first, root last; the keys in the same order."""

    certificates: tuple[x509.Certificate, ...]
    keys: tuple[PrivateKeyTypes, ...]

    @property
    def der(self) -> tuple[bytes, ...]:
        return tuple(certificate.public_bytes(Encoding.DER) for certificate in self.certificates)

    @property
    def public_keys(self) -> tuple[bytes, ...]:
        """Each certificate's SubjectPublicKeyInfo."""
        return tuple(
            certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            for certificate in self.certificates
        )

    def row(self, usage: int, selector: int, matching: int, *, place: int = 0) -> TlsaRow:
        """The right TLSA record for the certificate at a place."""
        data = (self.public_keys if selector else self.der)[place]
        return usage, selector, matching, digest(matching, data)

    def key_pem(self, place: int = 0) -> bytes:
        return self.keys[place].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def pem(self, *, without: Sequence[int] = ()) -> bytes:
        """As a server's file has it, leaf first; an issuer a careless operator forgot is left out by its place."""
        kept = (certificate for place, certificate in enumerate(self.certificates) if place not in without)
        return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in kept)

    def write(self, folder: Path, name: str = "server", *, without: Sequence[int] = ()) -> tuple[Path, Path]:
        """The chain's file and the leaf's key, as TLS servers load them."""
        chain, key = folder / f"{name}.pem", folder / f"{name}.key"
        chain.write_bytes(self.pem(without=without))
        key.write_bytes(self.key_pem())
        return chain, key


def digest(matching: int, data: bytes) -> bytes:
    return {0: lambda: data, 1: sha256(data).digest, 2: sha512(data).digest}[matching]()


def make_chain(
    length: int,
    *,
    names: Sequence[str] = ("mx.kommune.example",),
    common_name: str = "mx",
    not_before: datetime = NOW - DAY,
    not_after: datetime = NOW + 10 * DAY,
    ta_name: str = "Lokal rod",
    dates: Mapping[int, Dates] | None = None,
    not_authorities: Sequence[int] = (),
    purposes: Mapping[int, Sequence[x509.ObjectIdentifier]] | None = None,
    path_length: Mapping[int, int] | None = None,
    permitted: Mapping[int, str] | None = None,
    key: PrivateKeyTypes | None = None,
    ta: Chain | None = None,
    authority: bool = False,
    pss: padding.PSS | None = None,
    hashed_by: hashes.HashAlgorithm | None = None,
) -> Chain:
    """A leaf and the `length` - 1 issuers above it; places count from the leaf, which is 0.

    `dates`, `purposes`, `path_length` and `permitted` (a subtree of DNS names) are by place. `ta` lends its last
    certificate and key as the root, `key` is the leaf's own, and with `authority` the leaf may issue too. Every
    key that signs with `pss` is of RSA. `hashed_by` is for all signatures whose keys leave a choice.
    """
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(length)]
    keys[0] = key or keys[0]
    if ta:
        keys[-1], ta_name = ta.keys[-1], ta.certificates[-1].subject.rfc4514_string().removeprefix("CN=")
    subjects = [common_name, *(f"Mellemled {place}" for place in range(1, length - 1)), ta_name][:length]
    made = []
    for place in range(length):
        above = min(place + 1, length - 1)
        builder = _builder(
            subjects[place], subjects[above], keys[place], (dates or {}).get(place, (not_before, not_after))
        )
        is_authority = (place > 0 or authority) and place not in not_authorities
        builder = builder.add_extension(
            x509.BasicConstraints(is_authority, (path_length or {}).get(place) if is_authority else None), critical=True
        )
        if place == 0 and names:
            builder = builder.add_extension(x509.SubjectAlternativeName(map(x509.DNSName, names)), critical=False)
        wanted = (purposes or {}).get(place, [ExtendedKeyUsageOID.SERVER_AUTH] if place == 0 and not authority else [])
        if wanted:
            builder = builder.add_extension(x509.ExtendedKeyUsage(wanted), critical=False)
        if tree := (permitted or {}).get(place):
            builder = builder.add_extension(x509.NameConstraints([x509.DNSName(tree)], None), critical=True)
        made.append(builder.sign(keys[above], _hash_for(keys[above], hashed_by), rsa_padding=pss))
    if ta:
        made[-1] = ta.certificates[-1]
    return Chain(tuple(made), tuple(keys))


def _hash_for(key: PrivateKeyTypes, wanted: hashes.HashAlgorithm | None) -> hashes.HashAlgorithm | None:
    return None if isinstance(key, HASHES_ITSELF) else wanted or hashes.SHA256()


def _builder(subject: str, issuer: str, key: PrivateKeyTypes, dates: Dates) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)] if subject else []))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dates[0])
        .not_valid_after(dates[1])
    )
