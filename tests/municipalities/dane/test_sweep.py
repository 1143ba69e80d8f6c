"""Many domains at once, against real mail servers and a DNS server on this machine."""

import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import gcd

import dns.flags
import dns.message
import dns.rrset
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from municipalities.dane.evidence import Measurement
from municipalities.dane.measuring import Limits
from municipalities.dane.sweep import sweep
from municipalities.dane.verdicts import Reason, Verdict
from municipalities.dane.visiting import MOST_UNCALLED
from tests.dane_chains import make_chain
from tests.dane_dns import BOGUS, NODATA, SIGNED, SILENT, Reply, data, dns_server, measuring
from tests.municipalities.dane.mail_servers import closed_port, encrypting, saying, serving

DOMAIN, OTHER, HOST = "eksempel.test", "andet.test", "mx.eksempel.test"
TODAY = datetime.now(UTC)
CHAIN = make_chain(2, names=(HOST,), not_before=TODAY - timedelta(days=1), not_after=TODAY + timedelta(days=1))
FAST = Limits(dns_seconds=1, again_seconds=0, connect_seconds=2, greeting_seconds=2, step_seconds=2, host_seconds=8)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return CHAIN.write(tmp_path_factory.mktemp("chain"))


def mx(*hosts):
    return data(*(f"_ 300 IN MX {number} {host}." for number, host in enumerate(hosts, 10)))


def tlsa(usage=3, selector=1, matching=1, place=0):
    row = CHAIN.row(usage, selector, matching, place=place)
    return data(f"_ 300 IN TLSA {usage} {selector} {matching} {row[3].hex()}")


def host_zone(port, name=HOST, *, addresses=("127.0.0.1",), records=None):
    return {
        (name, "A"): data(*(f"_ 300 IN A {address}" for address in addresses)),
        (f"_{port}._tcp.{name}", "TLSA"): records or tlsa(),
    }


@contextmanager
def measured_with(port, zone, **more):
    """A function that sweeps, with a resolver that knows the zone."""
    with dns_server(zone, otherwise=NODATA) as server:
        how = measuring(server, **{"limits": FAST, "port": port, "seconds_between_runs": 0, **more})
        yield lambda *domains, **options: sweep(domains, how, **options)


def test_a_domain_whose_server_shows_the_right_certificate_holds(files):
    with (
        serving(encrypting(files)) as server,
        measured_with(server.port, {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port)}) as run,
    ):
        (measurement,) = run(DOMAIN).measurements

    (host,) = measurement.hosts
    (attempt,) = host.attempts
    assert (measurement.verdict, host.verdict, attempt.reason) == (Verdict.HOLDS, Verdict.HOLDS, Reason.MATCHES)
    assert attempt.matched == (str(host.records[0]),)
    assert (measurement.notes, host.notes) == ((), ())
    assert [certificate.names for certificate in attempt.chain] == [(HOST,), ("Lokal rod",)]
    assert len(attempt.chain_der) == 2
    assert server.told == ["EHLO maaling.test", "STARTTLS", f"SNI {HOST}", "QUIT"]
    assert [query.type for query in measurement.queries] == ["A", "A", "A", "MX"]


def test_a_measurement_goes_to_json_and_back(files):
    with (
        serving(encrypting(files)) as server,
        measured_with(server.port, {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port)}) as run,
    ):
        (measurement,) = run(DOMAIN).measurements

    assert Measurement.from_dict(measurement.to_dict()) == measurement


def test_the_names_that_dane_ta_accepts_are_each_domains_own(files):
    """Both name the same host, whose certificate names only itself and the first domain's host."""
    chain = make_chain(2, names=(DOMAIN,), not_before=TODAY - timedelta(days=1), not_after=TODAY + timedelta(days=1))
    row = chain.row(2, 1, 1, place=1)
    anchored = data(f"_ 300 IN TLSA 2 1 1 {row[3].hex()}")
    folder = files[0].parent
    with serving(encrypting(chain.write(folder, "domain"))) as server:
        zone = {(DOMAIN, "MX"): mx(HOST), (OTHER, "MX"): mx(HOST), **host_zone(server.port, records=anchored)}
        with measured_with(server.port, zone) as run:
            one, other = run(DOMAIN, OTHER).measurements

        assert server.visits == 1
    assert (one.reason, other.reason) == (Reason.ALL_HOSTS_HOLD, Reason.HOST_FAILS)
    assert other.hosts[0].reason is Reason.TA_NAME


