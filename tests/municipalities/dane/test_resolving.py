"""What a resolver says, and how far it is believed."""

import socket
import time
from itertools import pairwise

import dns.message
import dns.rrset
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from municipalities.dane.asking import NoAnswerError, exchange, make_query
from municipalities.dane.evidence import Query
from municipalities.dane.locating import Location, locate
from municipalities.dane.measuring import Limits, Resolver
from municipalities.dane.resolving import Kind, Resolvers, Status, prove
from tests.dane_dns import (
    BOGUS,
    NODATA,
    NXDOMAIN,
    SERVFAIL,
    SIGNED,
    SILENT,
    DnsServer,
    Reply,
    data,
    dns_server,
    measuring,
)

NAME = "mx.eksempel.test"
ADDRESS = data("_ 300 IN A 192.0.2.7")
BOGUS_ADDRESS = data("_ 300 IN A 192.0.2.7", is_bogus=True)


def ask(reply, type_="A", *, name=NAME, limits=None, **zone):
    with dns_server({(name, type_): reply}) as server:
        return prove(measuring(server, limits=limits)).ask(name, type_)


@pytest.mark.parametrize(
    ("reply", "status", "kind"),
    [
        (ADDRESS, Status.SECURE, Kind.DATA),
        (data("_ 300 IN A 192.0.2.7", is_secure=False), Status.INSECURE, Kind.DATA),
        (NODATA, Status.SECURE, Kind.NODATA),
        (Reply(is_secure=False), Status.INSECURE, Kind.NODATA),
        (NXDOMAIN, Status.SECURE, Kind.NXDOMAIN),
        (Reply(rcode="NXDOMAIN", is_secure=False), Status.INSECURE, Kind.NXDOMAIN),
        (BOGUS_ADDRESS, Status.BOGUS, Kind.NONE),
        # A denial whose signatures are missing is bogus too: with CD it is an answer.
        (Reply(is_bogus=True), Status.BOGUS, Kind.NONE),
        (SERVFAIL, Status.FAILED, Kind.NONE),
        (Reply(rcode="REFUSED"), Status.FAILED, Kind.NONE),
        (SILENT, Status.TIMEOUT, Kind.NONE),
    ],
)
def test_an_answer_is_believed_as_far_as_it_was_validated(reply, status, kind):
    answer = ask(reply)

    assert (answer.status, answer.kind) == (status, kind)


def test_an_answer_keeps_what_was_asked_and_what_came():
    answer = ask(data("_ 120 IN A 192.0.2.7", "_ 120 IN A 192.0.2.8", extended_error=(3, "sta\0le")))

    (query,) = answer.queries
    assert query == Query(
        name=NAME,
        type="A",
        resolver=query.resolver,
        rcode="NOERROR",
        authenticated=True,
        ttl=120,
        records=(f"{NAME} A 192.0.2.7", f"{NAME} A 192.0.2.8"),
        extended_errors=("3 STALE_ANSWER sta\N{REPLACEMENT CHARACTER}le",),
        milliseconds=query.milliseconds,
    )
    assert [record.to_text() for record in answer.records] == ["192.0.2.7", "192.0.2.8"]


def test_an_unknown_extended_error_is_kept_by_its_number():
    assert ask(data("_ 120 IN A 192.0.2.7", extended_error=(49_999, "x"))).queries[0].extended_errors == (
        "49999 49999 x",
    )


def test_an_extended_error_is_never_the_verdict():
    assert ask(Reply(rcode="SERVFAIL", extended_error=(6, "DNSSEC bogus"))).status is Status.FAILED
    assert ask(data("_ 300 IN A 192.0.2.7", extended_error=(6, "DNSSEC bogus"))).status is Status.SECURE


def test_bogus_is_asked_twice_with_and_without_checking():
    with dns_server({(NAME, "A"): BOGUS_ADDRESS}) as server:
        answer = prove(measuring(server)).ask(NAME, "A")

    assert answer.status is Status.BOGUS
    assert [(query.rcode, query.checking_disabled) for query in answer.queries] == [
        ("SERVFAIL", False),
        ("NOERROR", True),
        ("SERVFAIL", False),
        ("NOERROR", True),
    ]


@pytest.mark.parametrize(
    ("second", "status"),
    [(ADDRESS, Status.SECURE), (data("_ 300 IN A 192.0.2.7", is_secure=False), Status.INSECURE)],
)
def test_what_is_answered_the_second_time_is_not_bogus(second, status):
    assert ask([BOGUS_ADDRESS, BOGUS_ADDRESS, second]).status is status


