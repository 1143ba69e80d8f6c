"""Mail servers on loopback that follow a script, good or bad, and write down what they were told."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

PATIENCE = 10
CAPABILITIES = "250-mx\r\n250-SIZE 1000\r\n250 STARTTLS\r\n"
Script = Callable[["Talk"], None]


class Talk:
    """One client's visit."""

    def __init__(self, connection: socket.socket, told: list[str]) -> None:
        self.connection = connection
        self.told = told
        self.server_names: list[str | None] = []
        connection.settimeout(PATIENCE)

    def say(self, text: str | bytes) -> None:
        self.connection.sendall(text.encode() if isinstance(text, str) else text)

    def hear(self) -> str:
        """One line, read byte by byte so that nothing after it is taken from TLS."""
        line = b""
        while not line.endswith(b"\n") and (byte := self.connection.recv(1)):
            line += byte
        self.told.append(line.decode("latin-1").strip())
        return self.told[-1]

    def open(self, *, greeting: str = "220 mx ESMTP\r\n", capabilities: str = CAPABILITIES) -> None:
        """As far as the client's STARTTLS."""
        self.say(greeting)
        self.hear()
        self.say(capabilities)
        self.hear()

    def encrypt(self, files: tuple[Path, Path], *, version: ssl.TLSVersion | None = None, ciphers: str = "") -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers(ciphers or "ALL:@SECLEVEL=0")
        context.load_cert_chain(*files)
        if version:
            context.minimum_version = context.maximum_version = version
        context.sni_callback = lambda _, name, __: self.told.append(f"SNI {name}")
        self.connection = context.wrap_socket(self.connection, server_side=True)

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def wait(self) -> None:
        """Until the client is gone."""
        with suppress(OSError):
            while self.connection.recv(4096):
                pass


class Server:
    def __init__(self, address: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.listener = socket.create_server((address, port), family=family)
        self.port = self.listener.getsockname()[1]
        self.told: list[str] = []
        self.visits = 0

    def run(self, script: Script) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.visits += 1
            talk = Talk(connection, self.told)
            # A client that leaves in the middle of a script is what many of them are about.
            with suppress(OSError, ssl.SSLError):
                script(talk)
            talk.connection.close()


@contextmanager
def serving(script: Script, *, address: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    server = Server(address, port)
    thread = threading.Thread(target=server.run, args=(script,))
    thread.start()
    try:
        yield server
    finally:
        # Closing alone wakes no one who waits in accept().
        with suppress(OSError):
            server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def saying(*answers: str) -> Script:
    """A greeting, then an answer to each line, then silence."""

    def script(talk: Talk) -> None:
        talk.say(answers[0])
        for answer in answers[1:]:
            talk.hear()
            talk.say(answer)
        talk.hear()

    return script


def encrypting(files: tuple[Path, Path], **how: object) -> Script:
    """A good server."""

    def script(talk: Talk) -> None:
        talk.open()
        talk.say("220 go\r\n")
        talk.encrypt(files, **how)
        talk.hear()
        talk.say("221 bye\r\n")

    return script


def closed_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]


def dripping(pieces: Sequence[bytes], pause: threading.Event, seconds: float) -> Script:
    """One piece at a time, until the client or the test has had enough."""

    def script(talk: Talk) -> None:
        for piece in pieces:
            talk.say(piece)
            if pause.wait(seconds):
                return

    return script
