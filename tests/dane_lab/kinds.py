"""The words that a case of the lab is written in."""

from dataclasses import dataclass
from enum import StrEnum

from municipalities.dane.measuring import Limits
from municipalities.dane.verdicts import Reason, Verdict, verdict_of

TLD = "lab"


class Signing(StrEnum):
    """How a zone is signed, or what its name servers do."""

    SOUND = "sound"
    # Delegated without DS, as most zones are.
    INSECURE = "insecure"
    # Every signature is damaged.
    BOGUS = "bogus"
    EXPIRED = "expired"
    # The NSEC records are left out: what is there validates, and nothing can be denied.
    NO_DENIAL = "no_denial"
    # Delegated to a server that refuses to answer for it.
    LAME = "lame"
    # Delegated to an address where nothing ever answers.
    SILENT = "silent"


class Behaviour(StrEnum):
    """What a mail server does with the one who connects."""

    NORMAL = "normal"
    NO_STARTTLS = "no_starttls"
    # As a well-known firewall writes over the word.
    STRIPPED = "stripped"
    # Offers STARTTLS, and answers the handshake with rubbish.
    BROKEN = "broken"
    # Offers STARTTLS, and closes the connection instead of shaking hands.
    HANGS_UP = "hangs_up"
    REFUSES_STARTTLS = "refuses_starttls"
    # Says "go ahead" to STARTTLS and goes on in plain text.
    PLAIN_AFTER_STARTTLS = "plain_after_starttls"
    # Slips a reply in behind "go ahead", and shakes hands.
    INJECTS = "injects"
    # Shows the right certificate only to the one who asks for it by name.
    BY_NAME = "by_name"
    SLOW = "slow"
    ENDLESS = "endless"
    # Accepts the connection and says nothing.
    SILENT = "silent"
    BUSY = "busy"
    UNWELCOMING = "unwelcoming"
    # Nothing listens there.
    REFUSED = "refused"
    # TLS 1.0 or the like is all it has.
    OLD_TLS = "old_tls"


@dataclass(frozen=True)
class Chain:
    """Certificates from the leaf to its anchor; in `names`, {h} is the host and {d} the domain."""

    length: int = 2
    names: tuple[str, ...] = ("{h}",)
    expired: str = ""
    is_anchor_sent: bool = True


@dataclass(frozen=True)
class Tlsa:
    """A record over the certificate called `of`; a `fault` is "wrong", "other", "short" or "empty"."""

    usage: int
    selector: int
    matching: int
    of: str = ""
    fault: str = ""

    @property
    def certificate(self) -> str:
        return self.of or ("anchor" if self.usage in {0, 2} else "leaf")


@dataclass(frozen=True)
class Server:
    behaviour: Behaviour = Behaviour.NORMAL
    chain: Chain = Chain()


@dataclass(frozen=True)
class Host:
    """An MX host and what it must be judged as. In names {d} is the domain and {o} the zone beside it."""

    reason: Reason
    tlsa: tuple[Tlsa, ...] = (Tlsa(3, 1, 1),)
    servers: tuple[Server, ...] = (Server(),)
    name: str = "mx.{d}"
    # The addresses stand at the end of a CNAME, by this name.
    canonical: str = ""
    # Where its TLSA records stand, if not under its own name; `tlsa_owner` is a record's whole name, with {p} the port.
    tlsa_at: str = ""
    tlsa_owner: str = "_{p}._tcp.{at}"
    further_addresses: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.reason)


@dataclass(frozen=True)
class Case:
    """A domain of its own. `says` is what a person is told of it; `reason` what the domain must be judged as."""

    name: str
    says: str
    reason: Reason
    hosts: tuple[Host, ...] = ()
    signing: Signing = Signing.SOUND
    # A zone beside the domain's own, called NAME-hosts.
    beside: Signing | None = None
    # Types in the domain's zone whose signatures are damaged.
    spoilt: tuple[str, ...] = ()
    has_mx: bool = True
    # Zone file lines, with {d}, {o} and {p}, the port.
    records: tuple[str, ...] = ()
    # Names in the domain's zone that are delegated to a server that refuses to answer for them.
    lame: tuple[str, ...] = ()
    # What is measured, where it is not the zone itself.
    measured: str = "{d}"
    # Only where the machine's own network is not in the way.
    is_namespaced: bool = False

    @property
    def zone(self) -> str:
        return f"{self.name}.{TLD}"

    @property
    def zone_beside(self) -> str:
        return f"{self.name}-hosts.{TLD}"

    @property
    def domain(self) -> str:
        return self.full(self.measured)

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.reason)

    @property
    def expected_hosts(self) -> dict[str, Reason]:
        """As many as are measured."""
        return {self.full(host.name): host.reason for host in self.hosts[: Limits().hosts]}

    def full(self, text: str, **more: object) -> str:
        return text.format(d=self.zone, o=self.zone_beside, **more)
