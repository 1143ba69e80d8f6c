"""Presented chains against TLSA records: RFC 7671 sections 5.1, 5.2 and 9, RFC 7672 section 3.1."""

import sys
from functools import cache, partial
from itertools import product
from time import monotonic

import pytest
from asn1crypto.x509 import Certificate as Asn1Certificate
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from municipalities.dane.matching import MOST_RECORDS, Match, match
from municipalities.dane.paths import MOST_ROUTES
from municipalities.dane.records import read_records
from municipalities.dane.verdicts import Reason
from tests.dane_chains import DAY, NOW, digest, make_chain

NAME = "mx.kommune.example"
PAST, FUTURE = (NOW - 9 * DAY, NOW - DAY), (NOW + DAY, NOW + 9 * DAY)
KINDS = list(product((2, 3), (0, 1), (0, 1, 2)))
ISSUING = [kind for kind in KINDS if kind[0] == 2]
DIGESTS = [kind for kind in ISSUING if kind[2]]
WRONG = {1: b"\1" * 32, 2: b"\1" * 64}

chain_of = cache(make_chain)


def judge(rows, presented, *, names=(NAME,), at=NOW):
    return match(read_records(rows), tuple(presented), names=names, at=at)


def written(row):
    return f"{row[0]} {row[1]} {row[2]} {row[3].hex()}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("length", "place"), [(length, place) for length in range(1, 5) for place in range(length)])
def test_a_right_record_matches_at_its_place(kind, length, place):
    """Brug 3 is the leaf's, brug 2 any issuer's."""
    chain = chain_of(length)
    row = chain.row(*kind, place=place)
    is_right_place = (place == 0) is (kind[0] == 3)

    result = judge([row], chain.der)

    # A self-signed leaf is signed by its own bare key (RFC 7671 section 5.2.3).
    if is_right_place or (kind == (2, 1, 0) and length == 1):
        assert result == Match(Reason.MATCHES, (written(row),))
    else:
        assert (result.reason, result.matched) == (Reason.MISMATCH, ())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_a_record_of_another_chain_is_a_mismatch(kind, length):
    other = make_chain(length)

    assert judge([other.row(*kind, place=length - 1)], chain_of(length).der).reason is Reason.MISMATCH


@pytest.mark.parametrize("selector", [0, 1])
@pytest.mark.parametrize("matching", [0, 1, 2])
@pytest.mark.parametrize("dates", [PAST, FUTURE])
def test_the_leaf_of_brug_3_may_be_misnamed_and_out_of_date(selector, matching, dates):
    chain = make_chain(2, names=["andet.example"], dates={0: dates})

    assert judge([chain.row(3, selector, matching)], chain.der).reason is Reason.MATCHES
    assert judge([chain.row(3, selector, matching)], chain.der, names=()).reason is Reason.MATCHES


def test_brug_3_needs_no_chain():
    assert judge([chain_of(3).row(3, 1, 1)], chain_of(3).der[:1]).reason is Reason.MATCHES


@pytest.mark.parametrize("dates", [PAST, FUTURE])
@pytest.mark.parametrize("wrong", range(4))
@pytest.mark.parametrize("place", [1, 2, 3])
def test_dates_count_for_every_certificate_up_to_the_anchor_and_none_above(dates, wrong, place):
    chain = make_chain(4, dates={wrong: dates})

    result = judge([chain.row(2, 0, 1, place=place)], chain.der)

    assert result.reason is (Reason.TA_VALIDITY if wrong <= place else Reason.MATCHES)


@pytest.mark.parametrize(("seconds", "reason"), [(0, Reason.MATCHES), (1, Reason.TA_VALIDITY)])
def test_the_last_second_of_a_certificate_is_its_own(seconds, reason):
    chain = chain_of(2)
    end = chain.certificates[0].not_valid_after_utc

    assert judge([chain.row(2, 1, 1, place=1)], chain.der, at=end + seconds * DAY / 86_400).reason is reason


def test_dates_are_told_with_the_certificate_that_is_out_of_date():
    leaf, issuer = make_chain(3, dates={0: PAST}), make_chain(3, dates={1: FUTURE})

    assert judge([leaf.row(2, 0, 1, place=2)], leaf.der).detail == "Serverens certifikat er udløbet."
    assert (
        judge([issuer.row(2, 0, 1, place=2)], issuer.der).detail == "Udstederen på plads 1 i kæden gælder ikke endnu."
    )


