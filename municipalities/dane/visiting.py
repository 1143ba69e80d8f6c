"""Visits each mail host once a run for the whole sweep, however many domains name it, and never crowds one."""

from __future__ import annotations

import time
from collections import defaultdict
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import BoundedSemaphore, Lock

from municipalities.dane.addresses import has_route, is_public
from municipalities.dane.locating import Location, locate
from municipalities.dane.measuring import Measuring
from municipalities.dane.resolving import Resolvers
from municipalities.dane.smtp import Conversation, converse
from municipalities.dane.verdicts import Reason

# Nothing went out, so it says nothing of the port.
NEVER_TRIED = {Reason.NOT_PUBLIC, Reason.NO_ROUTE}
# A zone may list thousands; the host's own list has them all.
MOST_UNCALLED = 10


@dataclass(frozen=True)
class Talk:
    """One address: what was said, or why nothing was tried."""

    address: str
    at: datetime
    conversation: Conversation | None = None
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True)
class Visit:
    """What is the same for every domain that names the host; the names of its certificate are judged apart."""

    location: Location
    talks: tuple[Talk, ...] = ()
    # There are more addresses than are measured.
    is_cut: bool = False


class Visits:
    """Of one sweep. The two pools wait for each other in one direction only: hosts for their talks."""

    def __init__(self, resolvers: Resolvers, measuring: Measuring, hosts: Executor, talks: Executor) -> None:
        self.has_tried = False
        self.has_heard = False
        self._resolvers = resolvers
        self._measuring = measuring
        self._hosts = hosts
        self._talks = talks
        self._lock = Lock()
        self._visits: dict[tuple[str, int], Future[Visit]] = {}
        self._deadlines: dict[tuple[str, int], float] = {}
        most = measuring.limits.connections_per_host
        self._turns: dict[str, BoundedSemaphore] = defaultdict(lambda: BoundedSemaphore(most))

    def visit(self, name: str, run: int, deadline: float) -> Future[Visit]:
        """The same future for all who ask for the host in that run; the most patient of them sets its time."""
        with self._lock:
            self._deadlines[name, run] = max(deadline, self._deadlines.get((name, run), deadline))
            if (name, run) not in self._visits:
                self._visits[name, run] = self._hosts.submit(self._visit, name, run)
            return self._visits[name, run]

    def _visit(self, name: str, run: int) -> Visit:
        limits = self._measuring.limits
        with self._lock:
            deadline = min(time.monotonic() + limits.host_seconds, self._deadlines[name, run])
        location = locate(name, self._measuring.port, self._resolvers.starting_at(run).until(deadline))
        # Where DNS has settled it nothing is won by a connection.
        if location.reason is not None:
            return Visit(location)
        now = datetime.now(UTC)
        # They cost nothing, so they take no place among those that are called.
        apart = {address: talk for address in location.addresses if (talk := self._uncalled(address, now))}
        callable_ = [address for address in location.addresses if address not in apart]
        addresses = callable_[: limits.addresses]
        talks: list[Talk] = []
        for start in range(0, len(addresses), limits.connections_per_host):
            batch = addresses[start : start + limits.connections_per_host]
            futures = [self._talks.submit(self._talk, address, location.base_domain, deadline) for address in batch]
            talks += [future.result() for future in futures]
        told = list(apart.values())[:MOST_UNCALLED]
        return Visit(location, (*talks, *told), is_cut=len(callable_) > len(addresses))

    def _uncalled(self, address: str, now: datetime) -> Talk | None:
        """Why nothing goes out to the address; nothing where it may be called."""
        if not self._measuring.may_be_local and not is_public(address):
            return Talk(address, now, reason=Reason.NOT_PUBLIC, detail="Adressen er ikke offentlig.")
        if not has_route(address):
            family = "IPv6" if ":" in address else "IPv4"
            return Talk(address, now, reason=Reason.NO_ROUTE, detail=f"Der er ingen vej til {family} herfra.")
        return None

    def _talk(self, address: str, sni: str, deadline: float) -> Talk:
        """Connects to the very address that was looked up and checked, and to no other."""
        now = datetime.now(UTC)
        with self._lock:
            turn = self._turns[address]
        if not turn.acquire(timeout=max(0, deadline - time.monotonic())):
            return Talk(address, now, reason=Reason.TIMEOUT, detail="Vi nåede det ikke, før tiden løb ud.")
        try:
            now = datetime.now(UTC)
            conversation = converse(address, sni=sni, measuring=self._measuring, deadline=deadline)
        finally:
            turn.release()
        self.has_tried = self.has_tried or conversation.reason not in NEVER_TRIED
        self.has_heard = self.has_heard or bool(conversation.greeting)
        return Talk(address, now, conversation)
