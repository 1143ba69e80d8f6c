"""The command: what it prints, and the exit codes that scripts rely on."""

import json
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings as project

from municipalities.dane.evidence import Measurement
from municipalities.dane.measuring import Limits, Resolver
from municipalities.dane.verdicts import Verdict
from municipalities.dane_settings import measuring_from_settings
from municipalities.management.commands.check_dane import ending
from tests.commands import run
from tests.dane_dns import BOGUS, NODATA, SIGNED, Reply, data, dns_server
from tests.municipalities.dane.mail_servers import closed_port, saying, serving

NULL, UNSIGNED, MISSING = "null.test", "usigneret.test", "mangler.test"
ZONE = {
    (NULL, "MX"): data("_ 300 IN MX 0 ."),
    (UNSIGNED, "MX"): Reply(is_secure=False),
    (MISSING, "MX"): Reply(rcode="NXDOMAIN"),
}


@contextmanager
def resolving(settings, zone):
    with dns_server(zone, otherwise=NODATA) as server:
        settings.DANE_RESOLVERS = (server.resolver,)
        settings.DANE_SIGNED_NAME, settings.DANE_BOGUS_NAME = SIGNED, BOGUS
        settings.DANE_ALLOW_LOCAL = True
        yield server


@pytest.mark.parametrize(
    ("domains", "code"),
    [
        ([NULL], 4),
        ([UNSIGNED], 1),
        ([MISSING], 2),
        ([NULL, UNSIGNED], 1),
        ([NULL, MISSING], 2),
        ([MISSING, UNSIGNED, NULL], 1),
    ],
)
def test_exit_code_is_of_the_gravest_verdict(settings, domains, code):
    with resolving(settings, ZONE):
        assert run("check_dane", *domains).code == code


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ({Verdict.HOLDS}, 0),
        ({Verdict.HOLDS, Verdict.NO_MAIL}, 0),
        ({Verdict.NO_MAIL}, 4),
        ({Verdict.HOLDS, Verdict.UNDECIDED}, 2),
        ({Verdict.HOLDS, Verdict.UNDECIDED, Verdict.FAILS, Verdict.NO_MAIL}, 1),
    ],
)
def test_a_domain_without_mail_counts_only_among_its_like(verdicts, code):
    assert ending(verdicts)[0] == code


def test_what_is_wrong_is_said_in_danish(settings):
    zone = {
        (UNSIGNED, "MX"): data("_ 300 IN MX 10 mx.test.", is_secure=False),
        ("mx.test", "A"): data("_ 300 IN A 127.0.0.1"),
        ("_25._tcp.mx.test", "TLSA"): data("_ 300 IN TLSA 1 1 1 " + "ab" * 32),
    }
    with resolving(settings, zone):
        ran = run("check_dane", UNSIGNED)

    assert ran.output.splitlines() == [
        "usigneret.test: Holder ikke",
        "  Domænet er ikke signeret med DNSSEC. Andre kan ændre listen over jeres mailgateways, uden at det",
        "  opdages.",
        "  Bed den, der driver domænets DNS, om at signere det med DNSSEC.",
        "",
        "  mx.test (MX 10): Holder ikke",
        "    Der er TLSA-poster, men ingen af dem kan bruges til mail. Afsendere skal stadig kryptere, men",
        "    kan ikke kontrollere serveren.",
        "    RFC 7672, afsnit 2.2, kræver stadig kryptering.",
        "    Bed den, der driver mailserveren, om en TLSA-post, der begynder med 3 1 1.",
        f"    TLSA 1 1 1 {'ab' * 32}: Brug 1 kan ikke",
        "    anvendes til mail (RFC 7672, afsnit 3.1.3).",
    ]
    assert ran.said == "Mindst ét domæne holder ikke."


def test_json_is_all_that_was_seen(settings):
    with resolving(settings, ZONE):
        rows = json.loads(run("check_dane", NULL, UNSIGNED, "--json").output)

    assert [(row["domain"], row["verdict"], row["reason"]) for row in rows] == [
        (NULL, "no_mail", "null_mx"),
        (UNSIGNED, "does_not_hold", "mx_insecure"),
    ]
    assert [Measurement.from_dict(row).to_dict() for row in rows] == rows


