"""What is said of a measurement: every verdict and reason has its words, and a server that is ready hears so."""

import pytest

from municipalities.dane.evidence import Host, Measurement
from municipalities.dane.verdicts import Reason, Verdict, verdict_of
from municipalities.dane_words import ALL_READY, HOST_READY, VERDICTS, WORDS, Words, domain_words, host_words


def host(reason):
    return Host(name="mx.eksempel.test", preference=10, verdict=verdict_of(reason), reason=reason)


def measurement(reason, *hosts):
    return Measurement(
        domain="eksempel.test", verdict=verdict_of(reason), reason=reason, at="2026-11-30T12:00:00Z", hosts=hosts
    )


def test_every_verdict_has_its_words():
    assert set(VERDICTS) == set(Verdict)


def test_every_reason_has_its_words():
    assert set(WORDS) == set(Reason)


@pytest.mark.parametrize(
    "reason", [reason for reason in Reason if verdict_of(reason) in {"does_not_hold", "undecided"}]
)
def test_whatever_does_not_hold_has_advice(reason):
    assert WORDS[reason].advice


def test_unusable_records_still_ask_for_encryption():
    assert "skal stadig kryptere" in WORDS[Reason.UNUSABLE].why


def test_servers_that_are_ready_hear_that_the_domain_is_at_fault():
    measured = measurement(Reason.MX_INSECURE, host(Reason.MATCHES), host(Reason.MATCHES))

    assert domain_words(measured) == Words(ALL_READY, WORDS[Reason.MX_INSECURE].advice)
    assert host_words(measured.hosts[0], measured).why.startswith(HOST_READY)


@pytest.mark.parametrize(
    ("domain", "hosts"),
    [(Reason.MX_INSECURE, [Reason.MATCHES, Reason.NO_TLSA]), (Reason.MX_INSECURE, []), (Reason.HOST_FAILS, [])],
)
def test_the_domain_alone_is_blamed_only_where_every_server_is_ready(domain, hosts):
    measured = measurement(domain, *map(host, hosts))

    assert domain_words(measured) == WORDS[domain]


def test_a_server_that_is_not_ready_keeps_its_own_words():
    failing = host(Reason.NO_TLSA)

    assert host_words(failing, measurement(Reason.MX_INSECURE, failing)) == WORDS[Reason.NO_TLSA]
    ready = host(Reason.MATCHES)
    assert host_words(ready, measurement(Reason.ALL_HOSTS_HOLD, ready)) == WORDS[Reason.MATCHES]
