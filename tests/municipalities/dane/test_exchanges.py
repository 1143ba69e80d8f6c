"""Which hosts take a domain's mail, and what DNS says by itself."""

import pytest

from municipalities.dane.exchanges import Exchange, find_exchanges
from municipalities.dane.measuring import Limits
from municipalities.dane.resolving import prove
from municipalities.dane.verdicts import Reason
from tests.dane_dns import NODATA, NXDOMAIN, SERVFAIL, SILENT, Reply, data, dns_server, measuring

DOMAIN = "eksempel.test"
MX = ("_ 300 IN MX 20 b.test.", "_ 300 IN MX 10 A.test.")
BOTH = (Exchange(10, "a.test"), Exchange(20, "b.test"))


def find(reply, limits=None, **zone):
    with dns_server({(DOMAIN, "MX"): reply}) as server:
        return find_exchanges(DOMAIN, prove(measuring(server)), limits or Limits())


def test_hosts_come_in_order_of_preference():
    found = find(data(*MX))

    assert (found.reason, found.exchanges, found.next_hops) == (None, BOTH, (DOMAIN,))
    assert [query.type for query in found.queries] == ["MX"]


def test_a_host_named_twice_is_one_host():
    found = find(data("_ 300 IN MX 20 a.test.", "_ 300 IN MX 10 a.test.", "_ 300 IN MX 20 b.test."))

    assert found.exchanges == BOTH


@pytest.mark.parametrize("records", [("_ 300 IN MX 10 .",), ("_ 300 IN MX 0 .", "_ 300 IN MX 10 .")])
@pytest.mark.parametrize("is_secure", [True, False])
def test_records_without_a_host_that_do_not_say_no_mail_name_no_server(records, is_secure):
    found = find(data(*records, is_secure=is_secure))

    assert (found.reason, found.exchanges) == (Reason.NO_SERVER, ())
    assert "»MX 0 .«" in found.detail


def test_a_record_without_a_host_beside_others_is_left_out_and_told():
    found = find(data("_ 300 IN MX 0 .", *MX))

    assert (found.reason, found.exchanges) == (None, BOTH)
    assert ["RFC 7505" in note for note in found.notes] == [True]
    assert find(data(*MX)).notes == ()


def test_hosts_of_an_insecure_answer_are_measured_and_the_domain_is_no_name_of_theirs():
    found = find(data(*MX, is_secure=False))

    assert (found.reason, found.exchanges, found.next_hops) == (Reason.MX_INSECURE, BOTH, ())


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (data(*MX, is_bogus=True), Reason.BOGUS),
        (SERVFAIL, Reason.DNS_FAILURE),
        (SILENT, Reason.DNS_TIMEOUT),
        (NXDOMAIN, Reason.NO_SUCH_DOMAIN),
        (Reply(rcode="NXDOMAIN", is_secure=False), Reason.NO_SUCH_DOMAIN),
        (Reply(is_secure=False), Reason.MX_INSECURE),
    ],
)
def test_the_domains_own_address_stands_in_for_nothing_but_a_secure_denial(reply, reason):
    found = find(reply)

    assert (found.reason, found.exchanges, found.is_fallback) == (reason, (), False)


def test_a_domain_that_securely_has_no_mx_is_its_own_host():
    found = find(NODATA)

    assert (found.reason, found.exchanges, found.is_fallback) == (None, (Exchange(0, DOMAIN),), True)
    assert found.next_hops == (DOMAIN,)


@pytest.mark.parametrize(("is_secure", "detail"), [(True, ""), (False, "Svaret er ikke signeret.")])
def test_a_null_mx_takes_no_mail(is_secure, detail):
    found = find(data("_ 300 IN MX 0 .", is_secure=is_secure))

    assert (found.reason, found.exchanges, found.detail) == (Reason.NULL_MX, (), detail)


@pytest.mark.parametrize(
    "records",
    [("_ 300 IN MX 10 .",), ("_ 300 IN MX 0 .", "_ 300 IN MX 10 a.test."), ("_ 300 IN MX 0 a.test.",)],
)
def test_a_null_mx_stands_alone_with_preference_0(records):
    assert find(data(*records)).reason is not Reason.NULL_MX


def test_a_domain_that_is_an_alias_is_followed_and_both_names_are_accepted():
    chain = ("_ 300 IN CNAME mellem.test.", "mellem.test. 300 IN CNAME maal.test.", "maal.test. 300 IN MX 10 a.test.")
    found = find(data(*chain))

    assert (found.exchanges, found.next_hops) == (BOTH[:1], (DOMAIN, "maal.test"))
    assert found.notes == ("Domænet er et alias for maal.test.",)


@pytest.mark.parametrize(("count", "is_cut"), [(3, False), (4, True)])
def test_only_so_many_hosts_are_measured(count, is_cut):
    records = [f"_ 300 IN MX {number} mx{number}.test." for number in range(count)]
    found = find(data(*records), Limits(hosts=3))

    assert found.is_cut is is_cut
    assert [exchange.name for exchange in found.exchanges] == ["mx0.test", "mx1.test", "mx2.test"]
