"""Replies of SMTP, read from a server that may say anything, at any pace (RFC 5321 section 4.2)."""

import re
from dataclasses import dataclass

from municipalities.dane.printable import printable
from municipalities.dane.wire import TooMuchError, Wire

LONGEST_TEXT = 500
# A code, and a hyphen where more lines follow.
LINE = re.compile(r"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)


class NotSmtpError(Exception):
    """What came is no reply."""


class HangUpError(ConnectionError):
    """The server closed the connection before its reply was whole."""


@dataclass(frozen=True)
class Reply:
    """The code of its last line, and the text of each."""

    code: int
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return printable(f"{self.code} {' '.join(self.lines)}".strip(), longest=LONGEST_TEXT)

    @property
    def keywords(self) -> set[str]:
        """Of an EHLO reply: the first word of each line after the first (RFC 5321 section 4.1.1.1)."""
        return {line.split()[0].upper() for line in self.lines[1:] if line.split()}


class Replies:
    """Lines end with CRLF, or with LF alone where a server is careless."""

    def __init__(self, wire: Wire, *, most: int) -> None:
        self._wire = wire
        self._most = most
        self._said = b""
        self._waiting = b""

    @property
    def waiting(self) -> bytes:
        """What was said after the last reply."""
        return self._waiting

    @property
    def heard(self) -> str:
        """The current reply as far as it came, whatever it is."""
        text = (self._said + self._waiting).decode("utf-8", "replace")
        return printable(" ".join(text.split()), longest=LONGEST_TEXT)

    def read(self, ends: float) -> Reply:
        """Raises NotSmtpError, HangUpError, TooMuchError where a reply has no end, and OSError."""
        self._said, lines, more = b"", [], True
        while more:
            line = self._line(ends)
            found = LINE.fullmatch(line.rstrip(b"\r\n").decode("utf-8", "replace"))
            self._said += line
            if found is None:
                raise NotSmtpError
            lines.append(found[3] or "")
            more = found[2] == "-"
        return Reply(int(found[1]), tuple(lines))

    def _line(self, ends: float) -> bytes:
        while b"\n" not in self._waiting:
            self._keep_within(self._waiting)
            piece = self._wire.read(ends)
            if not piece:
                raise HangUpError
            self._waiting += piece
        line, end, self._waiting = self._waiting.partition(b"\n")
        self._keep_within(line)
        return line + end

    def _keep_within(self, more: bytes) -> None:
        if len(self._said) + len(more) > self._most:
            raise TooMuchError
