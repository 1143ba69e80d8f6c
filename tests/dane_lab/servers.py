"""Mail servers with STARTTLS, each with its own address and its own manners, in one event loop."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.dane_lab.kinds import Behaviour

SLOW_SECONDS = 1.5
NO_OFFER = {Behaviour.NO_STARTTLS: b"", Behaviour.STRIPPED: b"250-XXXXXXXA\r\n"}
GREETINGS = {
    Behaviour.BUSY: b"421 4.3.2 Come back later\r\n",
    Behaviour.UNWELCOMING: b"554 5.7.1 Not you\r\n",
}

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter


@dataclass(frozen=True)
class Listener:
    """`pem` is the key and the chain that is shown; `other_pem` what one gets who asks for no known name."""

    address: str
    host: str
    behaviour: Behaviour
    pem: Path
    other_pem: Path | None = None

    def context(self) -> ssl.SSLContext:
        own = self._load(self.pem)
        if self.other_pem is None:
            return own
        other = self._load(self.other_pem)

        def choose(session: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
            session.context = own if name == self.host else other

        other.sni_callback = choose
        return other

    def _load(self, pem: Path) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if self.behaviour is Behaviour.OLD_TLS:
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        context.load_cert_chain(pem)
        return context


class Conversation:
    """One connection, until either side has had enough."""

    def __init__(self, listener: Listener, context: ssl.SSLContext, reader: Reader, writer: Writer) -> None:
        self.listener, self.context = listener, context
        self.reader, self.writer = reader, writer
        self.is_secured = False

    async def run(self) -> None:
        behaviour = self.listener.behaviour
        if behaviour is Behaviour.SILENT:
            await self.reader.read()
            return
        if behaviour is Behaviour.ENDLESS:
            await self._talk_forever()
        if behaviour is Behaviour.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        greeting = GREETINGS.get(behaviour, f"220 {self.listener.host} ESMTP\r\n".encode())
        await self.say(greeting)
        while greeting.startswith(b"220") and (line := await self.reader.readline()):
            verb = line.strip().upper()
            if verb == b"STARTTLS" and not self.is_secured:
                if not await self._start_tls():
                    return
            elif verb == b"QUIT":
                await self.say(b"221 2.0.0 Bye\r\n")
                return
            else:
                await self.say(self._reply(verb))

    async def say(self, text: bytes) -> None:
        self.writer.write(text)
        await self.writer.drain()

    def _reply(self, verb: bytes) -> bytes:
        if verb.startswith(b"EHLO"):
            offer = b"" if self.is_secured else NO_OFFER.get(self.listener.behaviour, b"250-STARTTLS\r\n")
            return f"250-{self.listener.host}\r\n".encode() + offer + b"250 8BITMIME\r\n"
        if verb.startswith((b"HELO", b"NOOP", b"RSET")):
            return b"250 2.0.0 Fine\r\n"
        # Nobody who measures may begin a mail.
        return b"502 5.5.1 Not here\r\n"

    async def _talk_forever(self) -> None:
        while True:
            await self.say(b"220-You have reached us, and we are so glad that you did\r\n" * 20)
            await asyncio.sleep(0.01)

    async def _start_tls(self) -> bool:
        """Whether the conversation goes on."""
        behaviour = self.listener.behaviour
        if behaviour in NO_OFFER:
            await self.say(b"502 5.5.1 What is that\r\n")
            return True
        if behaviour is Behaviour.REFUSES_STARTTLS:
            await self.say(b"454 4.7.0 TLS not available\r\n")
            return True
        await self.say(b"220 2.0.0 Go ahead\r\n" + (b"250 2.0.0 Fine\r\n" if behaviour is Behaviour.INJECTS else b""))
        if behaviour is Behaviour.HANGS_UP:
            return False
        if behaviour in {Behaviour.BROKEN, Behaviour.PLAIN_AFTER_STARTTLS}:
            await self.reader.read(5)
            await self.say(b"\x15\x03\x01\x00" if behaviour is Behaviour.BROKEN else b"250 2.0.0 Fine\r\n" * 4)
            return False
        await self.writer.start_tls(self.context)
        self.is_secured = True
        return True


def _handler(listener: Listener) -> Callable[[Reader, Writer], Awaitable[None]]:
    context = listener.context()

    async def handle(reader: Reader, writer: Writer) -> None:
        # A peer that goes away is no fault of the lab's.
        with suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError, ValueError):
            await Conversation(listener, context, reader, writer).run()
        with suppress(OSError, ssl.SSLError):
            writer.close()
            await writer.wait_closed()

    return handle


async def listen(listeners: list[Listener], port: int) -> list[asyncio.Server]:
    """Start them all; where one is said to refuse, nothing listens."""
    return [
        await asyncio.start_server(_handler(one), one.address, port)
        for one in listeners
        if one.behaviour is not Behaviour.REFUSED
    ]
