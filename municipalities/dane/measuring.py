"""How to measure: resolvers, ports and the limits that keep a measurement polite and safe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

PORT = r"(?::([0-9]{1,5}))?"
RESOLVER = re.compile(rf"\[([0-9A-Fa-f:.]+)\]{PORT}|([0-9.]+){PORT}|([0-9A-Fa-f:.]+)")


@dataclass(frozen=True)
class Resolver:
    """A validating resolver that is trusted, by address."""

    address: str
    port: int = 53

    def __str__(self) -> str:
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"


def read_resolver(text: str) -> Resolver:
    """From an address, `ADDRESS:PORT` or `[IPV6]:PORT`. Raises ValueError on anything else."""
    found = RESOLVER.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no resolver")
    bracketed, its_port, plain, port, bare = found.groups()
    number = int(its_port or port or 53)
    if not 0 < number < 65_536:
        raise ValueError(f"{number} is no port")
    return Resolver(str(ip_address(bracketed or plain or bare)), number)


@dataclass(frozen=True)
class Limits:
    """Seconds, and counts. A tarpit holds its banner back for 30 seconds or more, hence a limit for the greeting."""

    dns_seconds: float = 5
    # For all that one resolver must show of itself before a sweep, and it counts in the time of each domain.
    proof_seconds: float = 15
    # Before a question that nobody answered is asked once more.
    again_seconds: float = 1
    connect_seconds: float = 15
    greeting_seconds: float = 60
    step_seconds: float = 15
    host_seconds: float = 120
    domain_seconds: float = 240
    hosts: int = 10
    addresses: int = 4
    connections_per_host: int = 2
    aliases: int = 10
    # Of one reply of SMTP, and of all that a server may say before the handshake.
    reply_bytes: int = 8_192
    conversation_bytes: int = 65_536
    chain_certificates: int = 20
    chain_bytes: int = 200_000
    domains_at_once: int = 16


@dataclass(frozen=True)
class Measuring:
    """Everything `sweep()` must know. `may_be_local` lets tests connect to addresses that are not public."""

    resolvers: tuple[Resolver, ...]
    # A name known to be signed, and one known to be bogus: what a resolver must tell apart before it is believed.
    signed_name: str
    bogus_name: str
    ehlo: str
    port: int = 25
    runs: int = 1
    seconds_between_runs: float = 30
    may_be_local: bool = False
    # Known from elsewhere, so that servers which are down are not taken for a port that is blocked here.
    is_port_open: bool = False
    limits: Limits = Limits()
