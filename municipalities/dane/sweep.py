"""Measures many domains at once: proves the resolvers first, and tells a blocked port from servers that are down."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from municipalities.dane.evidence import Measurement
from municipalities.dane.judging import Judged
from municipalities.dane.measure import measure, unmeasured
from municipalities.dane.measuring import Measuring
from municipalities.dane.names import clean_domain
from municipalities.dane.resolving import Resolvers, prove
from municipalities.dane.verdicts import Reason, Verdict, verdict_of
from municipalities.dane.visiting import NEVER_TRIED, Visits

logger = logging.getLogger(__name__)

# Threads, most of which wait for someone else's server.
HOSTS_PER_DOMAIN = 4

OnDone = Callable[[Measurement], None]


@dataclass(frozen=True)
class Sweep:
    """In the order that the domains were given. Where `is_port_blocked` nothing of it is to be kept."""

    measurements: tuple[Measurement, ...]
    is_port_blocked: bool = False


def sweep(domains: Iterable[str], measuring: Measuring, on_done: OnDone | None = None) -> Sweep:
    """Raises ValueError before anything is asked if a domain is none.

    `on_done` is called in the caller's own thread, with each measurement as soon as it is sure to stand: one that
    knocked in vain waits until some server of the sweep has answered.
    """
    cleaned = tuple(dict.fromkeys(clean_domain(domain) for domain in domains))
    began = time.monotonic()
    resolvers = prove(measuring)
    # The proof is paid for by the domains, so that a sweep of few ends when a domain's time has passed.
    left = measuring.limits.domain_seconds - (time.monotonic() - began)
    measuring = replace(measuring, limits=replace(measuring.limits, domain_seconds=left))
    if resolvers.order:
        return _measure_all(cleaned, resolvers, measuring, on_done)
    now, judged = datetime.now(UTC), Judged(Reason.RESOLVER_NOT_VALIDATING)
    measurements = tuple(unmeasured(domain, judged, resolvers, measuring, now) for domain in cleaned)
    for measurement in measurements if on_done else ():
        on_done(measurement)
    return Sweep(measurements)


def _measure_all(domains: tuple[str, ...], resolvers: Resolvers, measuring: Measuring, on_done: OnDone | None) -> Sweep:
    width = measuring.limits.domains_at_once
    hosts_at_once = width * HOSTS_PER_DOMAIN
    talks_at_once = hosts_at_once * measuring.limits.connections_per_host
    with (
        ThreadPoolExecutor(talks_at_once, "dane-talk") as talk_pool,
        ThreadPoolExecutor(hosts_at_once, "dane-host") as host_pool,
        ThreadPoolExecutor(width, "dane-domain") as domain_pool,
    ):
        visits = Visits(resolvers, measuring, host_pool, talk_pool)
        futures = {domain_pool.submit(measure, domain, visits, resolvers, measuring): domain for domain in domains}
        done: dict[str, Measurement] = {}
        held: list[str] = []
        try:
            for future in as_completed(futures):
                domain = futures[future]
                done[domain] = _result(future, domain, resolvers, measuring)
                is_open = visits.has_heard or measuring.is_port_open
                held = _tell([*held, domain], done, on_done, is_open=is_open)
        finally:
            # Whoever stops us, or fails in `on_done`, waits for the domains that are under way, and for no more.
            domain_pool.shutdown(wait=False, cancel_futures=True)
    is_port_blocked = visits.has_tried and not visits.has_heard and not measuring.is_port_open
    if is_port_blocked:
        done = {domain: _blocked(measurement) for domain, measurement in done.items()}
    for domain in held if on_done else ():
        on_done(done[domain])
    return Sweep(tuple(done[domain] for domain in domains), is_port_blocked)


def _tell(held: list[str], done: dict[str, Measurement], on_done: OnDone | None, *, is_open: bool) -> list[str]:
    """Tells what is sure, and gives back what must wait."""
    sure = [domain for domain in held if is_open or not _depends_on_port(done[domain])]
    for domain in sure if on_done else ():
        on_done(done[domain])
    return [domain for domain in held if domain not in sure]


def _result(future: Future[Measurement], domain: str, resolvers: Resolvers, measuring: Measuring) -> Measurement:
    """Our own fault in one domain leaves that one undecided, and the others measured."""
    error = future.exception()
    if error is None:
        return future.result()
    logger.error("The measuring of domain %s broke", domain, exc_info=error)
    judged = Judged(Reason.PROTOCOL, f"Målingen gik i stykker: {type(error).__name__}.")
    return unmeasured(domain, judged, resolvers, measuring, datetime.now(UTC))


def _depends_on_port(measurement: Measurement) -> bool:
    """Undecided, and a server was called. A failure that DNS shows stands also where no server can be reached."""
    attempts = [attempt for host in measurement.hosts for attempt in host.attempts]
    was_tried = any(attempt.reason not in NEVER_TRIED for attempt in attempts)
    return was_tried and measurement.verdict is Verdict.UNDECIDED


def _blocked(measurement: Measurement) -> Measurement:
    if not _depends_on_port(measurement):
        return measurement
    reason = Reason.PORT_BLOCKED
    return replace(measurement, verdict=verdict_of(reason), reason=reason, detail="")
