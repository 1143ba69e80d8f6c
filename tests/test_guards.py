"""The guards themselves: a guard that never strikes would be worse than none."""

import socket
import warnings

import pytest
from django.template import Context, Engine
from django.template.base import Origin, Template

from tests.guards.network import NetworkError
from tests.guards.templates import TEMPLATES, UndefinedVariable, UndefinedVariableError


def render(source: str, *, file: str = str(TEMPLATES / "surveys" / "page.html"), **context) -> str:
    engine = Engine(string_if_invalid=UndefinedVariable())
    return Template(source, origin=Origin(file), engine=engine).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ person.missing }}",
        "{{ missing|upper }}",
        "{% with name=missing %}{{ name }}{% endwith %}",
        "{% for n in numbers %}{% if n %}{{ n }}{{ missing }}{% endif %}{% endfor %}",
    ],
)
def test_undefined_variable_in_our_template_fails(source):
    with pytest.raises(UndefinedVariableError, match=r"undefined in surveys/page\.html"):
        render(source, person={}, numbers=[1])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ missing|default:'–' }}", "–"),
        ("{% if missing %}ja{% else %}nej{% endif %}", "nej"),
        ("{% for n in missing %}{{ n }}{% empty %}ingen{% endfor %}", "ingen"),
        ("{{ empty }}", ""),
        ("{{ nothing }}", "None"),
    ],
)
def test_variable_that_may_be_missing_passes(source, expected):
    assert render(source, empty="", nothing=None) == expected


def test_undefined_variable_in_a_library_template_is_empty():
    assert render("[{{ missing }}]", file="/usr/lib/some/library/page.html") == "[]"


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "modenhed.example.dk"])
def test_network_beyond_this_machine_is_refused(host):
    with pytest.raises(NetworkError), socket.create_connection((host, 80), timeout=1):
        pass


def test_datagram_beyond_this_machine_is_refused():
    with socket.socket(type=socket.SOCK_DGRAM) as sender, pytest.raises(NetworkError):
        sender.sendto(b"?", ("192.0.2.1", 53))


def test_network_on_this_machine_works():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_warning_is_an_error():
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
