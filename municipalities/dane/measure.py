"""Measures one domain: its MX, its hosts, once or in several runs, and puts the evidence beside the verdict."""

from __future__ import annotations

import logging
import time
from base64 import b64encode
from concurrent.futures import Future, wait
from dataclasses import replace
from datetime import UTC, datetime

from municipalities.dane.certificates import read_certificate
from municipalities.dane.evidence import Attempt, Host, Measurement
from municipalities.dane.exchanges import Exchange, Exchanges, find_exchanges
from municipalities.dane.judging import Judged, Run, judge_domain, judge_host, merge_host
from municipalities.dane.locating import Location
from municipalities.dane.matching import match
from municipalities.dane.measuring import Measuring
from municipalities.dane.resolving import Resolvers
from municipalities.dane.verdicts import Reason
from municipalities.dane.visiting import Talk, Visit, Visits

logger = logging.getLogger(__name__)

# Of the time that is left, what is kept for judging what the hosts said; they hang up before it begins.
JUDGING_SHARE, JUDGING_SECONDS = 0.2, 5

ALIAS_NOTE = "MX peger på et alias, og det må den ikke (RFC 5321, afsnit 5.1)."


def measure(domain: str, visits: Visits, resolvers: Resolvers, measuring: Measuring) -> Measurement:
    """One domain, as A-labels. All its runs share the domain's time; those that it is too short for are left out."""
    at, started = datetime.now(UTC), time.monotonic()
    runs = _all_runs(domain, visits, resolvers, measuring, deadline=started + measuring.limits.domain_seconds)
    hosts = _merge(runs)
    judged = judge_domain(runs, hosts)
    if len(runs) < measuring.runs:
        note = f"Der var kun tid til {len(runs)} ud af {measuring.runs} målinger."
        judged = replace(judged, notes=(*judged.notes, note))
    queries = resolvers.proofs + tuple(query for run in runs for query in run.exchanges.queries)
    if judged.reason is Reason.NO_SERVER:
        # The domain was only asked whether it is its own host, and is none.
        queries += tuple(query for host in hosts for query in host.queries)
        hosts = ()
    measured = unmeasured(domain, judged, resolvers, measuring, at)
    milliseconds = round((time.monotonic() - started) * 1000)
    return replace(measured, hosts=hosts, queries=queries, runs=len(runs), milliseconds=milliseconds)


def unmeasured(domain: str, judged: Judged, resolvers: Resolvers, measuring: Measuring, at: datetime) -> Measurement:
    """With what the resolvers showed of themselves as its only evidence."""
    left_out = tuple(
        f"Navneserveren {name} kunne ikke vise, at den kontrollerer DNSSEC, og blev ikke brugt."
        for name in resolvers.left_out
    )
    return Measurement(
        domain=domain,
        verdict=judged.verdict,
        reason=judged.reason,
        at=_iso(at),
        detail=judged.detail,
        queries=resolvers.proofs,
        resolvers=tuple(str(resolver) for resolver in resolvers.order),
        runs=measuring.runs,
        notes=judged.notes + left_out,
    )


def _all_runs(
    domain: str, visits: Visits, resolvers: Resolvers, measuring: Measuring, *, deadline: float
) -> tuple[Run, ...]:
    runs: list[Run] = []
    for number in range(1, measuring.runs + 1):
        if runs:
            if time.monotonic() + measuring.seconds_between_runs >= deadline:
                break
            time.sleep(measuring.seconds_between_runs)
        its_own = resolvers.starting_at(number).until(deadline)
        runs.append(_run(domain, number, visits, its_own, measuring))
    return tuple(runs)


def _run(domain: str, number: int, visits: Visits, resolvers: Resolvers, measuring: Measuring) -> Run:
    deadline = resolvers.deadline
    exchanges = find_exchanges(domain, resolvers, measuring.limits)
    hang_up = deadline - min(JUDGING_SECONDS, JUDGING_SHARE * max(0, deadline - time.monotonic()))
    futures = [visits.visit(exchange.name, number, hang_up) for exchange in exchanges.exchanges]
    wait(futures, timeout=max(0, deadline - time.monotonic()))
    hosts = tuple(
        _host(exchange, _visit_of(exchange.name, future), exchanges, number, deadline)
        for exchange, future in zip(exchanges.exchanges, futures, strict=True)
    )
    return Run(number, exchanges, hosts)


def _visit_of(name: str, future: Future[Visit]) -> Visit:
    """What came of it. Our own fault in one host must not take the others, or the sweep, with it."""
    if not future.done():
        return Visit(Location(name, Reason.TIMEOUT, "Domænets tid løb ud, før serveren var målt."))
    if error := future.exception():
        logger.error("The measuring of host %s broke", name, exc_info=error)
        return Visit(Location(name, Reason.PROTOCOL, f"Målingen gik i stykker: {type(error).__name__}."))
    return future.result()


def _host(exchange: Exchange, visit: Visit, exchanges: Exchanges, run: int, deadline: float) -> Host:
    location = visit.location
    if location.aliases and not exchanges.is_fallback:
        location = replace(location, notes=(ALIAS_NOTE, *location.notes))
    names = tuple(dict.fromkeys((location.base_domain, *exchanges.next_hops)))
    attempts = tuple(_attempt(talk, location, names, run, deadline) for talk in visit.talks)
    return judge_host(exchange, location, attempts, is_cut=visit.is_cut)


def _attempt(talk: Talk, location: Location, names: tuple[str, ...], run: int, deadline: float) -> Attempt:
    attempt = Attempt(talk.address, talk.reason or Reason.PROTOCOL, talk.detail, run, _iso(talk.at))
    said = talk.conversation
    if said is None:
        return attempt
    attempt = replace(
        attempt,
        milliseconds=said.milliseconds,
        greeting=said.greeting,
        starttls=said.starttls,
        tls_version=said.tls_version,
        cipher=said.cipher,
        chain=tuple(read_certificate(der) for der in said.chain),
        chain_der=tuple(b64encode(der).decode("ascii") for der in said.chain),
    )
    if said.reason is not None:
        return replace(attempt, reason=said.reason, detail=said.detail)
    found = match(location.records, said.chain, names=names, at=talk.at, deadline=deadline)
    return replace(attempt, reason=found.reason, detail=found.detail, matched=found.matched)


def _merge(runs: tuple[Run, ...]) -> tuple[Host, ...]:
    by_name: dict[str, list[Host]] = {}
    for run in runs:
        for host in run.hosts:
            by_name.setdefault(host.name, []).append(host)
    merged = [merge_host(tuple(hosts), len(runs)) for hosts in by_name.values()]
    return tuple(sorted(merged, key=lambda host: (host.preference, host.name)))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
