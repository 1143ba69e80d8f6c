"""The lab itself: that it stands, that its resolver validates, and that nothing of it stays behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

import dns.flags
import dns.message
import dns.query
import dns.rcode

from municipalities.dane.measuring import Resolver, read_resolver
from tests.dane_lab.cases import CASES
from tests.dane_lab.lab import Details
from tests.dane_lab.running import ROOT, RunningLab, running_lab


def ask(resolver: Resolver, name: str, record_type: str = "A") -> dns.message.Message:
    query = dns.message.make_query(name, record_type, want_dnssec=True)
    return dns.query.udp(query, resolver.address, port=resolver.port, timeout=5)


def is_listening(resolver: Resolver) -> bool:
    try:
        socket.create_connection((resolver.address, resolver.port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def ends(resolver: Resolver) -> bool:
    end = time.monotonic() + 15
    while is_listening(resolver):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_resolver_validates(dane_lab):
    signed, bogus = ask(dane_lab.resolver, "signed.lab"), ask(dane_lab.resolver, "bogus.lab")

    assert (signed.rcode(), bool(signed.flags & dns.flags.AD)) == (dns.rcode.NOERROR, True)
    assert (bogus.rcode(), bool(bogus.answer)) == (dns.rcode.SERVFAIL, False)


def test_blind_resolver_believes_everything(dane_lab):
    signed, bogus = ask(dane_lab.blind_resolver, "signed.lab"), ask(dane_lab.blind_resolver, "bogus.lab")

    assert (signed.rcode(), bool(signed.flags & dns.flags.AD)) == (dns.rcode.NOERROR, False)
    assert (bogus.rcode(), bool(bogus.answer)) == (dns.rcode.NOERROR, True)


def test_two_labs_run_beside_each_other_and_leave_nothing(dane_lab):
    with running_lab() as other:
        resolver = other.resolver
        assert resolver.address != dane_lab.resolver.address
        assert is_listening(resolver)

    assert not is_listening(resolver)
    assert is_listening(dane_lab.resolver)


def test_lab_ends_when_whoever_started_it_is_killed_outright():
    """Python gets no chance to tidy up: the lab sees its standard input end, and takes its servers with it."""
    program = (
        "import json, time\n"
        "from tests.dane_lab.running import running_lab\n"
        "with running_lab() as lab:\n"
        "    print(json.dumps(lab.details.to_dict()), flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        lab = RunningLab(Details(**json.loads(starter.stdout.readline())))
        assert is_listening(lab.resolver)
        starter.kill()

    assert ends(lab.resolver)


def test_lab_takes_its_servers_with_it_when_it_is_killed_itself(tmp_path):
    """Its folder is all that it can't take."""
    command = [sys.executable, "-m", "tests.dane_lab", "--attached"]
    settings = os.environ | {"TMPDIR": str(tmp_path)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=settings, text=True, **pipes) as process:
        lab = RunningLab(Details(**json.loads(process.stdout.readline())))
        process.kill()

    assert ends(lab.resolver)


def test_lab_says_how_it_is_measured_by_hand():
    command = [sys.executable, "-m", "tests.dane_lab"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline() for _ in range(7)]
        process.send_signal(signal.SIGINT)
        process.wait(15)

    said = "".join(lines)
    (resolver,) = re.findall(r"--resolver (\S+) --port 20025", said)
    assert "manage.py check_dane good-ee.lab" in said
    assert process.returncode == 0
    assert ends(read_resolver(resolver))


def test_list_of_cases_has_them_all():
    listed = subprocess.run(
        [sys.executable, "-m", "tests.dane_lab", "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert [line.split()[0] for line in listed.stdout.splitlines()] == [case.domain for case in CASES]