def test_an_insecure_mx_leaves_dane_ta_the_hosts_own_name_alone(files):
    chain = make_chain(2, names=(DOMAIN,), not_before=TODAY - timedelta(days=1), not_after=TODAY + timedelta(days=1))
    row = chain.row(2, 1, 1, place=1)
    with serving(encrypting(chain.write(files[0].parent, "insecure"))) as server:
        insecure = data(f"_ 300 IN MX 10 {HOST}.", is_secure=False)
        records = data(f"_ 300 IN TLSA 2 1 1 {row[3].hex()}")
        with measured_with(server.port, {(DOMAIN, "MX"): insecure, **host_zone(server.port, records=records)}) as run:
            (measurement,) = run(DOMAIN).measurements

    assert (measurement.reason, measurement.hosts[0].reason) == (Reason.MX_INSECURE, Reason.TA_NAME)


def test_a_host_of_many_domains_is_visited_once_a_run(files):
    domains = [f"d{number}.test" for number in range(12)]
    with serving(encrypting(files)) as server:
        zone = {(domain, "MX"): mx(HOST) for domain in domains} | host_zone(server.port)
        with measured_with(server.port, zone, runs=2) as run:
            measurements = run(*domains).measurements

        assert server.visits == 2
    assert [measurement.domain for measurement in measurements] == domains
    assert {measurement.verdict for measurement in measurements} == {Verdict.HOLDS}
    assert [attempt.run for attempt in measurements[0].hosts[0].attempts] == [1, 2]


def test_a_domain_given_twice_is_measured_once(files):
    with (
        serving(encrypting(files)) as server,
        measured_with(server.port, {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port)}) as run,
    ):
        assert [one.domain for one in run(DOMAIN, DOMAIN.upper()).measurements] == [DOMAIN]


def test_what_is_no_domain_stops_the_sweep_before_it_begins():
    with dns_server({}) as server:
        with pytest.raises(ValueError, match="not a domain"):
            sweep([DOMAIN, "127.0.0.1"], measuring(server))

        assert server.asked == []


def test_nothing_is_measured_without_a_resolver_that_validates():
    with dns_server({(BOGUS, "A"): data("_ 300 IN A 192.0.2.2")}) as server:
        told = []
        got = sweep([DOMAIN, OTHER], measuring(server), told.append)

        assert {name for name, *_ in server.asked} == {"signed.test", "bogus.test"}
    assert [one.reason for one in got.measurements] == [Reason.RESOLVER_NOT_VALIDATING] * 2
    assert (tuple(told), got.is_port_blocked) == (got.measurements, False)
    assert len(got.measurements[0].queries) == 3
    assert got.measurements[0].notes == (
        f"Navneserveren {server.resolver} kunne ikke vise, at den kontrollerer DNSSEC, og blev ikke brugt.",
    )


def test_where_no_server_answers_the_port_is_blocked():
    port = closed_port()
    zone = {(DOMAIN, "MX"): mx(HOST), (OTHER, "MX"): data("_ 300 IN MX 0 ."), **host_zone(port)}
    told = []
    with measured_with(port, zone) as run:
        got = run(DOMAIN, OTHER, on_done=told.append)

    assert got.is_port_blocked
    assert [one.reason for one in got.measurements] == [Reason.PORT_BLOCKED, Reason.NULL_MX]
    assert got.measurements[0].hosts[0].reason is Reason.REFUSED
    assert sorted(one.domain for one in told) == [OTHER, DOMAIN]
    assert {one.domain: one for one in told}[DOMAIN].reason is Reason.PORT_BLOCKED


