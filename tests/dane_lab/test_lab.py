"""The lab itself: that it stands, that its resolver validates, and that nothing of it stays behind."""

import socket

import dns.flags
import dns.message
import dns.query
import dns.rcode

from municipalities.dane.measuring import Resolver
from tests.dane_lab.running import running_lab


def ask(resolver: Resolver, name: str, record_type: str = "A") -> dns.message.Message:
    query = dns.message.make_query(name, record_type, want_dnssec=True)
    return dns.query.udp(query, resolver.address, port=resolver.port, timeout=5)


def is_listening(resolver: Resolver) -> bool:
    try:
        socket.create_connection((resolver.address, resolver.port), timeout=5).close()
    except ConnectionRefusedError:
        return False
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