@pytest.mark.parametrize("kind", DIGESTS)
@pytest.mark.parametrize("length", [2, 3, 4])
def test_an_anchor_missing_from_what_the_server_presents_is_a_mismatch(kind, length):
    chain = chain_of(length)

    result = judge([chain.row(*kind, place=length - 1)], chain.der[:-1])

    assert result.reason is Reason.MISMATCH
    assert result.detail == "Den udsteder, som TLSA-posten peger på, er ikke i den kæde, serveren viser."


@pytest.mark.parametrize("selector", [0, 1])
@pytest.mark.parametrize("length", [2, 3, 4])
def test_a_whole_anchor_in_dns_need_not_be_presented(selector, length):
    """RFC 7671 section 5.2.2 for a certificate, 5.2.3 for a bare key."""
    chain = chain_of(length)

    assert judge([chain.row(2, selector, 0, place=length - 1)], chain.der[:-1]).reason is Reason.MATCHES


@pytest.mark.parametrize("selector", [0, 1])
def test_a_whole_anchor_in_dns_does_not_close_a_gap_below_it(selector):
    chain = chain_of(4)

    assert judge([chain.row(2, selector, 0, place=3)], [chain.der[0], chain.der[1]]).reason is Reason.MISMATCH


@pytest.mark.parametrize("selector", [0, 1])
def test_a_whole_anchor_in_dns_still_asks_for_dates_and_a_name(selector):
    chain, old = chain_of(3), make_chain(3, dates={1: PAST})

    assert judge([chain.row(2, selector, 0, place=2)], chain.der[:2], names=["x.example"]).reason is Reason.TA_NAME
    assert judge([old.row(2, selector, 0, place=2)], old.der[:2]).reason is Reason.TA_VALIDITY


@pytest.mark.parametrize("key", [ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 2048)])
def test_a_bare_key_of_any_kind_is_tried(key):
    root = make_chain(1, key=key, common_name="Anden rod")
    chain = make_chain(2, ta=root)

    assert judge([chain.row(2, 1, 0, place=1)], chain.der[:1]).reason is Reason.MATCHES


@pytest.mark.parametrize("salt", [20, 32])
def test_a_chain_signed_by_rsassa_pss_is_walked(salt):
    """RFC 4055; the salt is as long as its signer liked."""
    how = padding.PSS(padding.MGF1(hashes.SHA256()), salt)
    root = make_chain(1, key=rsa.generate_private_key(65537, 2048), common_name="Anden rod", pss=how, authority=True)
    chain = make_chain(2, ta=root, pss=how)

    assert judge([chain.row(2, 1, 1, place=1)], chain.der).reason is Reason.MATCHES
    assert judge([chain.row(2, 1, 0, place=1)], chain.der[:1]).reason is Reason.MATCHES


RSA = partial(rsa.generate_private_key, 65537, 2048)
EC = partial(ec.generate_private_key, ec.SECP256R1())
# SHA-3, DSA and ML-DSA, which a reader of certificates may well not know; OpenSSL does.
UNCOMMON = [
    *((EC, how) for how in (hashes.SHA3_224, hashes.SHA3_256, hashes.SHA3_384, hashes.SHA3_512)),
    *((RSA, how) for how in (hashes.SHA3_224, hashes.SHA3_256, hashes.SHA3_384, hashes.SHA3_512)),
    *((partial(dsa.generate_private_key, 2048), how) for how in (hashes.SHA224, hashes.SHA256)),
    *((kind.generate, None) for kind in (mldsa.MLDSA44PrivateKey, mldsa.MLDSA65PrivateKey, mldsa.MLDSA87PrivateKey)),
    (ed448.Ed448PrivateKey.generate, None),
]