def test_what_fails_the_second_time_without_checking_is_not_bogus():
    assert ask([BOGUS_ADDRESS, BOGUS_ADDRESS, SERVFAIL]).status is Status.FAILED


@pytest.mark.parametrize(
    ("other", "status"),
    [
        (BOGUS_ADDRESS, Status.BOGUS),
        (SERVFAIL, Status.FAILED),
        (SILENT, Status.FAILED),
        (ADDRESS, Status.SECURE),
    ],
)
def test_bogus_is_so_at_every_resolver(other, status):
    with dns_server({(NAME, "A"): BOGUS_ADDRESS}) as first, dns_server({(NAME, "A"): other}) as second:
        assert prove(measuring(first, second)).ask(NAME, "A").status is status


@pytest.mark.parametrize("silent", [SILENT, SERVFAIL, Reply(rcode="REFUSED")])
def test_the_next_resolver_is_asked_where_one_has_no_answer(silent):
    with dns_server({(NAME, "A"): silent}) as first, dns_server({(NAME, "A"): ADDRESS}) as second:
        answer = prove(measuring(first, second)).ask(NAME, "A")

    assert answer.status is Status.SECURE
    assert answer.queries[-1].resolver == str(second.resolver)


def test_each_run_begins_with_another_resolver():
    with dns_server({(NAME, "A"): ADDRESS}) as first, dns_server({(NAME, "A"): ADDRESS}) as second:
        resolvers = prove(measuring(first, second))

        asked = [resolvers.starting_at(run).ask(NAME, "A").queries[0].resolver for run in (1, 2, 3)]
    assert asked == [str(first.resolver), str(second.resolver), str(first.resolver)]


def test_a_cut_answer_is_asked_for_again_over_tcp():
    with dns_server({(NAME, "A"): data("_ 300 IN A 192.0.2.7", is_cut=True)}) as server:
        answer = prove(measuring(server)).ask(NAME, "A")

        assert [is_udp for name, _, _, is_udp in server.asked if name == NAME] == [True, False]
    assert (answer.status, answer.kind) == (Status.SECURE, Kind.DATA)


def test_what_is_no_answer_to_the_question_is_waited_past():
    assert ask(data("_ 300 IN A 192.0.2.7", has_noise=True)).status is Status.SECURE


def test_what_is_no_answer_over_tcp_is_a_failure():
    """Nobody else can speak on that connection, so nothing is waited for."""
    answer = ask(data("_ 300 IN A 192.0.2.7", has_noise=True, is_cut=True))

    assert (answer.status, answer.queries[0].rcode) == (Status.FAILED, "ERROR")
    assert answer.queries[0].records[0].endswith("answered something else")


ALIAS = "_ 300 IN CNAME b.test."


def test_aliases_in_one_answer_are_followed():
    answer = ask(data(ALIAS, "b.test. 300 IN CNAME c.test.", "c.test. 300 IN A 192.0.2.7"))

    assert (answer.aliases, answer.final_name, answer.kind) == (("b.test", "c.test"), "c.test", Kind.DATA)


@pytest.mark.parametrize(
    ("first_is_secure", "second_is_secure", "status"),
    [
        (True, True, Status.SECURE),
        (True, False, Status.INSECURE),
        (False, True, Status.INSECURE),
    ],
)
def test_an_alias_without_its_target_is_asked_on_and_one_insecure_link_makes_all_so(
    first_is_secure, second_is_secure, status
):
    zone = {
        (NAME, "A"): data(ALIAS, is_secure=first_is_secure),
        ("b.test", "A"): data("_ 300 IN A 192.0.2.7", is_secure=second_is_secure),
    }
    with dns_server(zone) as server:
        answer = prove(measuring(server)).ask(NAME, "A")

    assert (answer.status, answer.kind, answer.aliases) == (status, Kind.DATA, ("b.test",))


@pytest.mark.parametrize(("target", "kind"), [(NODATA, Kind.NODATA), (NXDOMAIN, Kind.NXDOMAIN)])
def test_an_alias_to_nothing_is_a_denial(target, kind):
    with dns_server({(NAME, "A"): data(ALIAS), ("b.test", "A"): target}) as server:
        assert prove(measuring(server)).ask(NAME, "A").kind is kind


def test_an_alias_whose_target_is_bogus_is_bogus():
    with dns_server({(NAME, "A"): data(ALIAS), ("b.test", "A"): BOGUS_ADDRESS}) as server:
        assert prove(measuring(server)).ask(NAME, "A").status is Status.BOGUS


