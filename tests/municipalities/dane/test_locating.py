"""Where a host is, under which name its TLSA records are looked for, and when they are not."""

import pytest

from municipalities.dane.locating import UNREADABLE, locate
from municipalities.dane.resolving import prove
from municipalities.dane.verdicts import Reason
from tests.dane_dns import NODATA, NXDOMAIN, SERVFAIL, SILENT, Reply, data, dns_server, measuring

HOST, TARGET = "mx.eksempel.test", "maal.test"
TLSA, TARGET_TLSA = f"_25._tcp.{HOST}", f"_25._tcp.{TARGET}"
A = data("_ 300 IN A 192.0.2.7")
INSECURE_A = data("_ 300 IN A 192.0.2.7", is_secure=False)
RECORD = "3 1 1 " + "ab" * 32
RECORDS = data(f"_ 300 IN TLSA {RECORD}")
OTHER = data("_ 300 IN TLSA 3 1 1 " + "cd" * 32)
INSECURE = Reply(is_secure=False)
INSECURE_RECORDS = data(f"_ 300 IN TLSA {RECORD}", is_secure=False)
ALIASED = data(f"_ 300 IN CNAME {TARGET}.", f"{TARGET}. 300 IN A 192.0.2.7")
HALF_ALIASED = data(f"_ 300 IN CNAME {TARGET}.", f"{TARGET}. 300 IN A 192.0.2.7", is_secure=False)
ALIAS = data(f"_ 300 IN CNAME {TARGET}.")
BOGUS_A = data("_ 300 IN A 192.0.2.7", is_bogus=True)


def located(zone, port=25, name=HOST):
    """The zone's keys are types of the host itself, or names of TLSA records; whatever else is asked has no data."""
    keyed = {(name, key) if key in {"A", "AAAA", "CNAME"} else (key, "TLSA"): reply for key, reply in zone.items()}
    with dns_server(keyed, otherwise=NODATA) as server:
        location = locate(name, port, prove(measuring(server)))
        asked = [(asked, type_) for asked, type_, *_ in server.asked[3:]]
    return location, asked


def test_a_signed_host_with_records_is_to_be_visited():
    location, asked = located({"A": A, TLSA: RECORDS})

    assert (location.reason, location.base_domain, location.addresses) == (None, HOST, ("192.0.2.7",))
    assert [str(record) for record in location.records] == [RECORD]
    assert asked == [(HOST, "A"), (HOST, "AAAA"), (TLSA, "TLSA")]
    assert [query.type for query in location.queries] == ["A", "AAAA", "TLSA"]


def test_records_are_those_of_the_port():
    location, _ = located({"A": A, f"_2525._tcp.{HOST}": RECORDS}, port=2525)

    assert location.base_domain == HOST


def test_records_of_an_unsigned_host_are_not_asked_for():
    location, asked = located({"A": INSECURE_A, TLSA: RECORDS})

    assert (location.reason, location.base_domain) == (Reason.HOST_INSECURE, "")
    assert asked == [(HOST, "A"), (HOST, "AAAA")]


def test_an_unsigned_address_of_one_family_makes_the_host_insecure():
    location, _ = located({"A": A, "AAAA": data("_ 300 IN AAAA 2001:db8::7", is_secure=False), TLSA: RECORDS})

    assert location.reason is Reason.HOST_INSECURE


def test_an_unsigned_denial_of_one_family_does_not():
    location, _ = located({"A": A, "AAAA": INSECURE, TLSA: RECORDS})

    assert location.reason is None


