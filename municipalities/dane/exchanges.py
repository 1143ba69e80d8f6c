"""Which hosts take the mail of a domain, and whether DNS says so securely (RFC 5321 section 5.1, RFC 7672 2.2.1)."""

from __future__ import annotations

from dataclasses import dataclass

import dns.name
import dns.rdata

from municipalities.dane.evidence import Query
from municipalities.dane.measuring import Limits
from municipalities.dane.resolving import Answer, Kind, Resolvers, Status, name_text
from municipalities.dane.verdicts import Reason

FAILURES = {
    Status.BOGUS: Reason.BOGUS,
    Status.FAILED: Reason.DNS_FAILURE,
    Status.TIMEOUT: Reason.DNS_TIMEOUT,
}
NAMELESS_ALONE = (
    "Domænets MX-post har intet navn (».«). Skal domænet ikke modtage mail, så skal posten være »MX 0 .« og stå alene "
    "(RFC 7505, afsnit 3)."
)
NAMELESS_BESIDE = (
    "En af domænets MX-poster har intet navn (».«). Den siger, at domænet ikke modtager mail, og må ikke stå ved siden "
    "af andre (RFC 7505, afsnit 3). Vi målte de andre. Fjern den."
)


@dataclass(frozen=True, order=True)
class Exchange:
    preference: int
    name: str


@dataclass(frozen=True)
class Exchanges:
    """`reason` is empty where the answer is secure and the hosts decide."""

    reason: Reason | None = None
    detail: str = ""
    exchanges: tuple[Exchange, ...] = ()
    # Names that a certificate under DANE-TA may bear beside the TLSA base domain.
    next_hops: tuple[str, ...] = ()
    # The domain has no MX, and is its own host.
    is_fallback: bool = False
    # There are more hosts than are measured.
    is_cut: bool = False
    queries: tuple[Query, ...] = ()
    notes: tuple[str, ...] = ()


def find_exchanges(domain: str, resolvers: Resolvers, limits: Limits) -> Exchanges:
    answer = resolvers.ask(domain, "MX")
    # Delivery is delayed on an error (RFC 7672 section 2.1.2): no address stands in for an MX that could not be seen.
    if answer.status in FAILURES:
        return Exchanges(reason=FAILURES[answer.status], detail=answer.detail, queries=answer.queries)
    if answer.kind is Kind.NXDOMAIN:
        return Exchanges(reason=Reason.NO_SUCH_DOMAIN, queries=answer.queries, notes=_alias_notes(answer))
    if answer.kind is Kind.NODATA:
        return _without_mx(domain, answer)
    if _is_null(answer.records):
        detail = "" if answer.status is Status.SECURE else "Svaret er ikke signeret."
        return Exchanges(reason=Reason.NULL_MX, detail=detail, queries=answer.queries)
    return _with_mx(domain, answer, limits)


def _without_mx(domain: str, answer: Answer) -> Exchanges:
    """The domain's own address counts as its MX (RFC 5321 section 5.1), on a secure denial only."""
    if answer.status is Status.INSECURE:
        detail = "Der er ingen MX-post, men svaret er ikke signeret. Domænets egen adresse blev derfor ikke prøvet."
        return Exchanges(reason=Reason.MX_INSECURE, detail=detail, queries=answer.queries, notes=_alias_notes(answer))
    return Exchanges(
        exchanges=(Exchange(0, domain),),
        # RFC 7672 section 3.2.2: where the base domain is the expanded name, the original is accepted too.
        next_hops=(domain,),
        is_fallback=True,
        queries=answer.queries,
        notes=(
            "Der er ingen MX-post, så domænets egen adresse tager imod mail (RFC 5321, afsnit 5.1).",
            *_alias_notes(answer),
        ),
    )


def _is_null(records: tuple[dns.rdata.Rdata, ...]) -> bool:
    """One record alone, of preference 0 and without a host (RFC 7505 section 3)."""
    return len(records) == 1 and records[0].preference == 0 and records[0].exchange == dns.name.root


def _with_mx(domain: str, answer: Answer, limits: Limits) -> Exchanges:
    best: dict[str, int] = {}
    # A record without a host is no host, and may not stand beside others (RFC 7505 section 3).
    named = [record for record in answer.records if record.exchange != dns.name.root]
    if not named:
        return Exchanges(
            reason=Reason.NO_SERVER, detail=NAMELESS_ALONE, queries=answer.queries, notes=_alias_notes(answer)
        )
    for record in named:
        name = name_text(record.exchange)
        best[name] = min(record.preference, best.get(name, record.preference))
    found = sorted(Exchange(preference, name) for name, preference in best.items())
    is_cut = len(found) > limits.hosts
    notes = _alias_notes(answer)
    if len(named) < len(answer.records):
        notes += (NAMELESS_BESIDE,)
    if is_cut:
        notes += (f"Domænet har {len(found)} mailgateways. Vi måler de første {limits.hosts}.",)
    is_secure = answer.status is Status.SECURE
    return Exchanges(
        # RFC 7672 section 2.2.1: hosts named by an insecure answer may be anybody's.
        reason=None if is_secure else Reason.MX_INSECURE,
        exchanges=tuple(found[: limits.hosts]),
        # RFC 7672 section 3.2.2: the original and the fully expanded name, never those between; none where an attacker
        # may have chosen the host.
        next_hops=tuple(dict.fromkeys((domain, answer.final_name))) if is_secure else (),
        is_cut=is_cut,
        queries=answer.queries,
        notes=notes,
    )


def _alias_notes(answer: Answer) -> tuple[str, ...]:
    return (f"Domænet er et alias for {answer.final_name}.",) if answer.aliases else ()
