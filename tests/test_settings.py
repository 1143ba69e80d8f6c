"""Settings: each reader takes the good value and names the bad one; a wrong one stops the start with one line."""

import os
import sqlite3
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as django_settings
from django.db import connection, transaction

from config import env
from municipalities.dane.measuring import Resolver
from tests.certificates import AGENCY, make_certificate

ROOT = django_settings.BASE_DIR
SECRET = "a-secret-of-the-tests-long-enough-to-be-taken"
PRODUCTION = {"SECRET_KEY": SECRET, "SITE_URL": "https://modenhed.example.dk", "ENV_FILE": os.devnull}


def read(monkeypatch, reader, value, **options):
    monkeypatch.delenv("SETTING", raising=False)
    if value is not None:
        monkeypatch.setenv("SETTING", value)
    return reader("SETTING", **options)


@pytest.mark.parametrize(
    ("reader", "value", "options", "expected"),
    [
        (env.env_str, "x", {}, "x"),
        (env.env_str, None, {"default": "y"}, "y"),
        (env.env_bool, "1", {}, True),
        (env.env_bool, "Yes", {}, True),
        (env.env_bool, "0", {"default": True}, False),
        (env.env_bool, "", {"default": True}, False),
        (env.env_bool, None, {}, False),
        (env.env_int, "7", {"default": 1}, 7),
        (env.env_int, None, {"default": 1}, 1),
        (env.env_int, "2", {"default": 9, "minimum": 2}, 2),
        (env.env_secret, "s" * 40, {}, "s" * 40),
        (env.env_list, " a, b,,c ", {}, ["a", "b", "c"]),
        (env.env_list, None, {}, []),
        (env.env_choice, "b", {"default": "a", "choices": ("a", "b")}, "b"),
        (env.env_choice, None, {"default": "a", "choices": ("a", "b")}, "a"),
        (env.env_site_url, "https://modenhed.example.dk/", {}, "https://modenhed.example.dk"),
        (env.env_site_url, "http://127.0.0.1:8000", {}, "http://127.0.0.1:8000"),
        (env.env_site_url, "http://localhost:8000", {}, "http://localhost:8000"),
        (env.env_site_url, "http://[::1]:8000", {}, "http://[::1]:8000"),
        (env.env_page, "https://www.example.dk/side?nr=1", {}, "https://www.example.dk/side?nr=1"),
        (env.env_page, None, {}, ""),
        (env.env_domain, "Rødgrød.dk", {"default": ""}, "xn--rdgrd-vuad.dk"),
        (env.env_domain, None, {"default": "iana.org"}, "iana.org"),
        (env.env_resolvers, None, {"default": "127.0.0.1"}, (Resolver("127.0.0.1"),)),
        (
            env.env_resolvers,
            "192.0.2.1:5353, [2001:db8::1]:54,::1",
            {"default": ""},
            (Resolver("192.0.2.1", 5353), Resolver("2001:db8::1", 54), Resolver("::1", 53)),
        ),
        (env.env_ehlo, None, {"host": "modenhed.example.dk"}, "modenhed.example.dk"),
        (env.env_ehlo, "", {"host": "127.0.0.1"}, "[127.0.0.1]"),
        (env.env_ehlo, None, {"host": "::1"}, "[IPv6:::1]"),
        (env.env_ehlo, "maaling.example.dk", {"host": "127.0.0.1"}, "maaling.example.dk"),
    ],
)
def test_reader_takes_good_value(monkeypatch, reader, value, options, expected):
    assert read(monkeypatch, reader, value, **options) == expected


