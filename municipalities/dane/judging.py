"""Verdicts from what was seen, and nothing else: attempts and look-ups become a host, hosts a domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from municipalities.dane.evidence import Attempt, Host
from municipalities.dane.exchanges import Exchange, Exchanges
from municipalities.dane.locating import Location
from municipalities.dane.verdicts import Reason, Verdict, verdict_of

# The more telling reason first: what a server said tells more than that it was silent.
TELLING = (
    Reason.MISMATCH,
    Reason.TA_NAME,
    Reason.TA_VALIDITY,
    Reason.NO_STARTTLS,
    Reason.TLS_UNAVAILABLE,
    Reason.TLS_FAILED,
    Reason.TEMPORARY,
    Reason.PROTOCOL,
    Reason.REFUSED,
    Reason.TIMEOUT,
    Reason.NO_ROUTE,
    Reason.NOT_PUBLIC,
)


# Of a look-up of MX that failed where another run's did not.
GIVES_WAY = {Reason.DNS_FAILURE, Reason.DNS_TIMEOUT}


OUTCOMES = {Verdict.HOLDS: "holder", Verdict.FAILS: "holder ikke", Verdict.UNDECIDED: "uafgjort"}
ANSWERS = {
    None: "signeret",
    Reason.MX_INSECURE: "ikke signeret",
    Reason.NULL_MX: "modtager ikke mail",
    Reason.BOGUS: "forkert signatur",
    Reason.NO_SUCH_DOMAIN: "findes ikke",
    Reason.NO_SERVER: "ingen mailgateway",
}


@dataclass(frozen=True)
class Judged:
    reason: Reason
    detail: str = ""
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.reason)


@dataclass(frozen=True)
class Run:
    """What one run saw of a domain. Its hosts are judged each by this run alone."""

    number: int
    exchanges: Exchanges
    hosts: tuple[Host, ...] = ()


def judge_host(exchange: Exchange, location: Location, attempts: tuple[Attempt, ...], *, is_cut: bool) -> Host:
    """One host in one run. DNS may have settled it; otherwise the addresses that answered do."""
    judged = Judged(location.reason, location.detail) if location.reason else _judge_attempts(attempts)
    if is_cut and judged.verdict is not Verdict.FAILS:
        judged = Judged(Reason.TOO_MANY, "Serveren har flere adresser, end vi måler.", judged.notes)
    return Host(
        name=location.name,
        preference=exchange.preference,
        verdict=judged.verdict,
        reason=judged.reason,
        detail=judged.detail,
        aliases=location.aliases,
        base_domain=location.base_domain,
        addresses=location.addresses,
        records=location.records,
        attempts=attempts,
        queries=location.queries,
        notes=location.notes + judged.notes,
    )


def _judge_attempts(attempts: tuple[Attempt, ...]) -> Judged:
    """One address that fails, fails the host: a sender takes any of them (RFC 5321 section 5.1).

    An address that answered, and still could not be judged, leaves it open. One that never answered is noted only.
    """
    failing = [attempt for attempt in attempts if verdict_of(attempt.reason) is Verdict.FAILS]
    silent = [attempt for attempt in attempts if not _has_spoken(attempt)]
    notes = tuple(f"Adressen {attempt.address} blev ikke nået. {attempt.detail}".strip() for attempt in silent)
    if failing:
        return _judged_by(most_telling(failing), notes)
    open_ = [attempt for attempt in attempts if _has_spoken(attempt) and attempt.reason is not Reason.MATCHES]
    if open_:
        return _judged_by(most_telling(open_), notes)
    if len(silent) < len(attempts):
        return Judged(Reason.MATCHES, "", notes)
    if not attempts:
        return Judged(Reason.TIMEOUT, "Tiden løb ud, før serveren blev spurgt.")
    return replace(_judged_by(most_telling(silent), ()), notes=notes if len(silent) > 1 else ())


def _has_spoken(attempt: Attempt) -> bool:
    return attempt.has_answered or verdict_of(attempt.reason) is not Verdict.UNDECIDED


def _judged_by(attempt: Attempt, notes: tuple[str, ...]) -> Judged:
    return Judged(attempt.reason, f"{attempt.address}: {attempt.detail}" if attempt.detail else attempt.address, notes)


def most_telling(attempts: Iterable[Attempt]) -> Attempt:
    return min(attempts, key=lambda one: TELLING.index(one.reason) if one.reason in TELLING else len(TELLING))


def merge_host(hosts: tuple[Host, ...], runs: int) -> Host:
    """One host over all runs. A run that decided nothing takes nothing from the others, but is told."""
    judged = _merge_reasons(hosts, runs)
    shown = next(
        (host for host in hosts if host.reason is judged.reason),
        next((host for host in hosts if host.attempts), hosts[0]),
    )
    return replace(
        shown,
        verdict=judged.verdict,
        reason=judged.reason,
        detail=judged.detail,
        attempts=tuple(attempt for host in hosts for attempt in host.attempts),
        queries=tuple(query for host in hosts for query in host.queries),
        notes=tuple(dict.fromkeys((*(note for host in hosts for note in host.notes), *judged.notes))),
    )


def _merge_reasons(hosts: tuple[Host, ...], runs: int) -> Judged:
    holding = [host for host in hosts if host.verdict is Verdict.HOLDS]
    failing = [host for host in hosts if host.verdict is Verdict.FAILS]
    notes = _run_notes(holding or failing, hosts, runs)
    if holding and failing:
        return Judged(Reason.DISAGREEMENT, f"Målingerne gav: {_told(hosts)}.")
    if holding:
        return Judged(holding[0].reason, holding[0].detail, notes)
    if failing:
        telling = next((host for host in failing if host.reason is not Reason.NO_STARTTLS), None)
        # STARTTLS may be left out for a moment, or be taken away on the path of one run: it counts if it never came.
        if telling is None and len(failing) < len(hosts):
            return Judged(Reason.DISAGREEMENT, f"Kryptering manglede kun i nogle målinger: {_told(hosts)}.")
        return Judged((telling or failing[0]).reason, (telling or failing[0]).detail, notes)
    shown = min(hosts, key=lambda host: TELLING.index(host.reason) if host.reason in TELLING else -1)
    return Judged(shown.reason, shown.detail, notes)


def _run_notes(decided: list[Host], hosts: tuple[Host, ...], runs: int) -> tuple[str, ...]:
    notes = ()
    if decided and len(decided) < len(hosts):
        notes += (f"{len(decided)} ud af {len(hosts)} målinger afgjorde det: {_told(hosts)}.",)
    if len(hosts) < runs:
        notes += (f"Serveren stod i domænets MX i {len(hosts)} ud af {runs} målinger.",)
    return notes


def _told(hosts: Iterable[Host]) -> str:
    return ", ".join(OUTCOMES[host.verdict] for host in hosts)


def judge_domain(runs: tuple[Run, ...], hosts: tuple[Host, ...]) -> Judged:
    """It holds if its MX answer is secure and all hosts hold; a failure goes before what is undecided."""
    seen = [run.exchanges for run in runs]
    notes = tuple(dict.fromkeys((*(note for exchanges in seen for note in exchanges.notes), *_gave_way(seen))))
    settled = _settled(seen)
    if settled is not None and verdict_of(settled.reason) is not Verdict.UNDECIDED:
        return replace(settled, notes=notes)
    # Where hosts were found at all, also beside a run that found none.
    failing = [host for host in hosts if host.verdict is Verdict.FAILS]
    if failing:
        return Judged(Reason.HOST_FAILS, _concerned(failing), notes)
    if settled is not None:
        return replace(settled, notes=notes)
    if any(exchanges.is_cut for exchanges in seen):
        return Judged(Reason.TOO_MANY, "", notes)
    undecided = [host for host in hosts if host.verdict is Verdict.UNDECIDED]
    if undecided and any(exchanges.is_fallback for exchanges in seen) and undecided[0].reason is Reason.NO_ADDRESS:
        return Judged(Reason.NO_SERVER, undecided[0].detail, notes)
    if undecided:
        return Judged(Reason.HOST_UNDECIDED, _concerned(undecided), notes)
    return Judged(Reason.ALL_HOSTS_HOLD, "", notes)


def _concerned(hosts: list[Host]) -> str:
    return f"Det gælder {', '.join(host.name for host in hosts)}."


def _gave_way(seen: list[Exchanges]) -> tuple[str, ...]:
    failed = sum(one.reason in GIVES_WAY for one in seen)
    return (
        (f"Opslaget af MX lykkedes i {len(seen) - failed} ud af {len(seen)} målinger.",)
        if 0 < failed < len(seen)
        else ()
    )


def _settled(seen: list[Exchanges]) -> Judged | None:
    """What the MX look-ups say by themselves; None where they are secure and name hosts. Failed ones give way."""
    telling = [one for one in seen if one.reason not in GIVES_WAY]
    one = (telling or seen)[0]
    if len({one.reason for one in telling}) > 1:
        told = f"Opslagene af MX var ikke ens: {', '.join(ANSWERS.get(one.reason, 'intet svar') for one in seen)}."
        # Two reasons with one verdict disagree on nothing that counts; without a reason the hosts decide.
        outcomes = {one.reason and verdict_of(one.reason) for one in telling}
        return Judged(Reason.DISAGREEMENT if len(outcomes) > 1 else one.reason, told)
    return Judged(one.reason, one.detail) if one.reason else None
