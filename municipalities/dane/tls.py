"""A TLS session over a wire that has already spoken SMTP, for the sake of the chain the server presents.

Nothing is judged here: no certificate is checked and no algorithm is too old. What can't be read can't be judged, and
DANE takes its trust from signed DNS, not from the strength of what TLS agrees on.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from OpenSSL import SSL, crypto

from municipalities.dane.printable import printable
from municipalities.dane.wire import Wire

# No anonymous suites: they show no certificate.
CIPHERS = b"ALL:!aNULL:@SECLEVEL=0"
# SSL_OP_LEGACY_SERVER_CONNECT of OpenSSL: a server older than RFC 5746.
LEGACY_SERVER_CONNECT = 0x4
HOST = re.compile(r"[A-Za-z0-9._-]{1,253}")
MOST_AT_ONCE = 65_536
LONGEST_DETAIL = 200
Result = TypeVar("Result")


class BrokenTlsError(Exception):
    """No session came of it; the text says why."""


class Session:
    """TLS as client. Raises BrokenTlsError, TimeoutError and OSError."""

    def __init__(self, wire: Wire, *, server_name: str) -> None:
        # RFC 7671 section 10.2 asks for SNI; RFC 6066 section 3 wants the name without the root's dot. A zone can hold
        # names that no host may have.
        name = server_name.removesuffix(".")
        if not HOST.fullmatch(name):
            raise BrokenTlsError("serverens navn kan ikke bruges i TLS")
        self._wire = wire
        self._tls = SSL.Connection(_context())
        self._tls.set_tlsext_host_name(name.encode("ascii"))
        self._tls.set_connect_state()

    @property
    def version(self) -> str:
        return self._tls.get_protocol_version_name()

    @property
    def cipher(self) -> str:
        return self._tls.get_cipher_name() or ""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """As presented, leaf first."""
        presented = self._tls.get_peer_cert_chain() or ()
        return tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate) for certificate in presented)

    def shake_hands(self, ends: float) -> None:
        self._run(self._tls.do_handshake, ends)

    def say(self, line: bytes, ends: float) -> None:
        self._run(lambda: self._tls.send(line), ends)

    def hear(self, ends: float) -> bytes:
        return self._run(lambda: self._tls.recv(MOST_AT_ONCE), ends)

    def _run(self, step: Callable[[], Result], ends: float) -> Result:
        """One step of TLS, with as many reads as it wants."""
        while True:
            try:
                result = step()
            except SSL.WantReadError:
                self._flush(ends)
                self._feed(ends)
            except SSL.Error as error:
                raise BrokenTlsError(_words(error)) from error
            else:
                self._flush(ends)
                return result

    def _feed(self, ends: float) -> None:
        piece = self._wire.read(ends)
        if not piece:
            raise BrokenTlsError("forbindelsen blev lukket")
        self._tls.bio_write(piece)

    def _flush(self, ends: float) -> None:
        while True:
            try:
                waiting = self._tls.bio_read(MOST_AT_ONCE)
            except SSL.WantReadError:
                return
            self._wire.write(waiting, ends)


@lru_cache(maxsize=1)
def _context() -> SSL.Context:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_verify(SSL.VERIFY_NONE)
    context.set_cipher_list(CIPHERS)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_options(LEGACY_SERVER_CONNECT)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    return context


def _words(error: SSL.Error) -> str:
    """OpenSSL's own, such as "unsupported protocol"; none where the other side was merely gone."""
    reasons = error.args[0] if error.args and isinstance(error.args[0], list) else []
    said = "; ".join(str(reason[-1]) for reason in reasons)
    return printable(said, longest=LONGEST_DETAIL) or "forbindelsen blev afbrudt"
