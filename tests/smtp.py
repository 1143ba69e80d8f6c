"""A real mail server on this machine, in a thread: it takes mails, refuses addresses, or is not there."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.server.is_closed:
            self.say("421 closed")
            return
        self.say("220 ready")
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command.split(" ")[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.server.took.append(self.read_message())
                self.say("250 taken")
            elif verb == "RCPT" and (refusal := self.server.refusal(command)):
                self.say(refusal)
            else:
                self.say("221 bye" if verb == "QUIT" else "250 fine")
            if verb == "QUIT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def read_message(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        return message_from_bytes(b"".join(lines), policy=policy.default)


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.took: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.is_closed = False

    def refusal(self, command: str) -> str:
        return next((answer for address, answer in self.refused.items() if address in command), "")


@contextmanager
def mail_server(settings) -> Iterator[MailServer]:
    """The portal's mail goes there until it ends; after that its port is closed."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = False
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