@pytest.mark.parametrize(("make_key", "hashed_by"), UNCOMMON)
def test_a_chain_of_uncommon_signatures_is_walked(make_key, hashed_by):
    how = {"hashed_by": hashed_by and hashed_by()}
    root, other = (make_chain(1, key=make_key(), common_name="Rod", names=(), authority=True, **how) for _ in range(2))
    chain = make_chain(2, ta=root, **how)
    anchors = [chain.row(2, *kind, place=1) for kind in product((0, 1), (0, 1, 2))]

    assert {judge([row], chain.der).reason for row in anchors} == {Reason.MATCHES}
    assert judge([chain.row(2, 1, 0, place=1)], chain.der[:1]).reason is Reason.MATCHES
    # One of the same name and kind that signed nothing.
    assert judge([other.row(2, 0, 1)], [chain.der[0], *other.der]).reason is Reason.MISMATCH
    assert judge([other.row(2, 1, 0)], chain.der).reason is Reason.MISMATCH


def test_a_mask_of_another_hash_than_the_signature_is_read():
    """RFC 4055 section 3.1: the two are chosen apart."""
    how = padding.PSS(padding.MGF1(hashes.SHA512()), 32)
    root = make_chain(1, key=RSA(), common_name="Anden rod", pss=how, authority=True)
    chain = make_chain(2, ta=root, pss=how)

    assert judge([chain.row(2, 1, 1, place=1)], chain.der).reason is Reason.MATCHES
    assert judge([chain.row(2, 1, 0, place=1)], chain.der[:1]).reason is Reason.MATCHES


def test_a_signature_of_an_unknown_kind_is_neither_right_nor_wrong():
    chain = chain_of(2)
    # ecdsa-with-SHA256 (RFC 5758 section 3.2), and one that nobody has named.
    strange = chain.der[0].replace(bytes.fromhex("06082a8648ce3d040302"), bytes.fromhex("06082a8648ce3d04037f"))

    assert judge([chain.row(2, 0, 1, place=1)], [strange, chain.der[1]]).reason is Reason.PROTOCOL
    assert judge([chain.row(2, 1, 0, place=1)], [strange]).reason is Reason.PROTOCOL
    assert judge([make_chain(1).row(3, 1, 1)], [strange, chain.der[1]]).reason is Reason.MISMATCH


def test_a_bare_key_that_costs_too_much_to_try_is_neither_right_nor_wrong():
    numbers = RSA().public_key().public_numbers()
    keys = [rsa.RSAPublicNumbers(e, numbers.n).public_key() for e in (2**64 - 1, 2**64 + 1)]
    rows = [(2, 1, 0, key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)) for key in keys]
    root = make_chain(1, key=RSA(), common_name="Anden rod", authority=True)
    chain = make_chain(2, ta=root)

    assert [judge([row], chain.der).reason for row in rows] == [Reason.MISMATCH, Reason.PROTOCOL]


@pytest.mark.parametrize("place", [1, 2])
def test_a_gap_in_the_chain_is_a_mismatch(place):
    chain = chain_of(4)
    presented = [der for at, der in enumerate(chain.der) if at != place]

    assert judge([chain.row(2, 0, 1, place=3)], presented).reason is Reason.MISMATCH


@pytest.mark.parametrize("kind", ISSUING)
def test_the_chain_may_be_unordered_doubled_and_mixed_with_others(kind):
    chain, other = chain_of(4), make_chain(3)
    leaf, first, second, root = chain.der
    presented = [leaf, root, b"intet certifikat", *other.der, second, second, leaf, first]

    assert judge([chain.row(*kind, place=3)], presented).reason is Reason.MATCHES


def test_the_leaf_is_the_first_and_no_other():
    chain = chain_of(2)

    assert judge([chain.row(3, 1, 1)], reversed(chain.der)).reason is Reason.MISMATCH
    assert judge([chain.row(2, 1, 1, place=1)], reversed(chain.der)).reason is Reason.MISMATCH


@pytest.mark.parametrize("selector", [0, 1])
def test_a_leaf_sent_twice_is_not_its_own_issuer(selector):
    chain = chain_of(1)

    result = judge([chain.row(2, selector, 1)], chain.der * 2)

    assert result.reason is Reason.MISMATCH
    assert result.detail == "En post med brug 2 passer på serverens eget certifikat; den skulle have haft brug 3."


