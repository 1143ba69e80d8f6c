"""Builds the lab of some cases and runs it until told to stop."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from socket import AF_INET, SOCK_DGRAM, socket

from tests.dane_lab.chains import Made, association, make_chain
from tests.dane_lab.daemons import Daemons, Place
from tests.dane_lab.kinds import TLD, Behaviour, Case, Chain, Host, Server, Signing
from tests.dane_lab.loopback import Network, hold_network
from tests.dane_lab.servers import Listener, listen
from tests.dane_lab.zones import Zone, write_tree

SMTP_PORT, DNS_PORT, AUTHORITY_PORT = 20_025, 20_053, 20_054
AUTHORITY, SILENT, RESOLVER, BLIND = 53, 54, 55, 56
SIGNED_NAME, BOGUS_NAME = f"signed.{TLD}", f"bogus.{TLD}"


@dataclass(frozen=True)
class Details:
    """What one must know to measure on a lab that runs. `blind` is a resolver that does not validate."""

    resolver: str
    blind: str
    # The resolvers' port, and the mail servers'.
    dns_port: int
    smtp_port: int
    signed_name: str = SIGNED_NAME
    bogus_name: str = BOGUS_NAME

    def to_dict(self) -> dict:
        return asdict(self)


class Lab:
    def __init__(self, cases: Sequence[Case], folder: Path, *, smtp_port: int, dns_port: int) -> None:
        self.cases, self.folder = cases, folder
        self.smtp_port, self.dns_port = smtp_port, dns_port
        self.network: Network = hold_network()
        self.daemons = Daemons(folder)
        self.listeners: list[Listener] = []
        self._servers: list[asyncio.Server] = []
        self._silent = socket(AF_INET, SOCK_DGRAM)

    async def start(self) -> Details:
        zones = [*self._known_zones(), *(zone for case in self.cases for zone in self._zones(case))]
        authority = Place(self.network.at(AUTHORITY), AUTHORITY_PORT)
        silent = Place(self.network.at(SILENT), AUTHORITY_PORT)
        self._silent.bind((silent.address, silent.port))
        self._servers = await listen(self.listeners, self.smtp_port)
        served = write_tree(zones, self.folder, name_server=authority.address)
        self.daemons.start_authority(served, authority)
        stubs = {zone.name: authority for zone in served}
        stubs |= {zone.name: silent if zone.signing is Signing.SILENT else authority for zone in zones}
        resolver, blind = (Place(self.network.at(one), self.dns_port) for one in (RESOLVER, BLIND))
        self.daemons.start_resolver("resolver", resolver, stubs, validates=True)
        self.daemons.start_resolver("blind", blind, stubs, validates=False)
        return Details(resolver.address, blind.address, self.dns_port, self.smtp_port)

    def stop(self) -> None:
        for server in self._servers:
            server.close()
        self.daemons.stop()
        self._silent.close()
        self.network.close()

    def _known_zones(self) -> list[Zone]:
        """What a resolver proves itself on."""
        return [
            Zone(name, [f"{name}. A {self.network.at(1)}", f"{name}. MX 0 ."], signing)
            for name, signing in ((SIGNED_NAME, Signing.SOUND), (BOGUS_NAME, Signing.BOGUS))
        ]

    def _zones(self, case: Case) -> list[Zone]:
        own = Zone(case.zone, [case.full(line) for line in case.records], case.signing, case.spoilt)
        zones = [own]
        if case.beside is not None:
            zones.append(Zone(case.zone_beside, [], case.beside))
        for number, host in enumerate(case.hosts):
            lines = self._host_lines(case, host)
            if case.has_mx:
                own.lines.append(f"{case.domain}. MX {10 * (number + 1)} {case.full(host.name)}.")
            for line in lines:
                beside = case.beside is not None and line.split()[0].endswith(f"{case.zone_beside}.")
                zones[beside].lines.append(line)
        return zones

    def _host_lines(self, case: Case, host: Host) -> list[str]:
        name = case.full(host.name)
        canonical = case.full(host.canonical) or name
        lines = [f"{name}. CNAME {canonical}."] if host.canonical else []
        lines += [f"{canonical}. {'AAAA' if ':' in one else 'A'} {one}" for one in host.further_addresses]
        made = None
        for server in host.servers:
            made = made or make_chain(server.chain, host=name, domain=case.domain)
            lines.append(f"{canonical}. A {self._listener(name, server, made)}")
        made = made or make_chain(Chain(), host=name, domain=case.domain)
        owner = f"_{self.smtp_port}._tcp.{case.full(host.tlsa_at) or name}."
        return lines + [f"{owner} TLSA {association(tlsa, made)}" for tlsa in host.tlsa]

    def _listener(self, name: str, server: Server, made: Made) -> str:
        """The address at which the server was put."""
        address = self.network.next_address()
        pem, other = self.folder / f"{address}.pem", None
        pem.write_bytes(made.pem)
        if server.behaviour is Behaviour.BY_NAME:
            other = self.folder / f"{address}-other.pem"
            other.write_bytes(make_chain(Chain(), host=f"other.{TLD}", domain=TLD).pem)
        self.listeners.append(Listener(address, name, server.behaviour, pem, other))
        return address