def test_an_alias_asked_for_by_type_is_not_followed():
    answer = ask(data(ALIAS), "CNAME")

    assert (answer.kind, answer.aliases) == (Kind.DATA, ())


def test_a_loop_of_aliases_is_a_failure():
    assert ask(data(ALIAS, f"b.test. 300 IN CNAME {NAME}.")).status is Status.FAILED
    assert ask(data(f"_ 300 IN CNAME {NAME}.")).status is Status.FAILED


@pytest.mark.parametrize(("length", "status"), [(3, Status.SECURE), (4, Status.FAILED)])
def test_a_chain_of_aliases_is_followed_so_far_and_no_further(length, status):
    names = [NAME, *(f"n{number}.test" for number in range(length))]
    chain = [f"{name}. 300 IN CNAME {target}." for name, target in pairwise(names)]

    limits = Limits(dns_seconds=0.5, again_seconds=0, aliases=3)
    assert ask(data(*chain, f"{names[-1]}. 300 IN A 192.0.2.7"), limits=limits).status is status


def test_a_record_that_cannot_be_read_loses_no_other():
    good = "3 1 1 " + "ab" * 32
    answer = ask(data(f"_ 300 IN TLSA {good}", broken="03"), "TLSA")

    assert answer.kind is Kind.DATA
    assert [record.to_wire() for record in answer.records] == [b"\x03", bytes((3, 1, 1)) + b"\xab" * 32]


@pytest.mark.parametrize(
    ("type_", "good", "broken"),
    [
        ("MX", "10 a.test.", "000a"),
        ("MX", "10 a.test.", ""),
        ("A", "192.0.2.7", "c00002"),
        ("AAAA", "2001:db8::7", "20010db8"),
    ],
)
def test_a_host_or_an_address_that_cannot_be_read_is_a_failure(type_, good, broken):
    """Nobody knows which host it was, so the others prove nothing."""
    answer = ask(data(f"_ 300 IN {type_} {good}", broken=broken), type_)

    assert (answer.status, answer.kind) == (Status.FAILED, Kind.NONE)
    assert answer.queries[0].records == (f"; a record of type {type_} can't be read",)


def test_a_name_that_points_back_into_the_message_is_read_beside_a_broken_record():
    """RFC 1035 section 4.1.4; the broken one is a TLSA record that nobody asked for."""
    response = dns.message.make_response(dns.message.make_query(NAME, "MX"))
    response.answer.append(dns.rrset.from_text(f"{NAME}.", 300, "IN", "MX", f"10 {NAME}."))
    wire = response.to_wire()
    assert wire.count(b"eksempel") == 1
    wire = wire[:6] + (2).to_bytes(2) + wire[8:] + bytes.fromhex("c00c0034000100000e1000020301")

    answer = ask(Reply(wire=wire), "MX")

    assert answer.status is Status.INSECURE
    assert [record.to_text() for record in answer.records] == [f"10 {NAME}."]


def test_a_digest_of_the_wrong_length_is_kept_as_it_was_published():
    answer = ask(Reply(broken="030101abab"), "TLSA")

    assert [record.to_wire() for record in answer.records] == [bytes.fromhex("030101abab")]
    assert answer.queries[0].records == (rf"{NAME} TLSA \# 5 030101abab",)


def test_a_set_of_records_that_cannot_be_read_is_still_there():
    answer = ask(Reply(broken=""), "TLSA")

    assert answer.kind is Kind.DATA
    assert [record.to_wire() for record in answer.records] == [b""]


def test_a_name_too_long_to_be_asked_for_is_a_failure():
    with dns_server({}) as server:
        answer = prove(measuring(server)).ask("_25._tcp." + ".".join(["a" * 62] * 4), "TLSA")

    assert answer.status is Status.FAILED


def test_no_more_is_asked_once_time_is_up():
    with dns_server({(NAME, "A"): ADDRESS}) as server:
        answer = prove(measuring(server)).until(time.monotonic() - 1).ask(NAME, "A")

        assert not [name for name, *_ in server.asked if name == NAME]
    assert answer.status is Status.TIMEOUT


PLAIN_BOGUS = data("_ 300 IN A 192.0.2.2")