@pytest.mark.parametrize(
    ("reader", "value", "options", "problem"),
    [
        (env.env_str, None, {}, "is missing"),
        (env.env_bool, "maybe", {}, "write 1 or 0"),
        (env.env_bool, "2", {}, "write 1 or 0"),
        (env.env_int, "many", {"default": 1}, "write a whole number"),
        (env.env_int, "", {"default": 1}, "write a whole number"),
        (env.env_int, "1", {"default": 9, "minimum": 2}, "write 2 or more"),
        (env.env_int, "-1", {"default": 0}, "write 0 or more"),
        (env.env_int, "3", {"default": 1, "maximum": 2}, "write 2 or less"),
        (env.env_page, "javascript:alert(1)", {}, "write an address"),
        (env.env_page, "www.example.dk/erklaering", {}, "write an address"),
        (env.env_secret, "s" * 39, {}, "at least 40"),
        (env.env_secret, None, {}, "is missing"),
        (env.env_choice, "c", {"default": "a", "choices": ("a", "b")}, "one of a, b"),
        (env.env_site_url, "modenhed.example.dk", {}, "write an address"),
        (env.env_site_url, "ftp://modenhed.example.dk", {}, "write an address"),
        (env.env_site_url, "https://modenhed.example.dk/portal", {}, "write an address"),
        (env.env_site_url, "https://modenhed.example.dk?side=1", {}, "write an address"),
        (env.env_site_url, "https://me:secret@modenhed.example.dk", {}, "write an address"),
        (env.env_site_url, "https://modenhed.example.dk:port", {}, "write an address"),
        (env.env_site_url, "https://modenhed.example.dk:99999", {}, "write an address"),
        (env.env_site_url, "https://[::1", {}, "write an address"),
        (env.env_site_url, "http://modenhed.example.dk", {}, "use https"),
        (env.env_domain, "dk", {"default": ""}, "write a domain name"),
        (env.env_domain, "", {"default": "iana.org"}, "write a domain name"),
        (env.env_domain, "127.0.0.1", {"default": ""}, "write a domain name"),
        (env.env_resolvers, "dns.example.dk", {"default": ""}, "write addresses such as"),
        (env.env_resolvers, "127.0.0.1:0", {"default": ""}, "write addresses such as"),
        (env.env_resolvers, "127.0.0.1,x", {"default": ""}, "write addresses such as"),
        (env.env_resolvers, " , ", {"default": "127.0.0.1"}, "write addresses such as"),
        (env.env_ehlo, "maaling\r\nQUIT", {"host": ""}, "write a domain name"),
    ],
)
def test_reader_names_setting_and_problem_of_bad_value(monkeypatch, reader, value, options, problem):
    with pytest.raises(env.SettingError, match=rf"^Setting SETTING .*{problem}"):
        read(monkeypatch, reader, value, **options)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Start Python anew, with nothing of this process's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VAR_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"DEBUG": "maybe"}, "Setting DEBUG is 'maybe'"),
        ({"SECRET_KEY": "short"}, "Setting SECRET_KEY is too short"),
        ({"SITE_URL": "http://modenhed.example.dk"}, "use https"),
        ({"DATABASE_URL": "mysql://host/name"}, "Setting DATABASE_URL is not understood"),
        ({"DATABASE_URL": "postgres://host:port/name"}, "Setting DATABASE_URL is not understood"),
        ({"DATABASE_URL": "postgres://host"}, "Setting DATABASE_URL names no database"),
        ({"DATABASE_URL": "sqlite:///"}, "Setting DATABASE_URL names no database"),
        ({"VAR_DIR": "/dev/null/var"}, "Setting VAR_DIR is '/dev/null/var', which cannot be made"),
        ({"ENV_FILE": "/dev/null/env"}, "Setting ENV_FILE is '/dev/null/env': there is no such file."),
        ({"EMAIL_PORT": "99999"}, "Setting EMAIL_PORT is 99999"),
        ({"ACCESSIBILITY_STATEMENT_URL": "javascript:alert(1)"}, "Setting ACCESSIBILITY_STATEMENT_URL is"),
        ({"REDIS_URL": "memcached://host"}, "Setting REDIS_URL is not understood"),
        ({"WORKERS": "0"}, "Setting WORKERS is 0"),
        ({"TRUSTED_PROXIES": "one"}, "Setting TRUSTED_PROXIES is 'one'"),
        ({"LOG_LEVEL": "LOUD"}, "Setting LOG_LEVEL is 'LOUD'"),
        ({"DANE_RESOLVERS": "localhost"}, "Setting DANE_RESOLVERS is 'localhost'"),
        ({"DANE_SIGNED_NAME": "."}, "Setting DANE_SIGNED_NAME is '.'"),
        ({"DANE_BOGUS_NAME": "dk"}, "Setting DANE_BOGUS_NAME is 'dk'"),
        ({"DANE_EHLO": "a b"}, "Setting DANE_EHLO is 'a b'"),
        ({"DANE_PORT": "0"}, "Setting DANE_PORT is 0"),
        ({"DANE_RUNS": "6"}, "Setting DANE_RUNS is 6"),
        ({"DANE_GREETING_SECONDS": "121"}, "Setting DANE_GREETING_SECONDS is 121"),
        ({"DANE_ALLOW_LOCAL": "perhaps"}, "Setting DANE_ALLOW_LOCAL is 'perhaps'"),
    ],
)
def test_wrong_setting_stops_start_with_one_line(wrong, problem):
    started = run("manage.py", "check", **PRODUCTION | wrong)

    assert started.returncode == 2
    assert started.stdout == ""
    assert started.stderr.count("\n") == 1
    assert problem in started.stderr


