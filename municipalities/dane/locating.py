"""Where a host is and which TLSA records bind it: the look-ups of RFC 7672 sections 2.2.2 and 2.2.3, in their order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from municipalities.dane.evidence import Query, TlsaRecord
from municipalities.dane.exchanges import FAILURES
from municipalities.dane.names import is_host_name
from municipalities.dane.records import read_records
from municipalities.dane.resolving import Answer, Kind, Resolvers, Status
from municipalities.dane.verdicts import Reason

HEAD = ("usage", "selector", "matching")
UNREADABLE = TlsaRecord(0, 0, 0, "", fault="Posten er kortere end sine tre tal (RFC 6698, afsnit 2.1).")


@dataclass(frozen=True)
class Location:
    """`reason` is empty where there are usable records, and the host itself must show what it presents."""

    name: str
    reason: Reason | None = None
    detail: str = ""
    aliases: tuple[str, ...] = ()
    base_domain: str = ""
    addresses: tuple[str, ...] = ()
    records: tuple[TlsaRecord, ...] = ()
    queries: tuple[Query, ...] = ()
    notes: tuple[str, ...] = ()


def locate(name: str, port: int, resolvers: Resolvers) -> Location:
    """Addresses first: servers of unsigned zones may fail on TLSA, and they must not be asked (RFC 7672 2.2.2)."""
    location = Location(name=name)
    if not is_host_name(name):
        return replace(location, reason=Reason.NO_ADDRESS, detail="Navnet kan ikke være en servers.")
    found = [resolvers.ask(name, "A"), resolvers.ask(name, "AAAA")]
    location = replace(location, queries=found[0].queries + found[1].queries)
    with_data = [answer for answer in found if answer.is_answered and answer.has_data]
    failed = [answer for answer in found if not answer.is_answered]
    bogus = [answer for answer in failed if answer.status is Status.BOGUS]
    if bogus:
        return replace(location, reason=Reason.BOGUS, detail=_asked(*bogus))
    if not with_data:
        return replace(location, **_unlocated(found, failed))
    location = replace(
        location,
        aliases=with_data[0].aliases,
        addresses=_addresses(with_data),
        # The others can be reached (RFC 7672 section 2.1.2).
        notes=tuple(f"Opslag af type {answer.type} gav intet svar, så det er målt uden." for answer in failed),
    )
    return _find_base(location, port, resolvers, is_secure=all(one.status is Status.SECURE for one in with_data))


def _asked(*answers: Answer) -> str:
    """Which look-up it was that went wrong."""
    return f"Opslag: {', '.join(f'{answer.name} {answer.type}' for answer in answers)}."


def _unlocated(found: list[Answer], failed: list[Answer]) -> dict:
    """Nothing to connect to, and nothing denied where one of the two look-ups failed."""
    if failed:
        return {"reason": FAILURES[failed[0].status], "detail": _asked(failed[0])}
    return {"reason": Reason.NO_ADDRESS, "detail": _denied(found), "aliases": found[0].aliases}


def _denied(found: list[Answer]) -> str:
    is_missing = any(answer.kind is Kind.NXDOMAIN for answer in found)
    return "Navnet findes ikke." if is_missing else "Navnet har hverken en A- eller en AAAA-post."


def _addresses(answers: list[Answer]) -> tuple[str, ...]:
    """Both families in turn, so that a limit leaves some of each."""
    families = [[record.to_text() for record in answer.records] for answer in answers]
    return tuple(address for address in chain.from_iterable(zip_longest(*families)) if address)


def _find_base(location: Location, port: int, resolvers: Resolvers, *, is_secure: bool) -> Location:
    """RFC 7671 section 7, RFC 7672 section 2.2.2: secure throughout, the expanded name goes before the original one."""
    if is_secure:
        candidates = dict.fromkeys((*location.aliases[-1:], location.name))
        return _find_records(location, tuple(candidates), port, resolvers)
    if not location.aliases:
        return replace(location, reason=Reason.HOST_INSECURE, detail="Serverens adresser er ikke signeret.")
    # The answer as a whole is insecure, and still the alias itself may be signed: asked alone it says (2.1.3).
    alias = resolvers.ask(location.name, "CNAME")
    location = replace(location, queries=location.queries + alias.queries)
    if alias.status in FAILURES:
        return replace(location, reason=FAILURES[alias.status], detail=_asked(alias))
    if alias.status is Status.INSECURE or not alias.has_data:
        return replace(
            location, reason=Reason.HOST_INSECURE, detail="Hverken serverens alias eller dens adresser er signeret."
        )
    location = replace(location, notes=(*location.notes, "Serverens alias er signeret, men dens adresser er det ikke."))
    return _find_records(location, (location.name,), port, resolvers)


def _find_records(location: Location, candidates: tuple[str, ...], port: int, resolvers: Resolvers) -> Location:
    """The first secure set of records is final, usable or not; an alias of the set itself changes no name (2.2.3)."""
    insecure = ""
    for base in candidates:
        answer = resolvers.ask(f"_{port}._tcp.{base}", "TLSA")
        location = replace(location, queries=location.queries + answer.queries)
        # An error is never taken for absence, nor is the next name tried: that would be a way around (2.2, 2.1.2).
        if answer.status in FAILURES:
            return replace(location, reason=FAILURES[answer.status], detail=f"{_asked(answer)} {answer.detail}".strip())
        if answer.has_data and answer.status is Status.SECURE:
            return _with_records(location, base, answer)
        if answer.status is Status.INSECURE:
            insecure = answer.name
    detail = "DNS siger med signatur, at der ingen er."
    if insecure:
        # RFC 7672 section 2.2: an insecure set, or denial, leads where no records lead.
        detail = f"Svaret om {insecure} er ikke signeret og tæller derfor ikke (RFC 7672, afsnit 2.2)."
    return replace(location, reason=Reason.NO_TLSA, detail=detail)


def _with_records(location: Location, base: str, answer: Answer) -> Location:
    # As bytes: a malformed one has no fields to ask for.
    wires = [record.to_wire() for record in answer.records]
    whole = [wire for wire in wires if len(wire) >= len(HEAD)]
    records = read_records((*wire[: len(HEAD)], wire[len(HEAD) :]) for wire in whole)
    records += (UNREADABLE,) * (len(wires) - len(whole))
    location = replace(location, base_domain=base, records=records)
    if any(record.is_usable for record in records):
        return location
    detail = "RFC 7672, afsnit 2.2, kræver stadig kryptering."
    return replace(location, reason=Reason.UNUSABLE, detail=detail)
