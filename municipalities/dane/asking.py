"""One question to one resolver over UDP, and TCP where the answer was cut: bytes out, a checked message back."""

from __future__ import annotations

import socket
import struct
import time

import dns.exception
import dns.flags
import dns.message
import dns.rdata
import dns.rdatatype
import dns.wire

from municipalities.dane.measuring import Resolver

# What passes every path in one piece (RFC 9715 section 3).
UDP_PAYLOAD = 1232
LONGEST_MESSAGE = 65_535
HEADER_LENGTH = 12


class NoAnswerError(Exception):
    """Nothing came in time."""


class BadAnswerError(Exception):
    """The resolver can't be reached, or what it says is no answer to the question."""


def make_query(name: str, type_: str, *, checking_disabled: bool) -> dns.message.Message:
    """With DO, so that the answer may say that it was validated; CD asks for it unvalidated (RFC 4035 3.2.1, 3.2.2)."""
    query = dns.message.make_query(name, type_, want_dnssec=True, payload=UDP_PAYLOAD)
    if checking_disabled:
        query.flags |= dns.flags.CD
    return query


def exchange(query: dns.message.Message, resolver: Resolver, seconds: float) -> dns.message.Message:
    """The answer, with id and question checked. Raises NoAnswerError or BadAnswerError."""
    deadline = time.monotonic() + seconds
    try:
        answer = _by_udp(query, resolver, deadline)
        return _by_tcp(query, resolver, deadline) if answer.flags & dns.flags.TC else answer
    except TimeoutError:
        raise NoAnswerError(f"{resolver} did not answer in time") from None
    except OSError as error:
        raise BadAnswerError(f"{resolver} can't be asked: {error.strerror or error}") from None


def _by_udp(query: dns.message.Message, resolver: Resolver, deadline: float) -> dns.message.Message:
    """Waits past what is not an answer to this question, for anyone may send a datagram."""
    with socket.socket(_family(resolver), socket.SOCK_DGRAM) as line:
        # A connected socket takes datagrams from the resolver's own address and port alone.
        line.connect((resolver.address, resolver.port))
        line.settimeout(_left(deadline))
        line.send(query.to_wire())
        while True:
            line.settimeout(_left(deadline))
            answer = _read(line.recv(LONGEST_MESSAGE), query)
            if answer is not None:
                return answer


def _by_tcp(query: dns.message.Message, resolver: Resolver, deadline: float) -> dns.message.Message:
    with socket.create_connection((resolver.address, resolver.port), timeout=_left(deadline)) as line:
        wire = query.to_wire()
        line.sendall(len(wire).to_bytes(2, "big") + wire)
        answer = _read(_take(line, int.from_bytes(_take(line, 2, deadline), "big"), deadline), query)
    if answer is None:
        raise BadAnswerError(f"{resolver} answered something else")
    return answer


def _take(line: socket.socket, length: int, deadline: float) -> bytes:
    taken = b""
    while len(taken) < length:
        line.settimeout(_left(deadline))
        part = line.recv(length - len(taken))
        if not part:
            raise BadAnswerError("the connection ended in the middle of an answer")
        taken += part
    return taken


def _read(wire: bytes, query: dns.message.Message) -> dns.message.Message | None:
    """None where it is no answer to the query. Raises BadAnswerError where a part that counts can't be read."""
    try:
        message = dns.message.from_wire(wire, continue_on_error=True, ignore_trailing=True)
        if not query.is_response(message):
            return None
        # One that was cut is asked for again.
        if message.errors and not message.flags & dns.flags.TC:
            _sort_out_malformed(message, wire)
    except dns.exception.DNSException:
        return None
    return message


def _sort_out_malformed(message: dns.message.Message, wire: bytes) -> None:
    """A TLSA record that can't be read must not lose the others (RFC 7672 section 3.1): back in its set, as bytes.

    Of the other types that count none may be missing: a domain holds by all its hosts, and a host by all its addresses.
    """
    parser = dns.wire.Parser(wire, HEADER_LENGTH)
    questions, answers = struct.unpack("!HH", wire[4:8])
    counting = {message.question[0].rdtype, dns.rdatatype.CNAME}
    for _ in range(questions):
        parser.get_name(decompress=True)
        parser.get_bytes(4)
    for _ in range(answers):
        name = parser.get_name(decompress=True)
        type_, class_, ttl, length = parser.get_struct("!HHIH")
        start = parser.current
        data = parser.get_bytes(length)
        if _is_well_formed(class_, type_, wire, start, length):
            continue
        if type_ == dns.rdatatype.TLSA:
            rrset = message.find_rrset(message.answer, name, class_, dns.rdatatype.TLSA, create=True)
            rrset.add(dns.rdata.GenericRdata(class_, dns.rdatatype.TLSA, data), ttl)
        elif type_ in counting:
            raise BadAnswerError(f"a record of type {dns.rdatatype.to_text(type_)} can't be read")


def _is_well_formed(class_: int, type_: int, wire: bytes, start: int, length: int) -> bool:
    """Read where it stands, as its names may point back into the message."""
    try:
        dns.rdata.from_wire(class_, type_, wire, start, length)
    except dns.exception.DNSException:
        return False
    return True


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _family(resolver: Resolver) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in resolver.address else socket.AF_INET
