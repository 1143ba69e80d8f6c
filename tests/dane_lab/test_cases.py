"""Every case of the table, measured as the portal measures: real DNSSEC, real servers, real handshakes."""

import base64
import hashlib

import pytest

from municipalities.dane.evidence import Host, Measurement
from municipalities.dane.sweep import sweep
from municipalities.dane.verdicts import Reason, Verdict
from tests.dane_lab.cases import CASES
from tests.dane_lab.kinds import Case
from tests.dane_lab.zones import TTL

IN_THE_OPEN = [case for case in CASES if not case.is_namespaced]


def only_host(measurement: Measurement) -> Host:
    (host,) = measurement.hosts
    return host


def test_cases_are_each_their_own():
    domains = [case.domain for case in CASES]

    assert len(set(domains)) == len(domains)
    assert len({case.says for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", IN_THE_OPEN, ids=lambda case: case.name)
def test_case_is_judged_as_the_table_says(case: Case, measurements: dict[str, Measurement]):
    measurement = measurements[case.domain]

    assert (measurement.verdict, measurement.reason) == (case.verdict, case.reason), measurement.detail
    assert {host.name: host.reason for host in measurement.hosts} == case.expected_hosts
    assert [host.verdict for host in measurement.hosts] == [
        host.verdict for host in case.hosts[: len(measurement.hosts)]
    ]


def test_table_has_every_verdict_and_all_reasons_that_a_lab_can_show():
    """The others need a machine or a resolver that is not as it should be; they have tests of their own."""
    reasons = {case.reason for case in CASES} | {host.reason for case in CASES for host in case.hosts}

    assert {case.verdict for case in CASES} == set(Verdict)
    assert set(Reason) - reasons == {
        Reason.RESOLVER_NOT_VALIDATING,
        Reason.PORT_BLOCKED,
        Reason.DISAGREEMENT,
        Reason.NOT_PUBLIC,
        Reason.NO_ROUTE,
    }


def test_evidence_has_the_resolvers_own_words(measurements):
    """RFC 8914: evidence, never the verdict."""
    errors = {
        name: {error for query in measurements[f"{name}.lab"].queries for error in query.extended_errors}
        for name in ("bogus-domain", "expired-domain")
    }

    # A resolver that proves itself fails on a bogus name of its own, in every measurement.
    assert any(error.startswith("6 ") for error in errors["bogus-domain"])
    assert any(error.startswith("7 ") for error in errors["expired-domain"])


def test_evidence_has_authentication_ttls_and_records(measurements):
    measurement = measurements["good-ee.lab"]
    (query,) = [query for query in measurement.queries if query.type == "MX"]

    assert (query.rcode, query.authenticated) == ("NOERROR", True)
    assert query.records == ("good-ee.lab MX 10 mx.good-ee.lab.",)
    assert 0 < query.ttl <= TTL
    assert query.resolver in measurement.resolvers


def test_evidence_has_the_conversation_and_the_chain(measurements):
    host = only_host(measurements["ta-four.lab"])
    (attempt,) = host.attempts

    assert attempt.greeting == "220 mx.ta-four.lab ESMTP"
    assert attempt.starttls
    assert (attempt.tls_version, bool(attempt.cipher)) == ("TLSv1.3", True)
    assert [hashlib.sha256(base64.b64decode(der)).hexdigest() for der in attempt.chain_der] == [
        one.sha256 for one in attempt.chain
    ]
    assert len(attempt.chain) == 4
    assert attempt.chain[0].names == ("mx.ta-four.lab",)
    assert attempt.matched == (str(host.records[0]),)
    assert host.records[0].data == attempt.chain[-1].public_key_sha256


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("good-ee", "mx.good-ee.lab"),
        ("cname-mx", "real.cname-mx.lab"),
        ("cname-secure", "mx.cname-secure.lab"),
        ("cname-half", "mx.cname-half.lab"),
        ("tlsa-alias", "mx.tlsa-alias.lab"),
        ("no-mx", "no-mx.lab"),
    ],
)
def test_base_domain_is_where_the_records_are(name, base, measurements):
    """RFC 7671 section 7; an alias of the records themselves changes nothing."""
    assert only_host(measurements[f"{name}.lab"]).base_domain == base


def test_alias_as_mx_is_noted(measurements):
    assert any("RFC 5321" in note for note in only_host(measurements["cname-mx.lab"]).notes)
    assert not only_host(measurements["good-ee.lab"]).notes


def test_dead_address_beside_a_good_one_is_noted(measurements):
    host = only_host(measurements["one-dead.lab"])
    dead = next(one for one in host.attempts if one.reason is Reason.REFUSED)

    assert len(host.attempts) == 2
    assert any(dead.address in note for note in host.notes)


def test_more_records_than_a_datagram_holds_are_all_there(measurements):
    assert len(only_host(measurements["many-records.lab"]).records) == 61


def test_danish_letters_are_measured_as_dns_has_them(dane_lab, measurements):
    (measurement,) = sweep(["Blåbær.lab"], dane_lab.measuring).measurements

    assert measurement.domain == "xn--blbr-roah.lab"
    assert measurement.reason is measurements[measurement.domain].reason is Reason.ALL_HOSTS_HOLD


def test_port_is_blocked_where_no_server_of_the_sweep_answers(dane_lab):
    swept = sweep(["refused.lab", "null-mx.lab", "no-tlsa.lab"], dane_lab.measuring)

    assert swept.is_port_blocked
    assert [one.reason for one in swept.measurements] == [Reason.PORT_BLOCKED, Reason.NULL_MX, Reason.HOST_FAILS]


def test_local_addresses_are_left_alone_unless_a_setting_says_otherwise(dane_lab):
    (measurement,) = sweep(["good-ee.lab"], dane_lab.measuring_with(may_be_local=False)).measurements

    assert (measurement.reason, only_host(measurement).reason) == (Reason.HOST_UNDECIDED, Reason.NOT_PUBLIC)
    assert not any(attempt.greeting for attempt in only_host(measurement).attempts)


def test_resolver_that_does_not_validate_is_not_believed(dane_lab):
    (measurement,) = sweep(["good-ee.lab"], dane_lab.measuring_with(resolvers=(dane_lab.blind_resolver,))).measurements

    assert (measurement.verdict, measurement.reason) == (Verdict.UNDECIDED, Reason.RESOLVER_NOT_VALIDATING)


def test_resolver_that_does_not_validate_is_left_out_beside_one_that_does(dane_lab):
    both = (dane_lab.blind_resolver, dane_lab.resolver)
    swept = sweep(["good-ee.lab", "bogus-domain.lab"], dane_lab.measuring_with(resolvers=both))

    assert [one.reason for one in swept.measurements] == [Reason.ALL_HOSTS_HOLD, Reason.BOGUS]
    assert {one.resolvers for one in swept.measurements} == {(str(dane_lab.resolver),)}
    assert all(str(dane_lab.blind_resolver) in " ".join(one.notes) for one in swept.measurements)
