"""A TCP connection in which every step has an end in time, and all that is read has an end in bytes."""

import ipaddress
import socket
from time import monotonic
from typing import Self

PIECE = 4_096


class TooMuchError(Exception):
    """The other side said more than it may."""


class Wire:
    """`deadline` is of the whole conversation, on the clock of `time.monotonic()`; a step may end earlier.

    Every method raises OSError where the connection breaks; its kind TimeoutError where time is up.
    """

    def __init__(self, connection: socket.socket, *, deadline: float, most: int) -> None:
        self._connection = connection
        self._deadline = deadline
        self._left = most

    @classmethod
    def connect(cls, address: str, port: int, *, seconds: float, deadline: float, most: int) -> Self:
        """To an address and never to a name, so that what was checked is what is connected to."""
        family = socket.AF_INET if ipaddress.ip_address(address).version == 4 else socket.AF_INET6
        connection = socket.socket(family, socket.SOCK_STREAM)
        wire = cls(connection, deadline=deadline, most=most)
        try:
            wire._wait_until(wire.ends(seconds))
            connection.connect((address, port))
        except OSError:
            connection.close()
            raise
        return wire

    def ends(self, seconds: float) -> float:
        """When a step of so many seconds is over."""
        return min(self._deadline, monotonic() + seconds)

    def allow(self, more: int) -> None:
        """So many bytes more may be read."""
        self._left += more

    def read(self, ends: float) -> bytes:
        """Some bytes, or none where the other side is done. Raises TooMuchError past the limit."""
        self._wait_until(ends)
        piece = self._connection.recv(PIECE)
        self._left -= len(piece)
        if self._left < 0:
            raise TooMuchError
        return piece

    def write(self, data: bytes, ends: float) -> None:
        self._wait_until(ends)
        self._connection.sendall(data)

    def close(self) -> None:
        self._connection.close()

    def _wait_until(self, ends: float) -> None:
        if (left := ends - monotonic()) <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
