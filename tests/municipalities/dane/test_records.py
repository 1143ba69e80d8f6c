"""Which TLSA records can be used, and which of those count: RFC 7671 section 9, RFC 7672 section 3.1.3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.dane.records import read_records, strongest
from tests.dane_chains import make_chain

BYTE = st.integers(0, 255)


@pytest.fixture(scope="module")
def chain():
    return make_chain(2)


def kinds(records):
    return [(record.usage, record.selector, record.matching) for record in records]


@pytest.mark.parametrize("usage", [2, 3])
@pytest.mark.parametrize("selector", [0, 1])
@pytest.mark.parametrize("matching", [0, 1, 2])
def test_a_record_of_dane_can_be_used(chain, usage, selector, matching):
    row = chain.row(usage, selector, matching)

    (record,) = read_records([row])

    assert record.is_usable
    assert (record.usage, record.selector, record.matching, bytes.fromhex(record.data)) == row


@pytest.mark.parametrize("usage", [0, 1])
def test_a_usage_of_public_authorities_is_unusable_for_mail(chain, usage):
    (record,) = read_records([chain.row(usage, 1, 1)])

    assert record.fault == f"Brug {usage} kan ikke anvendes til mail (RFC 7672, afsnit 3.1.3)."


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ((4, 1, 1, bytes(32)), "Brug 4 findes ikke (RFC 6698, afsnit 2.1.1)."),
        ((255, 1, 1, bytes(32)), "Brug 255 findes ikke (RFC 6698, afsnit 2.1.1)."),
        ((3, 2, 1, bytes(32)), "Selektor 2 findes ikke (RFC 6698, afsnit 2.1.2)."),
        ((3, 1, 3, bytes(32)), "Sammenligningstype 3 findes ikke (RFC 6698, afsnit 2.1.3)."),
        ((3, 1, 1, bytes(31)), "SHA-256 fylder 32 byte, men posten har 31."),
        ((3, 1, 1, bytes(33)), "SHA-256 fylder 32 byte, men posten har 33."),
        ((3, 1, 2, bytes(63)), "SHA-512 fylder 64 byte, men posten har 63."),
        ((3, 1, 2, bytes(65)), "SHA-512 fylder 64 byte, men posten har 65."),
        ((2, 1, 2, b""), "SHA-512 fylder 64 byte, men posten har 0."),
        ((2, 0, 0, b"rod"), "Postens data er ikke et certifikat, der kan læses."),
        ((3, 1, 0, b""), "Postens data er ikke en offentlig nøgle, der kan læses."),
    ],
)
def test_a_record_that_cannot_be_used_says_why_and_loses_no_other(chain, row, fault):
    good = chain.row(3, 1, 1)

    records = read_records([row, good, row])

    assert [record.fault for record in records] == [fault, "", fault]
    assert kinds(strongest(records)) == [(3, 1, 1)]


@pytest.mark.parametrize("after", [b"\0", b"\x30\x00"])
@pytest.mark.parametrize("selector", [0, 1])
def test_a_whole_certificate_or_key_has_nothing_after_it(chain, selector, after):
    usage, selector, matching, data = chain.row(2, selector, 0)

    assert not read_records([(usage, selector, matching, data + after)])[0].is_usable
    assert not read_records([(usage, selector, matching, data[:-1])])[0].is_usable


def test_a_certificate_is_no_public_key_and_a_key_no_certificate(chain):
    assert not read_records([(3, 1, 0, chain.der[0])])[0].is_usable
    assert not read_records([(3, 0, 0, chain.public_keys[0])])[0].is_usable


def test_only_the_strongest_digest_of_a_usage_and_selector_counts(chain):
    records = read_records(
        [chain.row(*kind) for kind in [(3, 1, 1), (3, 1, 2), (3, 1, 0), (3, 0, 1), (2, 1, 1), (3, 1, 2)]]
    )

    assert kinds(strongest(records)) == [(3, 1, 2), (3, 1, 0), (3, 0, 1), (2, 1, 1), (3, 1, 2)]


def test_the_order_of_digests_changes_nothing(chain):
    weak, strong = chain.row(3, 1, 1), chain.row(3, 1, 2)

    assert kinds(strongest(read_records([strong, weak]))) == kinds(strongest(read_records([weak, strong])))
    assert kinds(strongest(read_records([strong, weak]))) == [(3, 1, 2)]


def test_a_whole_certificate_never_outdoes_a_digest(chain):
    records = read_records([chain.row(3, 0, 0), chain.row(3, 0, 1)])

    assert strongest(records) == records


def test_a_stronger_digest_of_wrong_length_takes_no_part_in_the_choice(chain):
    records = read_records([(3, 1, 2, bytes(63)), chain.row(3, 1, 1)])

    assert kinds(strongest(records)) == [(3, 1, 1)]


def test_an_unknown_matching_type_takes_no_part_in_the_choice(chain):
    assert kinds(strongest(read_records([(3, 1, 3, bytes(64)), chain.row(3, 1, 1)]))) == [(3, 1, 1)]


def test_nothing_counts_where_nothing_can_be_used():
    assert strongest(read_records([(0, 0, 1, bytes(32)), (3, 1, 1, b"")])) == ()


@given(st.lists(st.tuples(BYTE, BYTE, BYTE, st.binary(max_size=70))))
def test_any_record_is_read_and_kept_in_its_place(rows):
    records = read_records(rows)

    assert [(row.usage, row.selector, row.matching, bytes.fromhex(row.data)) for row in records] == rows
    assert set(strongest(records)) <= {record for record in records if record.is_usable}