@pytest.mark.parametrize(
    "zone",
    [
        # Does not validate: no AD, and the bogus name's data for all.
        {(SIGNED, "A"): data("_ 300 IN A 192.0.2.1", is_secure=False), (BOGUS, "A"): PLAIN_BOGUS},
        {(SIGNED, "A"): data("_ 300 IN A 192.0.2.1", is_secure=False)},
        {(BOGUS, "A"): PLAIN_BOGUS},
        # Fails on the bogus name also with CD, as it would on any dead name.
        {(BOGUS, "A"): SERVFAIL},
        {(BOGUS, "A"): Reply(is_bogus=True)},
        {(BOGUS, "A"): NXDOMAIN},
        {(SIGNED, "A"): SERVFAIL},
        {(SIGNED, "A"): NXDOMAIN},
        {(SIGNED, "A"): SILENT},
        {(BOGUS, "A"): SILENT},
    ],
)
def test_a_resolver_that_cannot_tell_signed_from_bogus_is_left_out(zone):
    with dns_server(zone) as bad, dns_server({}) as good:
        resolvers = prove(measuring(bad, good))

    assert resolvers.order == (good.resolver,)
    assert resolvers.left_out == (str(bad.resolver),)
    assert [query.resolver for query in resolvers.proofs] == [str(bad.resolver)] * 3 + [str(good.resolver)] * 3


def test_a_resolver_that_is_not_there_is_left_out():
    with dns_server({}) as server:
        gone = measuring(server)

    resolvers = prove(gone)
    assert (resolvers.order, {query.rcode for query in resolvers.proofs}) == ((), {"ERROR"})


def test_a_resolver_that_proves_itself_is_used():
    with dns_server({}) as server:
        resolvers = prove(measuring(server))

    assert (resolvers.order, resolvers.left_out) == ((server.resolver,), ())
    assert [(query.name, query.rcode, query.authenticated, query.checking_disabled) for query in resolvers.proofs] == [
        (SIGNED, "NOERROR", True, False),
        (BOGUS, "SERVFAIL", False, False),
        (BOGUS, "NOERROR", False, True),
    ]


def test_questions_ask_for_validation():
    with socket.socket(type=socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        query = make_query(NAME, "MX", checking_disabled=True)
        with pytest.raises(NoAnswerError):
            exchange(query, Resolver("127.0.0.1", line.getsockname()[1]), 0.05)

    assert (query.ednsflags & 0x8000, query.payload) == (0x8000, 1232)
    assert query.flags & 0x0010


def answer_wire():
    """A good answer: one TLSA record behind an alias."""
    reply = data(ALIAS, "b.test. 300 IN TLSA 3 1 1 " + "ab" * 32)
    asked = make_query(TLSA_NAME, "TLSA", checking_disabled=False).to_wire()
    return DnsServer({(TLSA_NAME, "TLSA"): reply}).answers(asked, is_udp=True)[0]


TLSA_NAME = f"_25._tcp.{NAME}"
WIRE = answer_wire()


@pytest.fixture(scope="module")
def garbling():
    with dns_server({(NAME, "A"): ADDRESS, (NAME, "AAAA"): NODATA}) as server:
        yield server


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.dictionaries(st.integers(2, len(WIRE) - 1), st.integers(0, 255), max_size=6),
    length=st.integers(2, len(WIRE)) | st.just(len(WIRE)),
)
def test_no_garbled_answer_breaks_a_look_up(garbling, changes, length):
    wire = bytearray(WIRE)
    for place, octet in changes.items():
        wire[place] = octet
    garbling.zone[TLSA_NAME, "TLSA"] = Reply(wire=bytes(wire[:length]))
    resolvers = Resolvers((garbling.resolver,), Limits(dns_seconds=0.02, again_seconds=0))

    assert isinstance(locate(NAME, 25, resolvers), Location)


def test_resolvers_that_are_silent_cost_the_time_of_one_proof():
    zone = {(SIGNED, "A"): SILENT, (BOGUS, "A"): SILENT}
    limits = Limits(dns_seconds=0.4, proof_seconds=1, again_seconds=0)
    with dns_server(zone) as first, dns_server(zone) as second, dns_server({}) as third:
        began = time.monotonic()
        resolvers = prove(measuring(first, second, third, limits=limits))
        took = time.monotonic() - began

    assert resolvers.order == (third.resolver,)
    assert resolvers.left_out == (str(first.resolver), str(second.resolver))
    # Six waits at each of the two would be 4.8 seconds.
    assert 0.9 < took < 2
    assert [query.resolver for query in resolvers.proofs] == [
        str(server.resolver) for server in (first, second, third) for _ in range(3)
    ]