def test_an_undecided_domain_is_told_as_soon_as_some_server_has_answered():
    """The second server greets only when the first domain has been told of."""
    is_told, was_told = threading.Event(), []

    def wait(talk):
        was_told.append(is_told.wait(1.5))
        talk.say("554 no\r\n")

    with serving(saying("421 later\r\n")) as first, serving(wait, address="127.0.0.2", port=first.port):
        zone = {
            (DOMAIN, "MX"): mx(HOST),
            (OTHER, "MX"): mx("sen.test"),
            **host_zone(first.port),
            **host_zone(first.port, "sen.test", addresses=("127.0.0.2",)),
        }
        told = []
        with measured_with(first.port, zone) as run:
            run(DOMAIN, OTHER, on_done=lambda one: (told.append(one.domain), is_told.set()))
    assert (told, was_told) == ([DOMAIN, OTHER], [True])


def test_servers_that_are_down_are_just_that_where_the_port_is_known_to_be_open():
    port = closed_port()
    told = []
    with measured_with(port, {(DOMAIN, "MX"): mx(HOST), **host_zone(port)}, is_port_open=True) as run:
        got = run(DOMAIN, on_done=told.append)

    assert (got.is_port_blocked, got.measurements[0].reason) == (False, Reason.HOST_UNDECIDED)
    assert tuple(told) == got.measurements


def test_a_failure_that_dns_shows_stands_where_the_port_is_blocked():
    port = closed_port()
    insecure = data(f"_ 300 IN MX 10 {HOST}.", is_secure=False)
    with measured_with(port, {(DOMAIN, "MX"): insecure, **host_zone(port)}) as run:
        got = run(DOMAIN)

    assert (got.is_port_blocked, got.measurements[0].reason) == (True, Reason.MX_INSECURE)


def test_one_server_that_answers_clears_the_port_for_all(files):
    """Both listen on the same port, at addresses of their own; only one of the two hosts is there."""
    with serving(encrypting(files)) as server:
        zone = {
            (DOMAIN, "MX"): mx(HOST),
            (OTHER, "MX"): mx("doed.test"),
            **host_zone(server.port),
            **host_zone(server.port, "doed.test", addresses=("127.0.0.2",)),
        }
        told = []
        with measured_with(server.port, zone) as run:
            got = run(OTHER, DOMAIN, on_done=told.append)

    assert not got.is_port_blocked
    assert [one.reason for one in got.measurements] == [Reason.HOST_UNDECIDED, Reason.ALL_HOSTS_HOLD]
    assert sorted(told, key=lambda one: one.domain) == sorted(got.measurements, key=lambda one: one.domain)


def test_nobody_is_called_where_dns_has_settled_it():
    with (
        serving(saying("220 mx\r\n")) as server,
        measured_with(server.port, {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port, records=Reply())}) as run,
    ):
        got = run(DOMAIN)

        assert server.visits == 0
    assert (got.measurements[0].hosts[0].reason, got.is_port_blocked) == (Reason.NO_TLSA, False)


def test_addresses_that_are_not_public_are_never_called():
    with (
        serving(saying("220 mx\r\n")) as server,
        measured_with(server.port, {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port)}, may_be_local=False) as run,
    ):
        got = run(DOMAIN)

        assert server.visits == 0
    assert (got.measurements[0].hosts[0].reason, got.is_port_blocked) == (Reason.NOT_PUBLIC, False)


@pytest.mark.parametrize(("count", "reason"), [(2, Reason.ALL_HOSTS_HOLD), (3, Reason.HOST_UNDECIDED)])
def test_only_so_many_addresses_are_called(files, count, reason):
    addresses = [f"127.0.0.{number}" for number in range(1, count + 1)]
    limits = Limits(dns_seconds=1, again_seconds=0, addresses=2, connect_seconds=2)
    with serving(encrypting(files), address="0.0.0.0") as server:  # noqa: S104 - all of this machine's own
        zone = {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port, addresses=addresses)}
        with measured_with(server.port, zone, limits=limits) as run:
            (measurement,) = run(DOMAIN).measurements

        assert server.visits == 2
    assert measurement.reason is reason
    assert (measurement.hosts[0].reason is Reason.TOO_MANY) is (count > 2)