def test_a_record_of_brug_3_for_an_issuer_is_told():
    chain = chain_of(2)

    assert judge([chain.row(3, 0, 1, place=1)], chain.der).detail == (
        "En post med brug 3 passer på en udsteder; kun serverens eget certifikat tæller."
    )


def test_a_cross_signed_issuer_leads_to_either_root():
    """The same issuer's key under two roots, both presented: each root's record matches."""
    old, chain = make_chain(2, ta_name="Gammel rod"), chain_of(3)
    crossed = make_chain(2, common_name="Mellemled 1", key=chain.keys[1], ta=old, names=(), authority=True)
    presented = [*chain.der, crossed.der[0], old.der[1]]

    for row in (chain.row(2, 0, 1, place=2), old.row(2, 0, 1, place=1), chain.row(2, 1, 1, place=1)):
        assert judge([row], presented).reason is Reason.MATCHES


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"not_authorities": [1]}, "et certifikat i kæden må ikke udstede andre"),
        ({"not_authorities": [2]}, "et certifikat i kæden må ikke udstede andre"),
        ({"path_length": {2: 0}}, "kæden er længere, end en udsteder tillader"),
        ({"permitted": {2: "andet.example"}}, "et navn ligger uden for det, en udsteder må udstede til"),
        ({"purposes": {0: [ExtendedKeyUsageOID.CLIENT_AUTH]}}, "et certifikat i kæden er ikke udstedt til servere"),
        (
            {"purposes": {1: [ExtendedKeyUsageOID.EMAIL_PROTECTION]}},
            "et certifikat i kæden er ikke udstedt til servere",
        ),
    ],
)
def test_a_chain_that_breaks_its_issuers_rules_is_a_mismatch(made, words):
    chain = make_chain(3, **made)

    result = judge([chain.row(2, 0, 1, place=2)], chain.der)

    assert (result.reason, result.detail) == (Reason.MISMATCH, f"Kæden til ankeret holder ikke: {words}.")


@pytest.mark.parametrize(
    "made",
    [
        {"path_length": {2: 1, 1: 0}},
        {"permitted": {2: "kommune.example"}},
        {"purposes": {0: [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]}},
        {"purposes": {0: [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]}},
    ],
)
def test_a_chain_within_its_issuers_rules_matches(made):
    chain = make_chain(3, **made)

    assert judge([chain.row(2, 0, 1, place=2)], chain.der).reason is Reason.MATCHES


def test_an_issuer_of_the_same_name_but_another_key_is_no_issuer():
    chain, other = chain_of(2), make_chain(2)

    assert judge([other.row(2, 0, 1, place=1)], [chain.der[0], other.der[1]]).reason is Reason.MISMATCH


def test_a_wrong_date_is_not_the_reason_where_more_is_wrong():
    chain = make_chain(3, dates={0: PAST}, not_authorities=[1])

    assert judge([chain.row(2, 0, 1, place=2)], chain.der).reason is Reason.MISMATCH


def test_any_acceptable_name_will_do():
    """The TLSA base domain, or the domain mail is sent to (RFC 7672 section 3.2.2)."""
    chain = make_chain(2, names=["kommune.example"])
    row = chain.row(2, 1, 1, place=1)

    assert judge([row], chain.der, names=["mx.leverandør.example", "kommune.example"]).reason is Reason.MATCHES
    assert judge([row], chain.der, names=["mx.example"]) == Match(
        Reason.TA_NAME, (), "Certifikatet skal lyde på et af navnene mx.example; det lyder på kommune.example."
    )


def test_a_leaf_without_any_name_is_misnamed():
    chain = make_chain(2, names=(), common_name="")

    assert judge([chain.row(2, 1, 1, place=1)], chain.der).detail.endswith("det lyder på intet navn.")


@pytest.mark.parametrize("usage", [2, 3])
@pytest.mark.parametrize("selector", [0, 1])
def test_a_wrong_stronger_digest_outdoes_a_right_weaker_one(usage, selector):
    """RFC 7671 section 9."""
    chain = chain_of(2)
    right = chain.row(usage, selector, 1, place=3 - usage)

    result = judge([right, (usage, selector, 2, WRONG[2])], chain.der)

    assert result.reason is Reason.MISMATCH
    assert result.detail.endswith(
        f"En {usage} {selector} 1-post passer, men tæller ikke, når der også er en med stærkere digest."
    )


