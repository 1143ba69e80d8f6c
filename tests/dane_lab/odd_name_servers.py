"""Name servers that are no use: one says nothing, one refuses."""

import asyncio
from socket import AF_INET, SOCK_DGRAM, socket

from tests.dane_lab.daemons import Place

QR, REFUSED = 0x80, 5


def silent_name_server(place: Place) -> socket:
    """Takes what it is sent, so that nobody is told that it does not listen."""
    line = socket(AF_INET, SOCK_DGRAM)
    line.bind((place.address, place.port))
    return line


class Refusing(asyncio.DatagramProtocol):
    """As a server does that was never told of the zone: the question comes back with REFUSED (RFC 1035 4.1.1)."""

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple) -> None:
        if len(data) >= 12:
            head = bytes((data[2] | QR, (data[3] & 0x10) | REFUSED))
            # All sections but the question are left out, EDNS with them.
            end = data.index(b"\0", 12) + 5
            self.transport.sendto(data[:2] + head + data[4:6] + bytes(6) + data[12:end], address)


async def refusing_name_server(place: Place) -> asyncio.BaseTransport:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Refusing, local_addr=(place.address, place.port))
    return transport