@pytest.mark.parametrize(("count", "reason"), [(1, Reason.MATCHES), (2, Reason.TOO_MANY)])
def test_an_address_that_there_is_no_way_to_takes_no_place_among_those_that_are_called(files, count, reason):
    """The loopback's own broadcast address: nobody may connect to one."""
    nowhere = "127.255.255.255"
    addresses = [*(f"127.0.0.{number}" for number in range(1, count + 1)), nowhere]
    limits = Limits(dns_seconds=1, again_seconds=0, addresses=1, connect_seconds=2)
    with serving(encrypting(files)) as server:
        zone = {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port, addresses=addresses)}
        with measured_with(server.port, zone, limits=limits) as run:
            (host,) = run(DOMAIN).measurements[0].hosts

    assert host.reason is reason
    assert [(one.address, one.reason) for one in host.attempts] == [
        ("127.0.0.1", Reason.MATCHES),
        (nowhere, Reason.NO_ROUTE),
    ]
    assert f"Adressen {nowhere} blev ikke nået. Der er ingen vej til IPv4 herfra." in host.notes


def test_addresses_that_are_not_called_are_told_to_a_limit():
    addresses = [f"127.0.0.{number}" for number in range(1, 30)]
    zone = {(DOMAIN, "MX"): mx(HOST), **host_zone(25, addresses=addresses)}
    with measured_with(25, zone, may_be_local=False) as run:
        (host,) = run(DOMAIN).measurements[0].hosts

    assert (host.reason, len(host.attempts), len(host.addresses)) == (Reason.NOT_PUBLIC, MOST_UNCALLED, 29)


class Crowd:
    """Counts how many talk to it at once; each is kept for a moment and sent away."""

    def __init__(self):
        self.lock, self.now, self.most, self.visits = threading.Lock(), 0, 0, 0

    def serve(self, listener):
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(line,)).start()

    def talk(self, line):
        with self.lock:
            self.now, self.visits = self.now + 1, self.visits + 1
            self.most = max(self.most, self.now)
        with line:
            threading.Event().wait(0.1)
            with self.lock:
                self.now -= 1
            line.sendall(b"421 later\r\n")
            line.recv(100)


def test_one_address_is_never_called_by_more_than_two_at_once():
    """Twelve hosts that share an address, as a provider's do."""
    crowd = Crowd()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=crowd.serve, args=(listener,))
        thread.start()
        port, zone = listener.getsockname()[1], {}
        for number in range(12):
            zone |= {(f"d{number}.test", "MX"): mx(f"mx{number}.test"), **host_zone(port, f"mx{number}.test")}
        with measured_with(port, zone) as run:
            got = run(*(f"d{number}.test" for number in range(12)))
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()

    assert (crowd.visits, crowd.most) == (12, 2)
    assert {one.hosts[0].reason for one in got.measurements} == {Reason.TEMPORARY}


def test_runs_that_differ_are_undecided(files):
    """The server has one certificate the first time and another the second."""
    wrong = make_chain(2).write(files[0].parent, "wrong")
    scripts = [encrypting(files), encrypting(wrong)]
    with serving(lambda talk: scripts.pop(0)(talk)) as server:
        zone = {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port)}
        with measured_with(server.port, zone, runs=2) as run:
            (measurement,) = run(DOMAIN).measurements

    assert (measurement.reason, measurement.hosts[0].reason) == (Reason.HOST_UNDECIDED, Reason.DISAGREEMENT)
    assert [attempt.reason for attempt in measurement.hosts[0].attempts] == [Reason.MATCHES, Reason.MISMATCH]


def test_each_run_asks_another_resolver_first(files):
    with serving(encrypting(files)) as server:
        zone = {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port)}
        with dns_server(zone, otherwise=NODATA) as one, dns_server(zone, otherwise=NODATA) as two:
            how = measuring(one, two, limits=FAST, port=server.port, runs=2, seconds_between_runs=0)
            (measurement,) = sweep([DOMAIN], how).measurements

            asked = [query.resolver for query in measurement.queries if query.type == "MX"]
            assert asked == [str(one.resolver), str(two.resolver)]
    assert measurement.verdict is Verdict.HOLDS


def test_a_domain_without_mx_is_measured_at_its_own_address(files):
    with (
        serving(encrypting(files)) as server,
        measured_with(server.port, {(DOMAIN, "MX"): NODATA, **host_zone(server.port, DOMAIN)}) as run,
    ):
        (measurement,) = run(DOMAIN).measurements

    assert (measurement.reason, measurement.hosts[0].name) == (Reason.ALL_HOSTS_HOLD, DOMAIN)


