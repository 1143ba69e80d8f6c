"""Builds the lab of some cases and runs it until told to stop."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.dane_lab.chains import Shown, association, make_shown
from tests.dane_lab.daemons import Daemons, Place
from tests.dane_lab.kinds import TLD, Behaviour, Case, Chain, Host, Server, Signing
from tests.dane_lab.loopback import Network, hold_network
from tests.dane_lab.odd_name_servers import refusing_name_server, silent_name_server
from tests.dane_lab.servers import Listener, listen
from tests.dane_lab.zones import Zone, write_tree

SMTP_PORT, DNS_PORT, AUTHORITY_PORT = 20_025, 20_053, 20_054
AUTHORITY, SILENT, REFUSING, RESOLVER, BLIND = 53, 54, 55, 56, 57
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
        self._odd = ExitStack()

    async def start(self) -> Details:
        zones = [*self._known_zones(), *(zone for case in self.cases for zone in self._zones(case))]
        authority, silent, refusing = (
            Place(self.network.at(one), AUTHORITY_PORT) for one in (AUTHORITY, SILENT, REFUSING)
        )
        self._odd.enter_context(silent_name_server(silent))
        self._odd.callback((await refusing_name_server(refusing)).close)
        self._servers = await listen(self.listeners, self.smtp_port)
        served = write_tree(zones, self.folder, name_server=authority.address)
        self.daemons.start_authority(served, authority)
        odd = {Signing.SILENT: silent, Signing.LAME: refusing}
        stubs = {zone.name: odd.get(zone.signing, authority) for zone in (*served, *zones)}
        stubs |= {case.full(name): refusing for case in self.cases for name in case.lame}
        resolver, blind = (Place(self.network.at(one), self.dns_port) for one in (RESOLVER, BLIND))
        self.daemons.start_resolver("resolver", resolver, stubs, validates=True)
        self.daemons.start_resolver("blind", blind, stubs, validates=False)
        return Details(resolver.address, blind.address, self.dns_port, self.smtp_port)

    def stop(self) -> None:
        for server in self._servers:
            server.close()
        self.daemons.stop()
        self._odd.close()
        self.network.close()

    def _known_zones(self) -> list[Zone]:
        """What a resolver proves itself on."""
        return [
            Zone(name, [f"{name}. A {self.network.at(1)}", f"{name}. MX 0 ."], signing)
            for name, signing in ((SIGNED_NAME, Signing.SOUND), (BOGUS_NAME, Signing.BOGUS))
        ]

    def _zones(self, case: Case) -> list[Zone]:
        lines = [case.full(line, p=self.smtp_port) for line in case.records]
        lines += [f"{case.full(name)}. NS ns.{TLD}." for name in case.lame]
        own = Zone(case.zone, lines, case.signing, case.spoilt)
        zones = [own]
        if case.beside is not None:
            zones.append(Zone(case.zone_beside, [], case.beside))
        for number, host in enumerate(case.hosts):
            if case.has_mx:
                own.lines.append(f"{case.domain}. MX {10 * (number + 1)} {case.full(host.name)}.")
            self._add_host(case, host, zones)
        return zones

    def _add_host(self, case: Case, host: Host, zones: list[Zone]) -> None:
        """Its addresses and its records, each in the zone it belongs to, and its servers."""
        name = case.full(host.name)
        canonical = case.full(host.canonical) or name
        base = case.full(host.tlsa_at) or name
        shown = {one.chain: make_shown(one.chain, host=name, domain=case.domain) for one in host.servers}
        addresses = [*(self._listener(base, one, shown[one.chain]) for one in host.servers), *host.further_addresses]
        if host.canonical:
            _zone_of(name, zones).lines.append(f"{name}. CNAME {canonical}.")
        _zone_of(canonical, zones).lines += [f"{canonical}. {_type_of(one)} {one}" for one in addresses]
        owner = case.full(host.tlsa_owner, p=self.smtp_port, at=base)
        # The records are over the first server's certificates.
        records = [association(tlsa, shown[host.servers[0].chain]) for tlsa in host.tlsa]
        _zone_of(owner, zones).tlsa += [(f"{owner}.", record) for record in records]

    def _listener(self, name: str, server: Server, made: Shown) -> str:
        """The address at which the server was put."""
        address = self.network.next_address()
        pem, other = self.folder / f"{address}.pem", None
        pem.write_bytes(made.pem)
        if server.behaviour is Behaviour.BY_NAME:
            other = self.folder / f"{address}-other.pem"
            other.write_bytes(make_shown(Chain(), host=f"other.{TLD}", domain=TLD).pem)
        self.listeners.append(Listener(address, name, server.behaviour, pem, other))
        return address


def _zone_of(name: str, zones: list[Zone]) -> Zone:
    return next(zone for zone in reversed(zones) if f".{name}".endswith(f".{zone.name}"))


def _type_of(address: str) -> str:
    return "AAAA" if ":" in address else "A"