def test_resolver_port_and_runs_may_be_given(settings):
    with resolving(settings, ZONE) as server, serving(saying("421 later\r\n")) as mail:
        server.zone |= {
            ("eksempel.test", "MX"): data("_ 300 IN MX 10 mx.test."),
            ("mx.test", "A"): data("_ 300 IN A 127.0.0.1"),
            (f"_{mail.port}._tcp.mx.test", "TLSA"): data("_ 300 IN TLSA 3 1 1 " + "ab" * 32),
        }
        settings.DANE_RESOLVERS = (Resolver("127.0.0.1", closed_port()),)
        options = ["--resolver", str(server.resolver), "--port", mail.port, "--runs", 1, "--json"]
        (row,) = json.loads(run("check_dane", "eksempel.test", *options).output)

    assert (row["resolvers"], row["runs"], row["hosts"][0]["reason"]) == ([str(server.resolver)], 1, "temporary")


def test_a_blocked_port_is_said(settings):
    port = closed_port()
    zone = {
        ("eksempel.test", "MX"): data("_ 300 IN MX 10 mx.test."),
        ("mx.test", "A"): data("_ 300 IN A 127.0.0.1"),
        (f"_{port}._tcp.mx.test", "TLSA"): data("_ 300 IN TLSA 3 1 1 " + "ab" * 32),
    }
    with resolving(settings, zone):
        ran = run("check_dane", "eksempel.test", "--port", port)

    assert ran.code == 2
    assert "måske er vores egen forbindelse spærret" in ran.output


def test_a_resolver_that_does_not_validate_leaves_all_undecided(settings):
    with resolving(settings, ZONE | {(SIGNED, "A"): Reply(is_secure=False)}):
        ran = run("check_dane", UNSIGNED)

    assert ran.code == 2
    assert "Det er vores fejl, ikke jeres." in ran.output


WRONG = [
    ([], "DOMAIN"),
    (["dk"], "'dk' er ikke et domæne."),
    (["192.0.2.1"], "'192.0.2.1' er ikke et domæne."),
    ([NULL, "a b.dk"], "'a b.dk' er ikke et domæne."),
    ([NULL, "--resolver", "localhost"], "'localhost' er ikke en adresse"),
    ([NULL, "--resolver", "127.0.0.1:0"], "'127.0.0.1:0' er ikke en adresse"),
    ([NULL, "--port", "65536"], "'65536' er ikke et tal fra 1 til 65535."),
    ([NULL, "--port", "0"], "'0' er ikke et tal"),
    ([NULL, "--runs", "11"], "'11' er ikke et tal fra 1 til 10."),
    ([NULL, "--runs", "mange"], "'mange' er ikke et tal"),
    ([NULL, "--ukendt"], "--ukendt"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_bad_input_measures_nothing(settings, arguments, said):
    with resolving(settings, ZONE) as server:
        ran = run("check_dane", *arguments)

        assert server.asked == []
    assert (ran.code, ran.output) == (3, "")
    assert said in ran.said


def test_bad_input_on_the_command_line_ends_with_3():
    command = [sys.executable, "manage.py", "check_dane", "dk", "--settings", "tests.settings"]
    ended = subprocess.run(command, cwd=project.BASE_DIR, capture_output=True, text=True, timeout=60)

    assert (ended.returncode, ended.stdout) == (3, "")
    assert "'dk' er ikke et domæne." in ended.stderr


@pytest.mark.parametrize("given", ["[::1]:5353", "::1"])
def test_an_ipv6_resolver_is_understood(settings, given):
    settings.DANE_SIGNED_NAME = "signed.test"
    ran = run("check_dane", NULL, "--resolver", given, "--json")

    assert json.loads(ran.output)[0]["notes"][0].startswith(f"Navneserveren [::1]:{5353 if '5353' in given else 53} ")


def test_the_settings_say_how_to_measure(settings):
    settings.DANE_RESOLVERS = (Resolver("127.0.0.1", 5353), Resolver("::1"))
    settings.DANE_SIGNED_NAME, settings.DANE_BOGUS_NAME = "signed.test", "bogus.test"
    settings.DANE_EHLO, settings.DANE_PORT, settings.DANE_RUNS = "maaling.test", 2525, 3
    settings.DANE_GREETING_SECONDS, settings.DANE_ALLOW_LOCAL = 90, True
    how = measuring_from_settings()

    assert how.resolvers == (Resolver("127.0.0.1", 5353), Resolver("::1"))
    assert (how.signed_name, how.bogus_name, how.ehlo) == ("signed.test", "bogus.test", "maaling.test")
    assert (how.port, how.runs, how.may_be_local) == (2525, 3, True)
    assert how.limits == Limits(greeting_seconds=90, host_seconds=150)


def test_without_settings_of_its_own_nothing_local_is_measured():
    how = measuring_from_settings()

    assert (how.resolvers, how.port, how.runs, how.may_be_local) == ((Resolver("127.0.0.1"),), 25, 1, False)
    assert (how.ehlo, how.limits) == ("localhost", Limits())
