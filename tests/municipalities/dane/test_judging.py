"""Verdicts from what was seen: addresses make a host, hosts and MX answers a domain, and runs are held together."""

import pytest

from municipalities.dane.evidence import Attempt
from municipalities.dane.exchanges import Exchange, Exchanges
from municipalities.dane.judging import Run, judge_domain, judge_host, merge_host
from municipalities.dane.locating import Location
from municipalities.dane.verdicts import Reason, Verdict

HOST = "mx.eksempel.test"
HEARD = {
    Reason.MATCHES,
    Reason.MISMATCH,
    Reason.TA_NAME,
    Reason.TA_VALIDITY,
    Reason.NO_STARTTLS,
    Reason.TEMPORARY,
    Reason.TLS_UNAVAILABLE,
    Reason.TLS_FAILED,
}


def attempt(reason, number=1):
    return Attempt(f"192.0.2.{number}", reason, "Derfor.", greeting="220 mx" if reason in HEARD else "")


def host(*reasons, is_cut=False, location=None, name=HOST):
    attempts = tuple(attempt(reason, number) for number, reason in enumerate(reasons, 1))
    return judge_host(Exchange(10, name), location or Location(name), attempts, is_cut=is_cut)


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        ([Reason.MATCHES], Reason.MATCHES),
        ([Reason.MATCHES, Reason.MATCHES], Reason.MATCHES),
        # One that fails, fails the host.
        ([Reason.MATCHES, Reason.MISMATCH], Reason.MISMATCH),
        ([Reason.TIMEOUT, Reason.MISMATCH], Reason.MISMATCH),
        ([Reason.TLS_FAILED, Reason.NO_STARTTLS], Reason.NO_STARTTLS),
        ([Reason.NO_STARTTLS, Reason.TA_NAME], Reason.TA_NAME),
        # Those that never answered are left out.
        ([Reason.MATCHES, Reason.TIMEOUT], Reason.MATCHES),
        ([Reason.REFUSED, Reason.MATCHES], Reason.MATCHES),
        ([Reason.NO_ROUTE, Reason.MATCHES], Reason.MATCHES),
        ([Reason.NOT_PUBLIC, Reason.MATCHES], Reason.MATCHES),
        # Those that answered, and could not be judged, are not.
        ([Reason.MATCHES, Reason.TEMPORARY], Reason.TEMPORARY),
        ([Reason.MATCHES, Reason.TLS_UNAVAILABLE, Reason.TIMEOUT], Reason.TLS_UNAVAILABLE),
        # None reached: the most telling of them.
        ([Reason.TIMEOUT], Reason.TIMEOUT),
        ([Reason.TIMEOUT, Reason.REFUSED], Reason.REFUSED),
        ([Reason.NO_ROUTE, Reason.TIMEOUT], Reason.TIMEOUT),
        ([Reason.NOT_PUBLIC, Reason.NO_ROUTE], Reason.NO_ROUTE),
        ([Reason.NOT_PUBLIC], Reason.NOT_PUBLIC),
        ([], Reason.TIMEOUT),
    ],
)
def test_a_host_is_judged_by_the_addresses_that_answered(seen, reason):
    assert host(*seen).reason is reason


def test_addresses_that_did_not_answer_are_noted():
    assert host(Reason.MATCHES, Reason.TIMEOUT).notes == ("Adressen 192.0.2.2 blev ikke nået. Derfor.",)
    assert host(Reason.MATCHES, Reason.MATCHES).notes == ()
    assert len(host(Reason.TIMEOUT, Reason.REFUSED).notes) == 2
    # There the reason and its detail say it.
    assert host(Reason.TIMEOUT).notes == ()


@pytest.mark.parametrize("reason", [Reason.BOGUS, Reason.NO_TLSA, Reason.HOST_INSECURE, Reason.DNS_TIMEOUT])
def test_what_dns_settles_stands(reason):
    assert host(location=Location(HOST, reason)).reason is reason


@pytest.mark.parametrize(
    ("seen", "reason"),
    [(Reason.MATCHES, Reason.TOO_MANY), (Reason.TIMEOUT, Reason.TOO_MANY), (Reason.MISMATCH, Reason.MISMATCH)],
)
def test_more_addresses_than_are_measured_leave_it_open_unless_one_fails(seen, reason):
    assert host(seen, is_cut=True).reason is reason