@pytest.mark.parametrize(
    "beside",
    [
        [(3, 1, 1, WRONG[1])],
        [(3, 0, 2, WRONG[2])],
        [(2, 1, 2, WRONG[2])],
        [(2, 0, 1, WRONG[1]), (3, 0, 1, WRONG[1])],
        [(3, 1, 2, WRONG[2][:-1])],
        [(3, 1, 3, WRONG[2])],
        [(0, 1, 1, WRONG[1]), (1, 1, 2, WRONG[2])],
        [(3, 1, 0, b"intet")],
    ],
)
def test_a_right_record_matches_beside_others(beside):
    """A roll-over, other parameters, and records that can't be used."""
    chain = chain_of(2)
    right = chain.row(3, 1, 1)

    for rows in ([right, *beside], [*beside, right]):
        assert judge(rows, chain.der) == Match(Reason.MATCHES, (written(right),))


def test_every_record_that_matches_is_told():
    chain = chain_of(3)
    rows = [chain.row(3, 1, 1), (3, 1, 1, WRONG[1]), chain.row(2, 0, 1, place=2), chain.row(2, 1, 0, place=1)]

    assert judge(rows, chain.der).matched == tuple(map(written, (rows[0], rows[2], rows[3])))


def test_the_most_telling_reason_is_given():
    misnamed, old = make_chain(2, names=["x.example"]), make_chain(2, dates={0: PAST})
    wrong = (3, 1, 1, WRONG[1])

    assert judge([wrong, misnamed.row(2, 1, 1, place=1)], misnamed.der).reason is Reason.TA_NAME
    assert judge([wrong, old.row(2, 1, 1, place=1)], old.der).reason is Reason.TA_VALIDITY
    assert judge([wrong, (2, 1, 1, WRONG[1])], old.der).reason is Reason.MISMATCH


@pytest.mark.parametrize("rows", [[], [(1, 1, 1, bytes(32))], [(3, 1, 1, b"")]])
def test_without_a_record_that_can_be_used_there_is_nothing_to_match(rows):
    assert judge(rows, chain_of(1).der).reason is Reason.UNUSABLE


def test_without_a_certificate_nothing_matches():
    assert judge([(3, 1, 1, WRONG[1])], []).reason is Reason.MISMATCH


@pytest.mark.parametrize("presented", [[b""], [b"intet certifikat"], [b"intet", *make_chain(2).der]])
def test_a_leaf_that_cannot_be_read_is_neither_right_nor_wrong(presented):
    assert judge([(3, 1, 1, WRONG[1])], presented).reason is Reason.PROTOCOL
    assert judge([(3, 0, 0, presented[0])], presented).reason in {Reason.PROTOCOL, Reason.UNUSABLE}


# ML-DSA (FIPS 204), SLH-DSA (FIPS 205), and one that nobody has named; the parser of certificates knows none of them.
NEW_ALGORITHMS = ["0609608648016503040312", "060960864801650304031a", "06032a0304"]


def with_other_key(der, algorithm, length):
    """The same certificate with a public key of some other algorithm, and that key."""
    certificate = Asn1Certificate.load(der)
    inner = tlv(0x30, bytes.fromhex(algorithm)) + tlv(0x03, b"\0" + b"\7" * length)
    key = tlv(0x30, inner)
    body = certificate["tbs_certificate"]
    old = body["subject_public_key_info"].dump()
    changed = tlv(0x30, body.contents.replace(old, key))
    rest = certificate["signature_algorithm"].dump() + certificate["signature_value"].dump()
    return tlv(0x30, changed + rest), key


def tlv(tag, content):
    """DER with a length of two bytes, as all here are long enough for, or of one."""
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x81" + bytes([size]) if size < 256 else b"\x82" + size.to_bytes(2)
    return bytes([tag]) + length + content


