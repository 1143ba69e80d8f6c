"""The tests reach this machine alone. An audit hook sees every socket Python opens, whichever library asks."""

import ipaddress
import sys


class NetworkError(AssertionError):
    """A test tried to reach another machine."""


def is_local(host: str | None) -> bool:
    if host in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse(event: str, arguments: tuple) -> None:
    """A UNIX socket's address is a string, an internet one a tuple that starts with the host."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto", "socket.sendmsg"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if isinstance(host, str | None) and not is_local(host):
        raise NetworkError(f"{event}: {host} is another machine; the tests stay on this one.")


def install() -> None:
    """For good: an audit hook can't be taken out again."""
    sys.addaudithook(refuse)
