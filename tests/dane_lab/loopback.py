"""Addresses of one's own: a whole network 127.N.0.0/16, held for as long as the lab runs."""

import os
import socket
from dataclasses import dataclass, field
from itertools import count

# Below the ports that the system hands out by itself, so that no outgoing connection can have taken one.
LOCK_PORT = 20_253
FIRST, LAST = 16, 250


@dataclass
class Network:
    """Every process that runs a lab holds another network, so its ports are free without asking for free ones."""

    number: int
    lock: socket.socket
    _next: count = field(default_factory=lambda: count(1))

    def at(self, host: int) -> str:
        """One of the lab's own services."""
        return f"127.{self.number}.0.{host}"

    def next_address(self) -> str:
        """An address that no server of the lab has yet."""
        high, low = divmod(next(self._next), 250)
        return f"127.{self.number}.{high + 1}.{low + 1}"

    def close(self) -> None:
        self.lock.close()


def hold_network() -> Network:
    """Raises OSError where every network is held. Whoever listens on the lock has the network, until it ends."""
    span = LAST - FIRST + 1
    for step in range(span):
        number = FIRST + (os.getpid() + step) % span
        lock = socket.socket()
        try:
            lock.bind((f"127.{number}.255.254", LOCK_PORT))
            lock.listen(1)
        except OSError:
            lock.close()
            continue
        return Network(number, lock)
    raise OSError("Every network on the loopback addresses is held by another lab.")