def test_a_domain_whose_mx_has_no_name_has_no_server():
    with measured_with(25, {(DOMAIN, "MX"): data("_ 300 IN MX 10 .")}) as run:
        (measurement,) = run(DOMAIN).measurements

    assert (measurement.verdict, measurement.reason, measurement.hosts) == (Verdict.UNDECIDED, Reason.NO_SERVER, ())
    assert measurement.detail.startswith("Domænets MX-post har intet navn")


def test_a_domain_with_neither_mx_nor_address_has_no_server():
    with measured_with(25, {}) as run:
        (measurement,) = run(DOMAIN).measurements

    assert (measurement.verdict, measurement.reason, measurement.hosts) == (
        Verdict.UNDECIDED,
        Reason.NO_SERVER,
        (),
    )
    assert [query.type for query in measurement.queries[3:]] == ["MX", "A", "AAAA"]


@pytest.mark.parametrize("limit", ["host_seconds", "domain_seconds"])
def test_time_that_runs_out_leaves_it_undecided(limit):
    limits = Limits(**{"dns_seconds": 1, "again_seconds": 0, "greeting_seconds": 2, limit: 0.6})
    with serving(lambda talk: talk.wait()) as server:
        zone = {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port)}
        with measured_with(server.port, zone, limits=limits) as run:
            (measurement,) = run(DOMAIN).measurements

    assert measurement.milliseconds < 1900
    assert measurement.hosts[0].reason is Reason.TIMEOUT


def costly_key():
    """Of RSA with an exponent nearly as long as the modulus, which OpenSSL still takes at 3072 bits."""
    usual = rsa.generate_private_key(65537, 3072).private_numbers()
    p, q, order = usual.p, usual.q, (usual.p - 1) * (usual.q - 1)
    e = next(e for e in range(2**2999 + 1, 2**3000, 2) if gcd(e, order) == 1)
    d = pow(e, -1, order)
    public = rsa.RSAPublicNumbers(e, usual.public_numbers.n)
    private = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), usual.iqmp, public)
    return private.private_key(unsafe_skip_rsa_key_validation=True)


def large(name, rows):
    """A signed answer with more than any datagram was asked to hold."""
    response = dns.message.make_response(dns.message.make_query(name, "TLSA"))
    response.flags |= dns.flags.AD
    response.answer.append(dns.rrset.from_text(name, 300, "IN", "TLSA", *rows))
    return Reply(wire=response.to_wire(max_size=65_000))


def test_certificates_made_to_be_costly_cost_no_more_than_the_domains_time(tmp_path):
    """Nineteen issuers that all sign each other, and thirty anchors above them, take ten seconds or more to judge."""
    dates = {"not_before": TODAY - timedelta(days=9), "not_after": TODAY + timedelta(days=9)}
    root = make_chain(1, key=costly_key(), common_name="Ens", names=(), authority=True, **dates)
    same = [
        make_chain(2, key=root.keys[0], common_name="Ens", ta=root, names=(), authority=True, **dates)
        for _ in range(30)
    ]
    leaf = make_chain(2, ta=root, dates={0: (TODAY - timedelta(days=9), TODAY - timedelta(days=1))}, **dates)
    chain, key = leaf.write(tmp_path, without=(1,))
    chain.write_bytes(b"".join([leaf.pem(without=(1,)), *(one.pem(without=(1,)) for one in same[:19])]))
    anchors = [f"2 0 0 {one.der[0].hex()}" for one in same]
    limits = Limits(dns_seconds=1, again_seconds=0, domain_seconds=2)
    with serving(encrypting((chain, key))) as server:
        records = large(f"_{server.port}._tcp.{HOST}.", anchors)
        zone = {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port, records=records)}
        with measured_with(server.port, zone, limits=limits) as run:
            (measurement,) = run(DOMAIN).measurements

    (attempt,) = measurement.hosts[0].attempts
    assert (attempt.reason, len(attempt.chain)) == (Reason.TIMEOUT, 20)
    assert attempt.detail == "Tiden løb ud, før alle TLSA-poster var prøvet på serverens certifikater."
    assert measurement.milliseconds < 5000