@pytest.mark.parametrize(
    ("zone", "reason"),
    [
        ({"A": NODATA}, Reason.NO_ADDRESS),
        ({"A": NXDOMAIN, "AAAA": NXDOMAIN}, Reason.NO_ADDRESS),
        ({"A": INSECURE, "AAAA": INSECURE}, Reason.NO_ADDRESS),
        ({"A": BOGUS_A}, Reason.BOGUS),
        ({"A": A, "AAAA": Reply(is_bogus=True), TLSA: RECORDS}, Reason.BOGUS),
        ({"A": SERVFAIL}, Reason.DNS_FAILURE),
        ({"A": SILENT}, Reason.DNS_TIMEOUT),
        ({"A": A, TLSA: NODATA}, Reason.NO_TLSA),
        ({"A": A, TLSA: NXDOMAIN}, Reason.NO_TLSA),
        ({"A": A, TLSA: INSECURE}, Reason.NO_TLSA),
        ({"A": A, TLSA: INSECURE_RECORDS}, Reason.NO_TLSA),
        ({"A": A, TLSA: SERVFAIL}, Reason.DNS_FAILURE),
        ({"A": A, TLSA: SILENT}, Reason.DNS_TIMEOUT),
        ({"A": A, TLSA: data(f"_ 300 IN TLSA {RECORD}", is_bogus=True)}, Reason.BOGUS),
        ({"A": A, TLSA: Reply(is_bogus=True)}, Reason.BOGUS),
        ({"A": A, TLSA: data("_ 300 IN TLSA 1 1 1 " + "ab" * 32)}, Reason.UNUSABLE),
    ],
)
def test_dns_may_settle_it(zone, reason):
    assert located(zone)[0].reason is reason


def test_a_host_without_address_is_told_from_one_that_is_not_there():
    assert located({})[0].detail == "Navnet har hverken en A- eller en AAAA-post."
    assert located({"A": NXDOMAIN, "AAAA": NXDOMAIN})[0].detail == "Navnet findes ikke."


def test_a_denial_says_whether_it_is_signed():
    assert located({"A": A, TLSA: NODATA})[0].detail == "DNS siger med signatur, at der ingen er."
    assert "ikke signeret" in located({"A": A, TLSA: INSECURE_RECORDS})[0].detail


@pytest.mark.parametrize("other", [SERVFAIL, SILENT])
def test_an_address_that_could_not_be_looked_up_is_noted_beside_one_that_could(other):
    location, _ = located({"A": A, "AAAA": other, TLSA: RECORDS})

    assert (location.reason, location.addresses) == (None, ("192.0.2.7",))
    assert location.notes == ("Opslag af type AAAA gav intet svar, så det er målt uden.",)


def test_addresses_take_turns_between_the_families():
    four = data("_ 300 IN A 192.0.2.3", "_ 300 IN A 192.0.2.1", "_ 300 IN A 192.0.2.2")
    six = data("_ 300 IN AAAA 2001:db8::1")
    location, _ = located({"A": four, "AAAA": six, TLSA: RECORDS})

    assert location.addresses == ("192.0.2.1", "2001:db8::1", "192.0.2.2", "192.0.2.3")


@pytest.mark.parametrize(
    ("zone", "base", "asked"),
    [
        # Secure throughout: the expanded name first, and what is found there is final.
        ({"A": ALIASED, TARGET_TLSA: OTHER, TLSA: RECORDS}, TARGET, [TARGET_TLSA]),
        ({"A": ALIASED, TLSA: RECORDS}, HOST, [TARGET_TLSA, TLSA]),
        ({"A": ALIASED, TARGET_TLSA: INSECURE_RECORDS, TLSA: RECORDS}, HOST, [TARGET_TLSA, TLSA]),
        ({"A": ALIASED}, "", [TARGET_TLSA, TLSA]),
        # Only the alias is signed: the original name only.
        ({"A": HALF_ALIASED, "CNAME": ALIAS, TARGET_TLSA: OTHER, TLSA: RECORDS}, HOST, [TLSA]),
        ({"A": HALF_ALIASED, "CNAME": ALIAS}, "", [TLSA]),
    ],
)
def test_the_base_domain_follows_the_alias_where_it_is_secure(zone, base, asked):
    location, questions = located(zone)

    assert location.base_domain == base
    assert [name for name, type_ in questions if type_ == "TLSA"] == asked
    assert location.aliases == (TARGET,)
    assert (location.reason is None) is bool(base)


