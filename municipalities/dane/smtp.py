"""One conversation with a mail server: as far as the certificates it presents, and never a mail (RFC 5321, RFC 3207).

What the server says decides no more than it must: only a server that answers and offers no TLS has said something
about DANE. One that refuses to talk to us, at once or for now, is left undecided.
"""

import errno
from dataclasses import dataclass, replace
from time import monotonic

from municipalities.dane.addresses import has_route, is_public
from municipalities.dane.measuring import Measuring
from municipalities.dane.replies import HangUpError, NotSmtpError, Replies, Reply
from municipalities.dane.tls import BrokenTlsError, Session
from municipalities.dane.verdicts import Reason
from municipalities.dane.wire import TooMuchError, Wire

# How long a good-bye may take.
QUIT_SECONDS = 2
# Errors of connect() that are this machine's own.
NO_WAY = {errno.ENETUNREACH, errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM, errno.EINVAL}


@dataclass(frozen=True)
class Conversation:
    """What came of it. `reason` is None where the server presented a chain, which is leaf first."""

    reason: Reason | None
    detail: str = ""
    greeting: str = ""
    starttls: bool = False
    tls_version: str = ""
    cipher: str = ""
    chain: tuple[bytes, ...] = ()
    milliseconds: int = 0


class StoppedError(Exception):
    """The conversation is over, for a reason."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def converse(address: str, *, sni: str, measuring: Measuring, deadline: float) -> Conversation:
    """Connects to the address itself and asks for TLS with `sni`. `deadline` is on the clock of `time.monotonic()`."""
    began = monotonic()
    result = _converse(address, sni, measuring, deadline)
    return replace(result, milliseconds=round((monotonic() - began) * 1000))


def _converse(address: str, sni: str, measuring: Measuring, deadline: float) -> Conversation:
    if not measuring.may_be_local and not is_public(address):
        return Conversation(Reason.NOT_PUBLIC, "Adressen er ikke offentlig, så der er ikke forbundet til den.")
    if not has_route(address):
        return Conversation(Reason.NO_ROUTE, "Der er ingen vej til adressen herfra.")
    limits = measuring.limits
    try:
        wire = Wire.connect(
            address,
            measuring.port,
            seconds=limits.connect_seconds,
            deadline=deadline,
            most=limits.conversation_bytes,
        )
    except OSError as error:
        return Conversation(*_unconnected(error))
    try:
        return _Dialogue(wire, sni, measuring).run()
    finally:
        wire.close()


def _unconnected(error: OSError) -> tuple[Reason, str]:
    if isinstance(error, ConnectionRefusedError):
        return Reason.REFUSED, "Serveren afviste forbindelsen."
    # Taken, and dropped before we knew.
    if isinstance(error, ConnectionResetError):
        return Reason.TEMPORARY, "Serveren afbrød forbindelsen med det samme."
    if error.errno in NO_WAY:
        return Reason.NO_ROUTE, "Der er ingen vej til adressen herfra."
    return Reason.TIMEOUT, "Der kunne ikke oprettes forbindelse i tide."


class _Dialogue:
    """The steps in their order; what is known when it breaks off is kept."""

    def __init__(self, wire: Wire, sni: str, measuring: Measuring) -> None:
        self._wire = wire
        self._sni = sni
        self._measuring = measuring
        self._limits = measuring.limits
        self._replies = Replies(wire, most=measuring.limits.reply_bytes)
        self._greeting = ""
        self._starttls = False
        self._step = "forbindelsen"
        self._session: Session | None = None

    def run(self) -> Conversation:
        try:
            self._greet()
            self._offer()
            self._start()
            return self._shake_hands()
        except StoppedError as end:
            self._leave()
            return Conversation(end.reason, end.detail, self._greeting, self._starttls)
        except (BrokenTlsError, HangUpError, NotSmtpError, TooMuchError, OSError) as error:
            reason, detail = self._broken(error)
            return Conversation(reason, detail, self._greeting or self._replies.heard, self._starttls)

    def _greet(self) -> None:
        """RFC 5321 section 3.1. A server that refuses us has said nothing about its certificates."""
        self._step = "hilsenen"
        reply = self._replies.read(self._wire.ends(self._limits.greeting_seconds))
        self._greeting = str(reply)
        if reply.code != 220:
            raise StoppedError(*_refused(reply))

    def _offer(self) -> None:
        """RFC 5321 section 4.1.1.1; a server that only knows HELO offers no TLS (RFC 3207 section 4)."""
        reply = self._ask(f"EHLO {self._measuring.ehlo}", "svaret på EHLO")
        if reply.code >= 500:
            second = self._ask(f"HELO {self._measuring.ehlo}", "svaret på HELO")
            if second.code == 250:
                raise StoppedError(
                    Reason.NO_STARTTLS, f"Serveren kender ikke EHLO og tilbyder derfor ikke STARTTLS: {reply}"
                )
            raise StoppedError(*_refused(second))
        if reply.code != 250:
            raise StoppedError(*_refused(reply))
        self._starttls = "STARTTLS" in reply.keywords
        if not self._starttls:
            raise StoppedError(Reason.NO_STARTTLS, "Serveren tilbyder ikke STARTTLS.")

    def _start(self) -> None:
        """RFC 3207 section 4: 454 is for now, and whatever else is permanent is no TLS."""
        reply = self._ask("STARTTLS", "svaret på STARTTLS")
        if reply.code == 454:
            raise StoppedError(Reason.TLS_UNAVAILABLE, f"Serveren kan ikke kryptere for tiden: {reply}")
        if reply.code >= 500:
            raise StoppedError(Reason.NO_STARTTLS, f"Serveren tilbyder STARTTLS, men afviser det: {reply}")
        if reply.code != 220:
            raise StoppedError(*_refused(reply))
        if self._replies.waiting:
            # Said before the handshake, so anyone on the way could have said it.
            raise BrokenTlsError("serveren sendte ukrypteret tekst efter sit svar på STARTTLS")

    def _shake_hands(self) -> Conversation:
        self._step = "krypteringen"
        limits = self._limits
        self._wire.allow(limits.chain_bytes)
        self._session = session = Session(self._wire, server_name=self._sni)
        session.shake_hands(self._wire.ends(limits.step_seconds))
        chain = session.chain
        if not chain:
            raise BrokenTlsError("serveren viste intet certifikat")
        if len(chain) > limits.chain_certificates or sum(map(len, chain)) > limits.chain_bytes:
            raise BrokenTlsError("serveren viste for mange certifikater")
        version, cipher = session.version, session.cipher
        self._leave()
        return Conversation(None, "", self._greeting, self._starttls, version, cipher, chain)

    def _ask(self, line: str, step: str) -> Reply:
        self._step = step
        ends = self._wire.ends(self._limits.step_seconds)
        self._wire.write(f"{line}\r\n".encode("ascii"), ends)
        return self._replies.read(ends)

    def _leave(self) -> None:
        """QUIT, as far as the server lets us (RFC 5321 section 4.1.1.10)."""
        ends = self._wire.ends(QUIT_SECONDS)
        try:
            if self._session is None:
                self._wire.write(b"QUIT\r\n", ends)
                self._replies.read(ends)
            else:
                self._session.say(b"QUIT\r\n", ends)
                self._session.hear(ends)
        except (BrokenTlsError, HangUpError, NotSmtpError, TooMuchError, OSError):
            return

    def _broken(self, error: Exception) -> tuple[Reason, str]:
        if isinstance(error, TimeoutError):
            return Reason.TIMEOUT, f"Tiden løb ud under {self._step}."
        if isinstance(error, BrokenTlsError):
            return Reason.TLS_FAILED, f"Krypteringen kom ikke i stand: {error}."
        if self._session is not None:
            cause = "serveren sender for meget" if isinstance(error, TooMuchError) else "forbindelsen blev afbrudt"
            return Reason.TLS_FAILED, f"Krypteringen kom ikke i stand: {cause}."
        if isinstance(error, NotSmtpError):
            return Reason.PROTOCOL, f"Serveren taler ikke SMTP: {self._replies.heard}"
        if isinstance(error, TooMuchError):
            return Reason.PROTOCOL, f"Serveren bliver ved med at skrive under {self._step}."
        return Reason.TEMPORARY, f"Serveren afbrød forbindelsen under {self._step}."


def _refused(reply: Reply) -> tuple[Reason, str]:
    """421 and other 4xx are for now; a 5xx is for us, by our address or name, and another sender may get through."""
    if reply.code >= 400:
        return Reason.TEMPORARY, f"Serveren vil ikke tale med os nu: {reply}"
    return Reason.PROTOCOL, f"Serveren svarer uventet: {reply}"
