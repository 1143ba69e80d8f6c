"""OpenSSL's own DANE on the same chains and records: what `openssl s_client` authenticates, we say matches."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ed448, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from municipalities.dane.matching import match
from municipalities.dane.records import read_records
from municipalities.dane.verdicts import Reason
from tests.dane_chains import DAY, NOW, Chain, TlsaRow, make_chain

NAME = "mx.kommune.example"
PAST = (NOW - 9 * DAY, NOW - DAY)
WRONG = {1: b"\1" * 32, 2: b"\1" * 64}


@contextmanager
def server(folder: Path, presented: Sequence[bytes], key: bytes) -> Iterator[str]:
    """Where it listens; it says so itself."""
    pem = [x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in presented]
    (folder / "leaf.pem").write_bytes(pem[0])
    (folder / "issuers.pem").write_bytes(b"".join(pem[1:]))
    (folder / "key.pem").write_bytes(key)
    command = [
        "openssl",
        "s_server",
        "-accept",
        "127.0.0.1:0",
        "-cert",
        folder / "leaf.pem",
        "-key",
        folder / "key.pem",
    ]
    command += ["-cert_chain", folder / "issuers.pem"] if pem[1:] else []
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **streams) as process:
        try:
            yield next(found[1] for line in process.stdout if (found := re.match(r"ACCEPT (\S+)", line)))
        finally:
            process.kill()


def openssl_authenticates(folder: Path, rows: Sequence[TlsaRow], presented: Sequence[bytes], key: bytes) -> bool:
    """Without names for DANE-EE, as SMTP has it (RFC 7672 section 3.1.1)."""
    with server(folder, presented, key) as place:
        told = subprocess.run(
            [
                *("openssl", "s_client", "-connect", place, "-brief", "-attime", str(int(NOW.timestamp()))),
                *("-dane_tlsa_domain", NAME, "-dane_ee_no_namechecks"),
                *(part for row in rows for part in ("-dane_tlsa_rrdata", f"{row[0]} {row[1]} {row[2]} {row[3].hex()}")),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert "Verification" in told.stderr, told.stderr
    return "Verification: OK" in told.stderr


def opinions(folder: Path, rows: Sequence[TlsaRow], presented: Sequence[bytes], chain: Chain) -> tuple[bool, bool]:
    """OpenSSL's, then ours."""
    ours = match(read_records(rows), tuple(presented), names=(NAME,), at=NOW)
    return openssl_authenticates(folder, rows, presented, chain.key_pem()), ours.reason is Reason.MATCHES


THREE, ALONE, OTHER = make_chain(3), make_chain(1), make_chain(2, ta_name="Anden rod")


@pytest.mark.parametrize(
    ("kind", "place", "shown"),
    [
        *product(product((2, 3), (0, 1), (0, 1, 2)), (0, 2), (slice(None),)),
        *product(product((2,), (0, 1), (0, 1, 2)), (2,), (slice(2), slice(1))),
    ],
)
def test_every_kind_of_record_at_the_leaf_and_at_the_anchor_shown_or_not(tmp_path, kind, place, shown):
    openssl, ours = opinions(tmp_path, [THREE.row(*kind, place=place)], THREE.der[shown], THREE)

    assert ours is openssl


@pytest.mark.parametrize("kind", [*product((2,), (0, 1), (0, 1, 2))])
def test_a_self_signed_leaf_as_its_own_anchor(tmp_path, kind):
    openssl, ours = opinions(tmp_path, [ALONE.row(*kind)], ALONE.der, ALONE)

    assert ours is openssl is (kind == (2, 1, 0))