@pytest.mark.parametrize("algorithm", NEW_ALGORITHMS)
@pytest.mark.parametrize(("selector", "matching"), [*product((0, 1), (0, 1, 2))])
def test_a_key_of_an_algorithm_newer_than_the_parser_is_compared_as_any_other(algorithm, selector, matching):
    """RFC 7671 section 5.1: the end entity's certificate or key is compared as bytes."""
    leaf, key = with_other_key(chain_of(1).der[0], algorithm, 1952)
    data = digest(matching, (leaf, key)[selector])

    assert judge([(3, selector, matching, data)], [leaf]).reason is Reason.MATCHES
    assert judge([chain_of(1).row(3, selector, matching)], [leaf]).reason is Reason.MISMATCH


def test_a_leaf_of_ml_dsa_is_read():
    chain = make_chain(1, key=mldsa.MLDSA65PrivateKey.generate())

    for selector, matching in product((0, 1), (0, 1, 2)):
        assert judge([chain.row(3, selector, matching)], chain.der).reason is Reason.MATCHES


def test_certificates_that_all_sign_each_other_are_walked_in_no_time():
    """Nineteen of one name and one key: far too many orders to try them all."""
    root = make_chain(1, common_name="Ens", names=(), authority=True)
    leaf = make_chain(2, ta=root)
    same = [make_chain(2, common_name="Ens", key=root.keys[0], ta=root, names=(), authority=True) for _ in range(18)]
    presented = [leaf.der[0], *(chain.der[0] for chain in same)]
    other = make_chain(1, common_name="Ens", names=(), authority=True)
    began = monotonic()

    assert judge([same[17].row(2, 0, 1)], presented).reason is Reason.MATCHES
    assert judge([other.row(2, 0, 0)], presented).reason is Reason.MISMATCH
    assert monotonic() - began < 5


@pytest.mark.parametrize(("seconds", "reason"), [(-1, Reason.TIMEOUT), (60, Reason.MISMATCH)])
def test_a_judging_that_runs_out_of_time_decides_nothing(seconds, reason):
    chain = chain_of(3)
    rows = [(2, 0, 1, WRONG[1]), (3, 1, 1, WRONG[1])]

    found = match(read_records(rows), chain.der, names=(NAME,), at=NOW, deadline=monotonic() + seconds)

    assert found.reason is reason


@pytest.mark.parametrize(("count", "reason"), [(MOST_RECORDS, Reason.MISMATCH), (MOST_RECORDS + 1, Reason.TOO_MANY)])
def test_only_so_many_anchors_are_tried(count, reason):
    rows = [(2, 0, 1, number.to_bytes(32)) for number in range(count)]
    chain = chain_of(2)
    right = chain.row(2, 0, 1, place=1)

    assert judge(rows, chain.der).reason is reason
    # One that matches among those that are tried is enough.
    assert judge([right, *rows], chain.der).reason is Reason.MATCHES
    assert judge([*rows, right], chain.der).reason is Reason.TOO_MANY


def test_however_many_keys_are_published_the_servers_own_is_found():
    rows = [(3, 1, 1, number.to_bytes(32)) for number in range(4 * MOST_RECORDS)]

    assert judge([*rows, chain_of(1).row(3, 1, 1)], chain_of(1).der).reason is Reason.MATCHES
    assert judge(rows, chain_of(1).der).reason is Reason.MISMATCH


def test_a_record_that_cannot_be_used_takes_no_place_among_those_that_are_tried():
    rows = [(1, 1, 1, number.to_bytes(32)) for number in range(MOST_RECORDS)]

    assert judge([*rows, chain_of(1).row(3, 1, 1)], chain_of(1).der).reason is Reason.MATCHES


def count_calls(calls, name):
    """A profiler that notes each call of a function of that name."""
    return lambda frame, event, _: calls.append(name) if event == "call" and frame.f_code.co_name == name else None


def counted(name, run):
    calls = []
    sys.setprofile(count_calls(calls, name))
    try:
        return run(), len(calls)
    finally:
        sys.setprofile(None)


def same_issuers(count):
    """A leaf, and issuers of one name and one key that all sign each other, made anew."""
    root = make_chain(1, common_name="Ens", names=(), authority=True)
    leaf = make_chain(2, ta=root, dates={0: PAST})
    made = [make_chain(2, common_name="Ens", key=root.keys[0], ta=root, names=(), authority=True) for _ in range(count)]
    return leaf.der[0], [chain.row(2, 0, 0) for chain in made], [chain.der[0] for chain in made]