@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ([Reason.MATCHES, Reason.MATCHES], Reason.MATCHES),
        ([Reason.MATCHES, Reason.TIMEOUT], Reason.MATCHES),
        ([Reason.TIMEOUT, Reason.MATCHES], Reason.MATCHES),
        ([Reason.MATCHES, Reason.MISMATCH], Reason.DISAGREEMENT),
        ([Reason.NO_STARTTLS, Reason.MATCHES], Reason.DISAGREEMENT),
        ([Reason.MISMATCH, Reason.TIMEOUT], Reason.MISMATCH),
        ([Reason.MISMATCH, Reason.TA_NAME], Reason.MISMATCH),
        # No STARTTLS in every run, or it is not said.
        ([Reason.NO_STARTTLS], Reason.NO_STARTTLS),
        ([Reason.NO_STARTTLS, Reason.NO_STARTTLS], Reason.NO_STARTTLS),
        ([Reason.NO_STARTTLS, Reason.TIMEOUT], Reason.DISAGREEMENT),
        ([Reason.NO_STARTTLS, Reason.MISMATCH], Reason.MISMATCH),
        ([Reason.TIMEOUT, Reason.REFUSED], Reason.REFUSED),
    ],
)
def test_runs_are_held_together(runs, reason):
    merged = merge_host(tuple(host(one) for one in runs), len(runs))

    assert merged.reason is reason
    assert [one.reason for one in merged.attempts] == runs


def test_runs_that_disagree_say_so():
    merged = merge_host((host(Reason.MATCHES), host(Reason.MISMATCH)), 2)

    assert (merged.verdict, merged.detail) == (Verdict.UNDECIDED, "Målingerne gav: holder, holder ikke.")


def test_a_run_that_decided_nothing_is_told():
    merged = merge_host((host(Reason.TIMEOUT), host(Reason.MATCHES)), 2)

    assert "1 ud af 2 målinger afgjorde det: uafgjort, holder." in merged.notes


def test_what_is_shown_is_of_a_run_that_decided():
    found = host(Reason.MATCHES, location=Location(HOST, base_domain=HOST))
    merged = merge_host((host(location=Location(HOST, Reason.DNS_TIMEOUT)), found), 2)

    assert (merged.reason, merged.base_domain) == (Reason.MATCHES, HOST)


def test_runs_that_agree_need_no_note():
    assert merge_host((host(Reason.MATCHES), host(Reason.MATCHES)), 2).notes == ()


def test_a_host_that_some_runs_did_not_find_is_told():
    assert merge_host((host(Reason.MATCHES),), 2).notes == ("Serveren stod i domænets MX i 1 ud af 2 målinger.",)


SECURE = Exchanges(exchanges=(Exchange(10, HOST),))


def domain(hosts, *exchanges):
    runs = tuple(Run(number, one) for number, one in enumerate(exchanges or (SECURE,), 1))
    return judge_domain(runs, tuple(host(reason, name=f"{number}.test") for number, reason in enumerate(hosts)))


@pytest.mark.parametrize(
    ("hosts", "reason"),
    [
        ([Reason.MATCHES], Reason.ALL_HOSTS_HOLD),
        ([Reason.MATCHES, Reason.MATCHES], Reason.ALL_HOSTS_HOLD),
        ([Reason.MATCHES, Reason.MISMATCH], Reason.HOST_FAILS),
        ([Reason.MATCHES, Reason.TIMEOUT], Reason.HOST_UNDECIDED),
        ([Reason.TIMEOUT, Reason.MISMATCH], Reason.HOST_FAILS),
    ],
)
def test_a_domain_holds_if_all_its_hosts_do_and_a_failure_goes_first(hosts, reason):
    assert domain(hosts).reason is reason


@pytest.mark.parametrize("hosts", [[Reason.MATCHES], [Reason.MISMATCH], [Reason.TIMEOUT], []])
def test_an_insecure_mx_answer_fails_the_domain_whatever_its_hosts_do(hosts):
    assert domain(hosts, Exchanges(reason=Reason.MX_INSECURE)).reason is Reason.MX_INSECURE