@pytest.mark.parametrize(
    ("certificate", "wrong", "problem"),
    [
        ({}, {"SEAL_KEY": ""}, "Setting SEAL_KEY and SEAL_CERTIFICATE belong together"),
        ({}, {"SEAL_CERTIFICATE": ""}, "Setting SEAL_KEY and SEAL_CERTIFICATE belong together"),
        ({}, {"SEAL_KEY": "/dev/null/key"}, "Setting SEAL_KEY is '/dev/null/key', which cannot be read"),
        ({}, {"SEAL_CERTIFICATE": "/dev/null/c"}, "Setting SEAL_CERTIFICATE is '/dev/null/c', which cannot be read"),
        ({}, {"SEAL_KEY": "README.md"}, "Setting SEAL_KEY is 'README.md': write a private key as PEM"),
        ({}, {"SEAL_CERTIFICATE": "README.md"}, "Setting SEAL_CERTIFICATE is 'README.md': write the certificate"),
        ({"password": b"kode"}, {}, "SEAL_KEY_PASSWORD"),
        ({"password": b"kode"}, {"SEAL_KEY_PASSWORD": "forkert"}, "SEAL_KEY_PASSWORD"),
        ({"curve": ec.SECP192R1()}, {}, "Setting SEAL_KEY is of a kind that is not used"),
        ({"is_for_signing": False}, {}, "Setting SEAL_CERTIFICATE is not for signing documents"),
        ({"issuer": AGENCY}, {}, "self-signed"),
        ({"name": "Demotilsynet"}, {}, "test or demo"),
        ({"issuer": "OCES Systemtest CA 3"}, {}, "test or demo"),
    ],
)
def test_a_seal_that_would_not_do_stops_start_with_one_line(tmp_path, certificate, wrong, problem):
    made = make_certificate(tmp_path, **certificate)

    started = run("manage.py", "check", **PRODUCTION | made.settings | wrong)

    assert (started.returncode, started.stdout, started.stderr.count("\n")) == (2, "", 1)
    assert problem in started.stderr


def test_another_keys_certificate_stops_start(tmp_path):
    (tmp_path / "anden").mkdir()
    made, other = make_certificate(tmp_path), make_certificate(tmp_path / "anden")

    started = run("manage.py", "check", **PRODUCTION | made.settings | {"SEAL_KEY": str(other.key)})

    assert (started.returncode, started.stderr.count("\n")) == (2, 1)
    assert "does not belong to the first certificate" in started.stderr