@pytest.mark.parametrize(
    "rows",
    [
        [THREE.row(3, 1, 1), (3, 1, 2, WRONG[2])],
        [THREE.row(2, 1, 1, place=2), (2, 1, 2, WRONG[2])],
        [THREE.row(3, 1, 0), (3, 1, 2, WRONG[2])],
        [THREE.row(3, 0, 1), (3, 1, 2, WRONG[2])],
        [THREE.row(2, 0, 1, place=2), (3, 1, 1, WRONG[1])],
        [THREE.row(3, 1, 1), (3, 1, 1, WRONG[1])],
        [OTHER.row(2, 0, 0, place=1), THREE.row(2, 0, 1, place=1)],
        [OTHER.row(2, 0, 0, place=1), OTHER.row(2, 1, 0, place=1)],
    ],
)
def test_several_records(tmp_path, rows):
    openssl, ours = opinions(tmp_path, rows, THREE.der, THREE)

    assert ours is openssl


def test_issuers_in_any_order_beside_others(tmp_path):
    leaf, between, root = THREE.der
    presented = [leaf, root, *OTHER.der, between, leaf]

    assert opinions(tmp_path, [THREE.row(2, 0, 1, place=2)], presented, THREE) == (True, True)


@pytest.mark.parametrize(
    "made",
    [
        {"dates": {0: PAST}},
        {"dates": {1: PAST}},
        {"dates": {2: PAST}},
        {"not_authorities": [1]},
        {"not_authorities": [2]},
        {"path_length": {2: 0}},
        {"path_length": {2: 1}},
        {"permitted": {2: "andet.example"}},
        {"permitted": {2: "kommune.example"}},
        {"purposes": {0: [ExtendedKeyUsageOID.CLIENT_AUTH]}},
        {"purposes": {1: [ExtendedKeyUsageOID.CLIENT_AUTH]}},
        {"purposes": {2: [ExtendedKeyUsageOID.CLIENT_AUTH]}},
        {"names": ["andet.example"], "common_name": NAME},
        {"names": [], "common_name": NAME},
        {"names": ["*.kommune.example"]},
        {"names": ["*.example"]},
        {"names": ["mx.kommune.example."]},
        {"names": ["MX.KOMMUNE.EXAMPLE"]},
    ],
)
def test_a_chain_with_a_fault_or_a_rule(tmp_path, made):
    chain = make_chain(3, **made)

    openssl, ours = opinions(tmp_path, [chain.row(2, 0, 1, place=2)], chain.der, chain)

    assert ours is openssl


@pytest.mark.parametrize(
    ("make_key", "hashed_by"),
    [
        (lambda: rsa.generate_private_key(65537, 2048), hashes.SHA3_512()),
        (lambda: dsa.generate_private_key(2048), hashes.SHA256()),
        (ed448.Ed448PrivateKey.generate, None),
    ],
)
def test_a_chain_of_uncommon_signatures(tmp_path, make_key, hashed_by):
    root = make_chain(1, key=make_key(), common_name="Rod", names=(), authority=True, hashed_by=hashed_by)
    chain = make_chain(2, ta=root, hashed_by=hashed_by)

    openssl, ours = opinions(tmp_path, [chain.row(2, 0, 1, place=1)], chain.der, chain)

    assert ours is openssl is True


# Where we differ, and why.


@pytest.mark.parametrize("place", [1, 2])
def test_openssl_overlooks_the_dates_of_an_anchor_that_is_no_root(tmp_path, place):
    """Every certificate of the path has dates that count, and the anchor a server presents is one of them."""
    chain = make_chain(4, dates={place: PAST})

    assert opinions(tmp_path, [chain.row(2, 0, 1, place=place)], chain.der, chain) == (True, False)


def test_openssl_takes_part_of_a_label_for_a_wildcard_unless_told_not_to(tmp_path):
    """RFC 7672 section 3.2.3 knows the whole leftmost label alone, and Postfix tells it so."""
    chain = make_chain(2, names=["m*.kommune.example"])

    assert opinions(tmp_path, [chain.row(2, 0, 1, place=1)], chain.der, chain) == (True, False)


def test_openssl_wants_a_purpose_to_be_named(tmp_path):
    """RFC 5280 section 4.2.1.12 lets a program refuse "any purpose", and asks none to."""
    chain = make_chain(2, purposes={0: [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]})

    assert opinions(tmp_path, [chain.row(2, 0, 1, place=1)], chain.der, chain) == (False, True)
