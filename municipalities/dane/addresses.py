"""Which addresses may be connected to, and which this machine can reach at all."""

import ipaddress
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

# What the IANA registries of special-purpose addresses (RFC 6890) hold beyond what Python's is_global knows of.
NOT_PUBLIC_V4 = tuple(
    map(IPv4Network, ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4"))
)
NOT_PUBLIC_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
# All that is handed out to the world (RFC 4291 section 2.4).
WORLD = IPv6Network("2000::/3")
# RFC 6052: the last 32 bits are the IPv4 address that is reached. Its local-use sister 64:ff9b:1::/48 (RFC 8215) never
# leaves a network, so it is not public whatever it holds.
NAT64 = IPv6Network("64:ff9b::/96")
# Any port: nothing is sent.
ANY_PORT = 9


def is_public(address: str) -> bool:
    """Whether anyone may be reached there; an IPv4 address inside an IPv6 one is what counts.

    A guard against zones that point mail at the network we measure from, so what can't be read is not public.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return _is_public_v4(parsed)
    if parsed.scope_id is not None:
        return False
    inner = _inner(parsed)
    return _is_public_v6(parsed) if inner is None else _is_public_v4(inner)


def has_route(address: str) -> bool:
    """Whether this machine has a way there. Nothing is sent: a datagram socket only chooses its way."""
    try:
        family = socket.AF_INET if ipaddress.ip_address(address).version == 4 else socket.AF_INET6
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, ANY_PORT))
    except (OSError, ValueError):
        return False
    return True


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address of ::ffff:0:0/96 (RFC 4291), 2002::/16 (6to4, RFC 3056) and NAT64."""
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


def _is_public_v4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and not any(address in network for network in NOT_PUBLIC_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    """Teredo (2001::/32, RFC 4380) is not: it tunnels to an IPv4 host behind whatever it stands behind."""
    return address in WORLD and address.is_global and not any(address in network for network in NOT_PUBLIC_V6)
