"""What the lab's servers show, and the TLSA records over it."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.dane_chains import Chain as MadeChain
from tests.dane_chains import digest, make_chain
from tests.dane_lab.kinds import Chain, Tlsa

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shown:
    """`all` runs from the leaf to the anchor; the server may keep the anchor to itself."""

    all: MadeChain
    is_anchor_sent: bool

    @property
    def pem(self) -> bytes:
        """Key and chain in one file, as the server loads them."""
        return self.all.key_pem() + self.all.pem(without=() if self.is_anchor_sent else (-1 % len(self.all.keys),))

    def place(self, tlsa: Tlsa) -> int:
        return {"leaf": 0, "intermediate": 1, "anchor": len(self.all.keys) - 1}[tlsa.certificate]


def make_shown(chain: Chain, *, host: str, domain: str) -> Shown:
    now = datetime.now(UTC)
    place = {"leaf": 0, "anchor": chain.length - 1}.get(chain.expired)
    made = make_chain(
        chain.length,
        names=tuple(name.format(h=host, d=domain) for name in chain.names),
        common_name="server",
        ta_name=f"Rod for {host}"[:64],
        not_before=now - 10 * DAY,
        not_after=now + 30 * DAY,
        dates={} if place is None else {place: (now - 10 * DAY, now - DAY)},
    )
    return Shown(made, chain.is_anchor_sent)


def association(tlsa: Tlsa, shown: Shown) -> bytes:
    """The record as it travels (RFC 6698 section 2.1), with its fault if it is to have one."""
    place = shown.place(tlsa)
    # An unknown selector or matching type covers something too.
    data = (shown.all.der if tlsa.selector == 0 else shown.all.public_keys)[place]
    data = digest(tlsa.matching if tlsa.matching in {0, 1, 2} else 1, data)
    faulty = {
        "wrong": bytes(byte ^ 0xFF for byte in data),
        # Another key each time.
        "other": os.urandom(len(data)),
        "short": data[:-1],
        "empty": b"",
    }
    return bytes((tlsa.usage, tlsa.selector, tlsa.matching)) + faulty.get(tlsa.fault, data)
