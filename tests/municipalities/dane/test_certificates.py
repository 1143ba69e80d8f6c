"""What is read from a certificate, and that nothing in one can stop the reading."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from municipalities.dane.certificates import is_public_key, names_of, public_key_of, read_certificate
from municipalities.dane.evidence import Certificate
from tests.dane_chains import DAY, NOW, make_chain

CHAIN = make_chain(2, names=["mx.kommune.example", "*.kommune.example"])


def self_signed(subject, alternatives=()):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in subject])
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + timedelta(days=1))
    )
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_a_certificate_tells_its_names_dates_and_digests():
    assert read_certificate(CHAIN.der[0]) == Certificate(
        sha256=sha256(CHAIN.der[0]).hexdigest(),
        public_key_sha256=sha256(CHAIN.public_keys[0]).hexdigest(),
        subject="CN=mx",
        issuer="CN=Lokal rod",
        names=("mx.kommune.example", "*.kommune.example"),
        not_before="2026-11-29T12:00:00+00:00",
        not_after="2026-12-10T12:00:00+00:00",
    )


@pytest.mark.parametrize(
    "der", [b"", b"\0", b"\x30\x00", b"\x30\x84\xff\xff\xff\xff", CHAIN.der[0][:-1], b"\x30" * 4000]
)
def test_bytes_that_are_no_certificate_have_a_digest_only(der):
    assert read_certificate(der) == Certificate(sha256=sha256(der).hexdigest())


def test_nothing_may_stand_after_a_certificate():
    assert read_certificate(CHAIN.der[0] + b"\0").public_key_sha256 == ""


def test_the_public_key_is_cut_out_byte_for_byte():
    key = public_key_of(CHAIN.der[0])

    assert key == CHAIN.public_keys[0]
    assert key in CHAIN.der[0]
    assert is_public_key(key)


def nested(content):
    """A SEQUENCE of DER around it."""
    return b"\x30\x82" + len(content).to_bytes(2) + content


def test_a_key_of_indefinite_length_is_not_rewritten_to_be_compared():
    """Certificates are DER (RFC 5280 section 4.1); what is not has no bytes that two readers agree on."""
    der, key = CHAIN.der[0], CHAIN.public_keys[0]
    # Both lengths of the certificate take four bytes here.
    body_ends = 8 + int.from_bytes(der[6:8])
    body, rest = der[8:body_ends], der[body_ends:]
    rewritten = nested(nested(body.replace(key, b"\x30\x80" + key[2:] + b"\0\0")) + rest)

    assert read_certificate(nested(nested(body) + rest)) == read_certificate(der)
    assert read_certificate(rewritten).public_key_sha256 == ""


def test_an_rsa_key_is_read_too():
    key = rsa.generate_private_key(65537, 2048)
    chain = make_chain(2, key=key)

    assert public_key_of(chain.der[0]) == chain.public_keys[0]


def test_bytes_without_a_public_key_say_so():
    with pytest.raises(ValueError, match="not a certificate"):
        public_key_of(b"0")


def test_the_common_name_counts_only_without_a_dns_name():
    common = [(NameOID.COMMON_NAME, "mx.kommune.example")]
    address = x509.RFC822Name("post@kommune.example")

    assert names_of(self_signed(common)) == ("mx.kommune.example",)
    assert names_of(self_signed(common, [address])) == ("mx.kommune.example",)
    assert names_of(self_signed(common, [address, x509.DNSName("a.example")])) == ("a.example",)


def test_a_name_is_kept_as_the_a_labels_it_is_written_with():
    assert names_of(self_signed([], [x509.DNSName("xn--mx-lka.kommune.example")])) == ("xn--mx-lka.kommune.example",)


def test_a_name_with_a_nul_in_it_is_never_cut_there():
    hostile = self_signed([(NameOID.COMMON_NAME, "mx.kommune.example\0.evil.example")])

    assert names_of(hostile) == ("mx.kommune.example\ufffd.evil.example",)
    assert "\0" not in read_certificate(hostile).subject


def test_a_long_subject_is_cut():
    long = self_signed([(NameOID.ORGANIZATIONAL_UNIT_NAME, "o" * 60)] * 20)

    assert len(read_certificate(long).subject) == 500


def is_kept(certificate):
    """As text a database takes, with no NUL or lone surrogate."""
    text = json.dumps([certificate.subject, certificate.issuer, certificate.names], ensure_ascii=False)
    return "\\u0000" not in text and text.encode() is not None


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(der):
    read = read_certificate(der)

    assert read.sha256 == sha256(der).hexdigest()
    assert is_kept(read)
    is_public_key(der)


@given(st.integers(0, len(CHAIN.der[0]) * 8 - 1))
def test_a_certificate_with_one_bit_changed_can_be_read(bit):
    changed = bytearray(CHAIN.der[0])
    changed[bit // 8] ^= 1 << bit % 8

    read = read_certificate(bytes(changed))

    assert is_kept(read)
    # Either the key is what the bytes hold, or there is none.
    assert (
        read.public_key_sha256 in {"", sha256(CHAIN.public_keys[0]).hexdigest()} or CHAIN.public_keys[0] not in changed
    )


@given(st.integers(0, len(CHAIN.der[0])), st.binary(max_size=40))
def test_a_certificate_cut_off_and_continued_otherwise_can_be_read(length, rest):
    assert is_kept(read_certificate(CHAIN.der[0][:length] + rest))
