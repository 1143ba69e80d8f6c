"""The signed tree: a root, a TLD and a zone for each case, with keys that are made as the lab starts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from tests.dane_lab.kinds import Signing

TTL = 300
DAY = timedelta(days=1)
# Their zones are served by nobody.
UNSERVED = {Signing.LAME, Signing.SILENT}


@dataclass(frozen=True)
class Key:
    private: ec.EllipticCurvePrivateKey
    public: DNSKEY

    def delegation(self, zone: str) -> str:
        return dns.dnssec.make_ds(dns.name.from_text(zone), self.public, "SHA256").to_text()


@dataclass
class Zone:
    """`lines` are a zone file's, with full names; `tlsa` owners and their records, which need not be well-formed.

    `spoilt` are the types whose signatures are damaged.
    """

    name: str
    lines: list[str]
    signing: Signing = Signing.SOUND
    spoilt: tuple[str, ...] = ()
    tlsa: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = make_key()

    @property
    def is_served(self) -> bool:
        return self.signing not in UNSERVED

    @property
    def delegation(self) -> list[str]:
        """What its parent says of it: without DS, a validator takes what it says unsigned (RFC 4035 5.2)."""
        lines = [f"{self.name}. NS ns.lab."]
        if self.signing is not Signing.INSECURE:
            lines.append(f"{self.name}. DS {self.key.delegation(self.name)}")
        return lines

    def write(self, path: Path) -> None:
        head = [
            f"$TTL {TTL}",
            f"{self.name.rstrip('.')}. SOA ns.lab. hostmaster.lab. 1 3600 600 86400 60",
            f"{self.name.rstrip('.')}. NS ns.lab.",
        ]
        origin = dns.name.from_text(self.name)
        zone = dns.zone.from_text("\n".join(head + self.lines), origin=origin, relativize=False)
        for owner, data in self.tlsa:
            record = dns.rdata.GenericRdata(dns.rdataclass.IN, dns.rdatatype.TLSA, data)
            zone.find_rdataset(dns.name.from_text(owner), dns.rdatatype.TLSA, create=True).add(record, TTL)
        if self.signing is not Signing.INSECURE:
            self._sign(zone)
        zone.to_file(str(path), sorted=False, relativize=False)

    def _sign(self, zone: dns.zone.Zone) -> None:
        begins = datetime.now(UTC) - (60 * DAY if self.signing is Signing.EXPIRED else DAY)
        dns.dnssec.sign_zone(
            zone,
            keys=[(self.key.private, self.key.public)],
            inception=begins,
            expiration=begins + 30 * DAY,
        )
        if self.signing is Signing.NO_DENIAL:
            _drop_denial(zone)
        _spoil(zone, self.spoilt, is_all=self.signing is Signing.BOGUS)


def make_key() -> Key:
    private = ec.generate_private_key(ec.SECP256R1())
    public = dns.dnssec.make_dnskey(private.public_key(), dns.dnssec.Algorithm.ECDSAP256SHA256, flags=257)
    return Key(private, DNSKEY(public.rdclass, public.rdtype, public.flags, 3, public.algorithm, public.key))


def _drop_denial(zone: dns.zone.Zone) -> None:
    for _, node in zone.nodes.items():
        node.rdatasets = [one for one in node.rdatasets if dns.rdatatype.NSEC not in {one.rdtype, one.covers}]


def _spoil(zone: dns.zone.Zone, types: tuple[str, ...], *, is_all: bool) -> None:
    """Turn the last bit of each signature over these types."""
    wanted = {dns.rdatatype.from_text(one) for one in types}
    for _, node in zone.nodes.items():
        for rdataset in node.rdatasets:
            if rdataset.rdtype != dns.rdatatype.RRSIG or not (is_all or rdataset.covers in wanted):
                continue
            damaged = [one.replace(signature=one.signature[:-1] + bytes([one.signature[-1] ^ 1])) for one in rdataset]
            rdataset.clear()
            for one in damaged:
                rdataset.add(one)


def write_tree(zones: list[Zone], folder: Path, *, name_server: str) -> list[Zone]:
    """Write every zone that is served, the root and the TLD with them, and the trust anchor; what was written."""
    top = Zone("lab", [f"ns.lab. A {name_server}"])
    for zone in zones:
        top.lines += zone.delegation
    root = Zone(".", [*top.delegation, f"ns.lab. A {name_server}"])
    served = [root, top, *(zone for zone in zones if zone.is_served)]
    for zone in served:
        zone.write(folder / f"{zone.name.strip('.') or 'root'}.zone")
    (folder / "trust-anchor").write_text(f". DS {root.key.delegation('.')}\n")
    return served