def test_a_failure_that_was_seen_stands_where_time_runs_out_on_the_next_address(files):
    """The second address is silent for as long as the domain may take."""
    limits = Limits(dns_seconds=1, again_seconds=0, domain_seconds=2)
    wrong = data(f"_ 300 IN TLSA 3 1 1 {'00' * 32}")
    with (
        serving(encrypting(files)) as server,
        serving(lambda talk: talk.wait(), address="127.0.0.2", port=server.port),
    ):
        zone = {
            (DOMAIN, "MX"): mx(HOST),
            **host_zone(server.port, addresses=("127.0.0.1", "127.0.0.2"), records=wrong),
        }
        with measured_with(server.port, zone, limits=limits) as run:
            (measurement,) = run(DOMAIN).measurements

    assert (measurement.reason, measurement.hosts[0].reason) == (Reason.HOST_FAILS, Reason.MISMATCH)
    assert [one.reason for one in measurement.hosts[0].attempts] == [Reason.MISMATCH, Reason.TIMEOUT]
    assert measurement.milliseconds < 2000


@pytest.mark.parametrize(("seconds", "reason"), [(0.5, Reason.TIMEOUT), (4, Reason.MATCHES)])
def test_the_proof_of_resolvers_is_paid_out_of_a_domains_time(files, seconds, reason):
    """One resolver of two is silent for a second, and the server for another before it greets."""
    limits = Limits(dns_seconds=1, proof_seconds=1, again_seconds=0, domain_seconds=1 + seconds)

    def slow(talk):
        threading.Event().wait(1)
        encrypting(files)(talk)

    with serving(slow) as server, dns_server({(SIGNED, "A"): SILENT, (BOGUS, "A"): SILENT}) as silent:
        zone = {(DOMAIN, "MX"): mx(HOST), **host_zone(server.port)}
        with dns_server(zone, otherwise=NODATA) as good:
            (measurement,) = sweep([DOMAIN], measuring(good, silent, limits=limits, port=server.port)).measurements

    assert measurement.hosts[0].reason is reason


def test_runs_that_there_is_no_time_for_are_left_out_and_told():
    limits = Limits(dns_seconds=1, again_seconds=0, domain_seconds=5)
    with measured_with(25, {(DOMAIN, "MX"): data("_ 300 IN MX 0 .")}, limits=limits, runs=2) as run:
        whole = run(DOMAIN).measurements[0]
    with dns_server({(DOMAIN, "MX"): data("_ 300 IN MX 0 .")}) as server:
        (short,) = sweep([DOMAIN], measuring(server, limits=limits, runs=2, seconds_between_runs=6)).measurements

    assert [len([query for query in one.queries if query.type == "MX"]) for one in (whole, short)] == [2, 1]
    assert (whole.runs, short.runs) == (2, 1)
    assert (whole.notes, short.notes) == ((), ("Der var kun tid til 1 ud af 2 målinger.",))


def test_an_mx_that_is_an_alias_is_followed_and_noted(files):
    with serving(encrypting(files)) as server:
        alias = data(f"_ 300 IN CNAME {HOST}.", f"{HOST}. 300 IN A 127.0.0.1")
        zone = {(DOMAIN, "MX"): mx("alias.test"), **host_zone(server.port), ("alias.test", "A"): alias}
        with measured_with(server.port, zone) as run:
            (measurement,) = run(DOMAIN).measurements

        assert f"SNI {HOST}" in server.told
    (host,) = measurement.hosts
    assert (host.verdict, host.base_domain, host.aliases) == (Verdict.HOLDS, HOST, (HOST,))
    assert host.notes == ("MX peger på et alias, og det må den ikke (RFC 5321, afsnit 5.1).",)


def test_a_sweep_that_is_stopped_begins_on_no_further_domain():
    domains = [f"d{number}.test" for number in range(40)]

    def stop(measurement):
        raise KeyboardInterrupt

    limits = Limits(dns_seconds=1, again_seconds=0, domains_at_once=2)
    with dns_server({(domain, "MX"): data("_ 300 IN MX 0 .") for domain in domains}) as server:
        with pytest.raises(KeyboardInterrupt):
            sweep(domains, measuring(server, limits=limits), stop)

        assert len([name for name, type_, *_ in server.asked if type_ == "MX"]) < 40