def test_the_work_of_many_anchors_is_bounded():
    """Every anchor is signed by all the others, and none of the routes is in date."""
    leaf, rows, issuers = same_issuers(60)

    found, checks = counted("_verify", lambda: judge(rows, [leaf, *issuers[:19]]))

    assert found.reason is Reason.TOO_MANY
    assert checks <= 20 * (19 + MOST_RECORDS)


def test_routes_are_walked_until_one_matches():
    leaf, rows, issuers = same_issuers(6)
    fresh = make_chain(2, common_name="mx", ta=make_chain(1, common_name="Ny", names=(), authority=True))

    _, many = counted("_verified", lambda: judge(rows[:1], [leaf, *issuers]))
    found, few = counted("_verified", lambda: judge([fresh.row(2, 0, 1, place=1)], fresh.der))

    assert (found.reason, few) == (Reason.MATCHES, 1)
    assert few < many <= 2 * MOST_ROUTES


def test_the_names_of_a_leaf_are_compared_once_for_all_records():
    chain = make_chain(2, names=[f"n{number}.example" for number in range(50)])
    rows = [chain.row(2, 0, 0, place=1), chain.row(2, 1, 0, place=1), chain.row(2, 0, 1, place=1)]

    found, comparisons = counted("first_match", lambda: judge(rows, chain.der))

    assert (found.reason, comparisons) == (Reason.TA_NAME, 1)


# Garbage.

CHAIN = chain_of(3)
RIGHT = [CHAIN.row(*kind, place=2 if kind[0] == 2 else 0) for kind in KINDS]


@given(st.lists(st.binary(max_size=200), max_size=4), st.sampled_from(RIGHT))
def test_garbage_never_matches(presented, row):
    reason = judge([row], presented).reason

    assert reason is (Reason.PROTOCOL if presented else Reason.MISMATCH)


@given(st.integers(0, 3), st.integers(0, 2), st.integers(0, 3), st.binary(max_size=70))
def test_a_record_of_garbage_never_matches(usage, selector, matching, data):
    assert judge([(usage, selector, matching, data)], CHAIN.der).reason in {Reason.MISMATCH, Reason.UNUSABLE}


def flipped(der, bit):
    changed = bytearray(der)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(st.integers(0, len(CHAIN.der[0]) * 8 - 1), st.sampled_from(RIGHT))
def test_a_leaf_with_one_bit_changed_matches_by_its_unchanged_key_alone(bit, row):
    leaf = flipped(CHAIN.der[0], bit)

    result = judge([row], [leaf, *CHAIN.der[1:]])

    if result.reason is Reason.MATCHES:
        assert row[:2] == (3, 1)
        assert CHAIN.public_keys[0] in leaf


@given(st.integers(0, len(CHAIN.der[1]) * 8 - 1))
def test_an_issuer_with_one_bit_changed_leads_nowhere(bit):
    presented = [CHAIN.der[0], flipped(CHAIN.der[1], bit), CHAIN.der[2]]

    # A bit of the algorithm's number makes a signature of a kind that nobody knows.
    assert judge([CHAIN.row(2, 0, 1, place=2)], presented).reason in {Reason.MISMATCH, Reason.PROTOCOL}
    assert judge([CHAIN.row(2, 0, 1, place=1)], presented).reason is Reason.MISMATCH


@given(st.integers(0, len(CHAIN.der[2]) * 8 - 1), st.integers(0, 1))
def test_a_whole_anchor_with_one_bit_changed_matches_by_its_unchanged_key_alone(bit, selector):
    usage, _, _, data = CHAIN.row(2, selector, 0, place=2)
    changed = flipped(data, bit % (len(data) * 8))

    if judge([(usage, selector, 0, changed)], CHAIN.der[:2]).reason is Reason.MATCHES:
        # The same point: one bit before it tells only how it is written.
        assert CHAIN.public_keys[2][-64:] in changed


@given(st.permutations(CHAIN.der[1:] + make_chain(2).der), st.sampled_from(RIGHT))
def test_the_order_of_the_issuers_changes_nothing(issuers, row):
    assert judge([row], [CHAIN.der[0], *issuers]).reason is Reason.MATCHES
