"""A real DNS server on this machine that answers as a validating resolver would, with what a test wrote down."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from municipalities.dane.measuring import Limits, Measuring, Resolver

SIGNED, BOGUS = "signed.test", "bogus.test"


@dataclass(frozen=True)
class Reply:
    """`records` are lines as in a zone file. A bogus reply is SERVFAIL, and with CD what it holds."""

    records: tuple[str, ...] = ()
    rcode: str = "NOERROR"
    is_secure: bool = True
    is_bogus: bool = False
    extended_error: tuple[int, str] | None = None
    is_silent: bool = False
    # Over UDP: says only that it was cut.
    is_cut: bool = False
    # Datagrams sent before the right one: another id, another question, not a message.
    has_noise: bool = False
    # The data of one record more, in hexadecimal.
    broken: str | None = None
    # Sent as it is, but for the id.
    wire: bytes | None = None


def data(*records: str, **more) -> Reply:
    return Reply(records, **more)


NODATA = Reply(("_ 300 IN SOA ns. x. 1 2 3 4 5",))
NXDOMAIN = Reply(rcode="NXDOMAIN")
SERVFAIL = Reply(rcode="SERVFAIL")
SILENT = Reply(is_silent=True)


@dataclass
class DnsServer:
    """`zone` has a reply for each name and type, or a list of them, one a question, the last for good."""

    zone: dict[tuple[str, str], Reply | list[Reply]]
    otherwise: Reply = NXDOMAIN
    asked: list[tuple[str, str, bool, bool]] = field(default_factory=list)
    port: int = 0

    @property
    def resolver(self) -> Resolver:
        return Resolver("127.0.0.1", self.port)

    def reply_to(self, name: str, type_: str) -> Reply:
        found = self.zone.get((name, type_), self.otherwise)
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def answers(self, wire: bytes, *, is_udp: bool) -> list[bytes]:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, type_ = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        is_unchecked = bool(query.flags & dns.flags.CD)
        self.asked.append((name, type_, is_unchecked, is_udp))
        reply = self.reply_to(name, type_)
        if reply.is_silent:
            return []
        if reply.wire is not None:
            return [wire[:2] + reply.wire[2:]]
        answer = _message(query, reply, is_unchecked=is_unchecked, is_cut=is_udp and reply.is_cut)
        return [*(_noise(query) if reply.has_noise else []), answer]


def _message(query: dns.message.Message, reply: Reply, *, is_unchecked: bool, is_cut: bool) -> bytes:
    answer = dns.message.make_response(query, recursion_available=True)
    if reply.is_bogus and not is_unchecked:
        answer.set_rcode(dns.rcode.SERVFAIL)
    else:
        answer.set_rcode(dns.rcode.from_text(reply.rcode))
        rows = [record.split(" ", 4) for record in reply.records]
        for owner, ttl, _, type_, rdata in rows if not is_cut else []:
            is_denial = type_ == "SOA" and owner == "_"
            section = answer.authority if is_denial else answer.answer
            rrset = answer.find_rrset(section, _name(owner, query), "IN", type_, create=True)
            rrset.add(dns.rrset.from_text(rrset.name, ttl, "IN", type_, rdata)[0], int(ttl))
        if reply.is_secure and not reply.is_bogus and not is_unchecked:
            answer.flags |= dns.flags.AD
    if reply.extended_error:
        answer.use_edns(0, options=[dns.edns.EDEOption(*reply.extended_error)])
    if is_cut:
        answer.flags |= dns.flags.TC
    return _with_broken(answer, reply.broken)


def _name(owner: str, query: dns.message.Message):
    return query.question[0].name if owner == "_" else dns.name.from_text(owner)


def _with_broken(answer: dns.message.Message, broken: str | None) -> bytes:
    """A record that no zone file would hold can only be made by hand, at the end of the wire form."""
    if broken is None:
        return answer.to_wire()
    answer.use_edns(-1)
    wire, rdata = answer.to_wire(), bytes.fromhex(broken)
    count = int.from_bytes(wire[6:8], "big") + 1
    owner_and_type = b"\xc0\x0c" + answer.question[0].rdtype.to_bytes(2, "big") + b"\0\1" + b"\0\0\1\x2c"
    record = owner_and_type + len(rdata).to_bytes(2, "big") + rdata
    return wire[:6] + count.to_bytes(2, "big") + wire[8:] + record


def _noise(query: dns.message.Message) -> list[bytes]:
    other_id = dns.message.make_response(query)
    other_id.id = query.id ^ 1
    other = dns.message.make_query("other.test", "A", id=query.id)
    return [b"?", other_id.to_wire(), dns.message.make_response(other).to_wire(), query.to_wire()]


@contextmanager
def dns_server(zone: dict, **options) -> Iterator[DnsServer]:
    """With the two names by which a resolver proves itself, unless the zone says otherwise."""
    proofs = {
        (SIGNED, "A"): data("_ 300 IN A 192.0.2.1"),
        (BOGUS, "A"): data("_ 300 IN A 192.0.2.2", is_bogus=True),
    }
    server = DnsServer(proofs | zone, **options)
    udp, tcp = _sockets()
    server.port = udp.getsockname()[1]
    threads = [
        threading.Thread(target=target) for target in (lambda: _serve(server, udp), lambda: _listen(server, tcp))
    ]
    for thread in threads:
        thread.start()
    try:
        yield server
    finally:
        for line in (udp, tcp):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
        udp.close()
        tcp.close()


def _sockets() -> tuple[socket.socket, socket.socket]:
    """One port for both, as DNS has it."""
    while True:
        udp = socket.socket(type=socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        try:
            return udp, socket.create_server(("127.0.0.1", udp.getsockname()[1]))
        except OSError:
            udp.close()


def _serve(server: DnsServer, udp: socket.socket) -> None:
    while True:
        try:
            wire, sender = udp.recvfrom(65_535)
        except OSError:
            return
        if not wire:
            return
        for answer in server.answers(wire, is_udp=True):
            udp.sendto(answer, sender)


def _listen(server: DnsServer, tcp: socket.socket) -> None:
    while True:
        try:
            line, _ = tcp.accept()
        except OSError:
            return
        # Who has heard enough hangs up.
        with contextlib.suppress(OSError), line, line.makefile("rb") as reading:
            length = int.from_bytes(reading.read(2), "big")
            for answer in server.answers(reading.read(length), is_udp=False):
                line.sendall(len(answer).to_bytes(2, "big") + answer)


def measuring(*servers: DnsServer, limits: Limits | None = None, **more) -> Measuring:
    """Towards these servers, with little patience."""
    return Measuring(
        resolvers=tuple(server.resolver for server in servers),
        signed_name=SIGNED,
        bogus_name=BOGUS,
        ehlo="maaling.test",
        limits=limits or Limits(dns_seconds=0.5, again_seconds=0),
        **{"may_be_local": True, **more},
    )
