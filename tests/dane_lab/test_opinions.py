"""A second opinion on every case: Postfix's and OpenSSL's own DANE, on the same servers, in a network of its own."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from typing import NoReturn

import pytest

from municipalities.dane.evidence import Host
from municipalities.dane.verdicts import Reason
from tests.dane_lab.cases import CASES
from tests.dane_lab.differences import DIFFERENCES, OPENSSL, POSTFIX, Difference
from tests.dane_lab.namespaced import Findings, find_way_in, gather, questions_for_postfix
from tests.dane_lab.opinions import is_alike

pytestmark = pytest.mark.slow

# The reason is the host's where the domain only passes it on.
PASSED_ON = {Reason.HOST_FAILS, Reason.HOST_UNDECIDED, Reason.ALL_HOSTS_HOLD}


# Only whoever says so may have a green run in which port 25 and the second opinions were never tried.
MAY_SKIP = "SKIP_NETWORK_NAMESPACE"


def leave_untried(environment: Mapping[str, str]) -> NoReturn:
    why = "this machine permits no network namespace (unshare), so port 25 and second opinions are not tried"
    if environment.get(MAY_SKIP) == "1":
        pytest.skip(why)
    pytest.fail(f"{why}; set {MAY_SKIP}=1 to go without")


@pytest.mark.parametrize(
    ("environment", "outcome"),
    [
        ({MAY_SKIP: "1"}, pytest.skip.Exception),
        ({MAY_SKIP: "0"}, pytest.fail.Exception),
        ({}, pytest.fail.Exception),
    ],
)
def test_without_a_namespace_the_tests_fail_unless_told_otherwise(environment, outcome):
    with pytest.raises(outcome, match="no network namespace"):
        leave_untried(environment)


@pytest.fixture(scope="session")
def findings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Findings:
    """Gathered once for all processes."""
    way_in = find_way_in()
    if way_in is None:
        leave_untried(os.environ)
    folder = tmp_path_factory.getbasetemp()
    stored = (folder if worker_id == "master" else folder.parent) / "dane-findings.json"
    with stored.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stored.exists():
            stored.write_text(gather(way_in))
    return Findings.from_json(stored.read_text())


def postfix_differences(findings: Findings) -> Iterator[Difference]:
    for case in CASES:
        measurement = findings.measurements[case.domain]
        reasons = {f"[{host.name}]": host.reason for host in measurement.hosts}
        of_domain = measurement.reason
        if of_domain in PASSED_ON and len(measurement.hosts) == 1:
            of_domain = measurement.hosts[0].reason
        for about in questions_for_postfix((case,)):
            ours, theirs = reasons.get(about, of_domain), findings.postfix[about].opinion
            if not is_alike(ours, theirs):
                yield Difference(POSTFIX, case.name, ours, theirs)


def openssl_differences(findings: Findings) -> Iterator[Difference]:
    for case in CASES:
        for host in findings.measurements[case.domain].hosts:
            for address, reason in calls(host).items():
                said = findings.openssl.get((host.name, address))
                if said is not None and not is_alike(reason, said.opinion):
                    yield Difference(OPENSSL, case.name, reason, said.opinion)


def calls(host: Host) -> dict[str, Reason]:
    return {attempt.address: attempt.reason for attempt in host.attempts}


def test_port_25_gives_the_same_verdicts(findings):
    """The rest of the lab listens elsewhere; here there is no way to IPv6 either."""
    wrong = {
        case.name: measurement.reason
        for case in CASES
        if (measurement := findings.measurements[case.domain]).reason is not case.reason
        or {host.name: host.reason for host in measurement.hosts} != case.expected_hosts
    }

    assert wrong == {}


def test_address_without_a_way_to_it_is_left_out_and_said(findings):
    (host,) = findings.measurements["no-ipv6.lab"].hosts
    (unreached,) = [attempt for attempt in host.attempts if attempt.reason is Reason.NO_ROUTE]

    assert host.reason is Reason.MATCHES
    assert unreached.address == "2001:db8::25"
    assert any(unreached.address in note for note in host.notes)


@pytest.mark.parametrize(
    ("program", "differences"), [(POSTFIX, postfix_differences), (OPENSSL, openssl_differences)], ids=[POSTFIX, OPENSSL]
)
def test_second_opinion_differs_where_the_table_says_and_nowhere_else(program, differences, findings):
    expected = {(one.case, one.ours, one.theirs): one.may_agree for one in DIFFERENCES if one.program == program}
    seen = {(one.case, one.ours, one.theirs) for one in differences(findings)}

    assert seen <= expected.keys(), [findings.postfix.get(f"{case}.lab") for case, _, _ in seen - expected.keys()]
    assert seen >= {key for key, may_agree in expected.items() if not may_agree}


def test_second_opinions_were_given(findings):
    """Both programs saw servers that are what their records say, and servers that are not."""
    for said in (findings.postfix, findings.openssl):
        opinions = [one.opinion for one in said.values()]
        assert opinions.count("verified") > 30
        assert opinions.count("not verified") > 5
        assert opinions.count("no session") > 5