def test_names_between_are_no_base_domains():
    chain = (f"_ 300 IN CNAME mellem.{TARGET}.", f"mellem.{TARGET}. 300 IN CNAME {TARGET}.")
    zone = {"A": data(*chain, f"{TARGET}. 300 IN A 192.0.2.7"), f"_25._tcp.mellem.{TARGET}": RECORDS}
    location, questions = located(zone)

    assert location.reason is Reason.NO_TLSA
    assert [name for name, type_ in questions if type_ == "TLSA"] == [TARGET_TLSA, TLSA]


def test_what_is_found_first_is_final_also_where_it_is_unusable():
    unusable = data("_ 300 IN TLSA 0 0 1 " + "ab" * 32)
    location, _ = located({"A": ALIASED, TARGET_TLSA: unusable, TLSA: RECORDS})

    assert (location.reason, location.base_domain) == (Reason.UNUSABLE, TARGET)


@pytest.mark.parametrize(
    ("failing", "reason"),
    [(SERVFAIL, Reason.DNS_FAILURE), (SILENT, Reason.DNS_TIMEOUT), (Reply(is_bogus=True), Reason.BOGUS)],
)
def test_an_error_is_no_way_around_the_expanded_name(failing, reason):
    location, questions = located({"A": ALIASED, TARGET_TLSA: failing, TLSA: RECORDS})

    assert location.reason is reason
    assert (TLSA, "TLSA") not in questions


@pytest.mark.parametrize(
    ("alias", "reason"),
    [
        (data(f"_ 300 IN CNAME {TARGET}.", is_secure=False), Reason.HOST_INSECURE),
        (NODATA, Reason.HOST_INSECURE),
        (SERVFAIL, Reason.DNS_FAILURE),
        (SILENT, Reason.DNS_TIMEOUT),
        (data(f"_ 300 IN CNAME {TARGET}.", is_bogus=True), Reason.BOGUS),
    ],
)
def test_an_alias_that_is_not_known_to_be_signed_gives_no_records(alias, reason):
    location, questions = located({"A": HALF_ALIASED, "CNAME": alias, TLSA: RECORDS})

    assert location.reason is reason
    assert (TLSA, "TLSA") not in questions


def test_records_behind_an_alias_of_their_own_keep_the_base_domain():
    shared = data("_ 300 IN CNAME tlsa.test.", f"tlsa.test. 300 IN TLSA {RECORD}")

    location, _ = located({"A": A, TLSA: shared})
    assert (location.reason, location.base_domain) == (None, HOST)
    half = data("_ 300 IN CNAME tlsa.test.", f"tlsa.test. 300 IN TLSA {RECORD}", is_secure=False)
    assert located({"A": A, TLSA: half})[0].reason is Reason.NO_TLSA


def test_a_record_that_cannot_be_read_stands_beside_the_others():
    location, _ = located({"A": A, TLSA: data(f"_ 300 IN TLSA {RECORD}", broken="0301")})

    assert location.reason is None
    assert (str(location.records[0]), location.records[1:]) == (RECORD, (UNREADABLE,))


def test_a_digest_of_the_wrong_length_is_shown_with_what_is_wrong():
    location, _ = located({"A": A, TLSA: data(f"_ 300 IN TLSA {RECORD}", broken="030101abab")})
    by_text = {str(record): record.fault for record in location.records}

    assert location.reason is None
    assert by_text.keys() == {RECORD, "3 1 1 abab"}
    assert "32 byte" in by_text["3 1 1 abab"]


def test_a_set_that_cannot_be_read_is_there_and_unusable():
    assert located({"A": A, TLSA: Reply(broken="03")})[0].reason is Reason.UNUSABLE


@pytest.mark.parametrize("name", ["a\\032b.test", "."])
def test_what_is_no_host_name_is_not_asked_for(name):
    location, asked = located({}, name=name)

    assert (location.reason, asked) == (Reason.NO_ADDRESS, [])