@pytest.mark.parametrize(
    "reason",
    [Reason.NULL_MX, Reason.BOGUS, Reason.DNS_FAILURE, Reason.DNS_TIMEOUT, Reason.NO_SUCH_DOMAIN],
)
def test_what_the_mx_look_up_says_alone_is_the_domains(reason):
    assert domain([], Exchanges(reason=reason)).reason is reason


@pytest.mark.parametrize(
    ("hosts", "reason"),
    [
        ([Reason.MATCHES], Reason.TOO_MANY),
        ([Reason.TIMEOUT], Reason.TOO_MANY),
        ([Reason.MISMATCH], Reason.HOST_FAILS),
    ],
)
def test_more_hosts_than_are_measured_leave_it_open_unless_one_fails(hosts, reason):
    assert domain(hosts, Exchanges(exchanges=SECURE.exchanges, is_cut=True)).reason is reason


@pytest.mark.parametrize(("is_fallback", "reason"), [(True, Reason.NO_SERVER), (False, Reason.HOST_UNDECIDED)])
def test_a_domain_with_neither_mx_nor_address_has_no_server(is_fallback, reason):
    nowhere = host(location=Location(HOST, Reason.NO_ADDRESS))
    run = Run(1, Exchanges(exchanges=SECURE.exchanges, is_fallback=is_fallback))

    assert judge_domain((run,), (nowhere,)).reason is reason


INSECURE = Exchanges(reason=Reason.MX_INSECURE)
FAILED = Exchanges(reason=Reason.DNS_FAILURE)


@pytest.mark.parametrize(
    ("runs", "hosts", "reason"),
    [
        ((SECURE, INSECURE), [Reason.MATCHES], Reason.DISAGREEMENT),
        ((SECURE, INSECURE), [Reason.MISMATCH], Reason.HOST_FAILS),
        ((SECURE, Exchanges(reason=Reason.BOGUS)), [Reason.MATCHES], Reason.DISAGREEMENT),
        ((SECURE, Exchanges(reason=Reason.NULL_MX)), [Reason.MATCHES], Reason.DISAGREEMENT),
        ((SECURE, Exchanges(reason=Reason.NO_SUCH_DOMAIN)), [Reason.MATCHES], Reason.DISAGREEMENT),
        ((INSECURE, INSECURE), [Reason.MATCHES], Reason.MX_INSECURE),
        # Both fail, whichever it is.
        ((INSECURE, Exchanges(reason=Reason.BOGUS)), [Reason.MATCHES], Reason.MX_INSECURE),
        ((Exchanges(reason=Reason.BOGUS), INSECURE), [Reason.MATCHES], Reason.BOGUS),
        ((Exchanges(reason=Reason.NO_SUCH_DOMAIN), Exchanges(reason=Reason.NO_SERVER)), [], Reason.NO_SUCH_DOMAIN),
        ((INSECURE, Exchanges(reason=Reason.NULL_MX)), [Reason.MATCHES], Reason.DISAGREEMENT),
        ((INSECURE, Exchanges(reason=Reason.BOGUS), SECURE), [Reason.MATCHES], Reason.DISAGREEMENT),
        # A look-up that failed gives way to one that did not.
        ((SECURE, FAILED), [Reason.MATCHES], Reason.ALL_HOSTS_HOLD),
        ((FAILED, INSECURE), [Reason.MATCHES], Reason.MX_INSECURE),
        ((FAILED, Exchanges(reason=Reason.DNS_TIMEOUT)), [], Reason.DNS_FAILURE),
    ],
)
def test_mx_answers_of_several_runs_must_agree(runs, hosts, reason):
    assert domain(hosts, *runs).reason is reason


def test_mx_answers_that_fail_each_in_its_way_are_told():
    judged = domain([], INSECURE, Exchanges(reason=Reason.BOGUS))

    assert judged.detail == "Opslagene af MX var ikke ens: ikke signeret, forkert signatur."


def test_a_look_up_of_mx_that_gave_way_is_noted():
    assert domain([Reason.MATCHES], SECURE, FAILED, SECURE).notes == ("Opslaget af MX lykkedes i 2 ud af 3 målinger.",)
    assert domain([Reason.MATCHES], SECURE, SECURE).notes == ()