@pytest.mark.parametrize(
    ("certificate", "demo", "is_trial"),
    [({}, "0", False), ({"name": "Testrup Tilsyn"}, "0", False), ({"issuer": AGENCY}, "1", True)],
)
def test_a_seal_that_does_is_read(tmp_path, certificate, demo, is_trial):
    made = make_certificate(tmp_path, **certificate)

    printed = run(
        "-c", "from config.settings import SEAL; print(SEAL.is_trial)", **PRODUCTION | made.settings, DEMO=demo
    )

    assert printed.stdout == f"{is_trial}\n"


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"DATABASE_URL": "postgres://me:secret@127.0.0.1:1/modenhed"}, "Setting DATABASE_URL leads to no database: "),
        ({"REDIS_URL": "redis://127.0.0.1:1"}, "Setting REDIS_URL leads to no server: "),
    ],
)
def test_setting_that_leads_nowhere_stops_set_up_with_one_line(tmp_path, wrong, problem):
    started = run("script/lib/prepare.py", **PRODUCTION | {"VAR_DIR": str(tmp_path)} | wrong)

    assert started.returncode == 1
    assert started.stderr.startswith(problem)
    assert started.stderr.count("\n") == 1


def test_command_without_its_database_is_refused_and_gives_no_answer():
    """Code 1 would say that something was changed."""
    started = run("manage.py", "verify", "2024", **PRODUCTION | {"DATABASE_URL": "postgres://me@127.0.0.1:1/modenhed"})

    assert (started.returncode, started.stdout) == (2, "")
    assert started.stderr.startswith("The database cannot be used: ")
    assert "Traceback" not in started.stderr


def test_wrong_setting_stops_gunicorn_too():
    """Left to itself it would start one failing worker after another."""
    gunicorn = ("-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket")

    started = run(*gunicorn, **PRODUCTION | {"DEBUG": "maybe"})

    assert started.returncode == 3
    assert started.stderr.count("Setting DEBUG is 'maybe': write 1 or 0.\n") == 1
    assert "Traceback" not in started.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL"])
def test_missing_setting_has_no_default_and_stops_start(name):
    started = run("manage.py", "check", **{key: value for key, value in PRODUCTION.items() if key != name})

    assert started.returncode == 2
    assert started.stderr == (
        f"Setting {name} is missing: set it in the environment or in .env (script/setup writes one).\n"
    )


def test_environment_wins_over_env_file(tmp_path):
    file = tmp_path / "env"
    file.write_text("SENDER_NAME=Fra filen\nSENDER_CVR=12345678\n")
    program = "from config import settings; print(settings.SENDER_NAME, settings.SENDER_CVR)"

    printed = run("-c", program, **PRODUCTION | {"ENV_FILE": str(file), "SENDER_NAME": "Fra omgivelserne"})

    assert printed.stdout == "Fra omgivelserne 12345678\n"


def test_defaults_are_the_safe_ones():
    program = "from config import settings as s; print(s.DEBUG, s.DEMO, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)"

    assert run("-c", program, **PRODUCTION).stdout == "False False True True\n"


def test_postgres_url_gives_persistent_checked_connections():
    program = (
        "from config.settings import DATABASES; d = DATABASES['default']; "
        "print(d['ENGINE'], d['HOST'], d['NAME'], d['CONN_MAX_AGE'], d['CONN_HEALTH_CHECKS'], d.get('ATOMIC_REQUESTS'))"
    )

    printed = run("-c", program, **PRODUCTION | {"DATABASE_URL": "postgres://me:secret@db.example.dk/modenhed"})

    assert printed.stdout.split() == [
        "django.db.backends.postgresql", "db.example.dk", "modenhed", "600", "True", "None"
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 20_000)]
)
def test_sqlite_pragma_is_in_force(pragma, value):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
def test_sqlite_transaction_takes_the_write_lock_at_once():
    """A deferred one fails at its first write when another has written meanwhile, and no timeout helps."""
    with transaction.atomic():
        connection.ensure_connection()
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
        try:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        finally:
            other.close()
