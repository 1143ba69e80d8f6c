"""Asks the validating resolvers that were named, and says how far the answer is to be believed."""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.rrset

from municipalities.dane.asking import BadAnswerError, NoAnswerError, exchange, make_query
from municipalities.dane.evidence import Query
from municipalities.dane.measuring import Limits, Measuring, Resolver
from municipalities.dane.printable import printable

ANSWERS = {"NOERROR", "NXDOMAIN"}
# Evidence of one answer: more than this tells nobody more.
MOST_RECORDS = 40
LONGEST_TEXT = 300


class Status(StrEnum):
    """RFC 4035 section 4.3, with "indeterminate" split by what was seen of it: a failure, or nothing at all."""

    SECURE = "secure"
    INSECURE = "insecure"
    BOGUS = "bogus"
    FAILED = "failed"
    TIMEOUT = "timeout"


class Kind(StrEnum):
    DATA = "data"
    NODATA = "nodata"
    NXDOMAIN = "nxdomain"
    NONE = "none"


@dataclass(frozen=True)
class Answer:
    """Of one name and type, at the end of its aliases, which count in `status`: one that is insecure makes all so."""

    name: str
    type: str
    status: Status
    kind: Kind = Kind.NONE
    records: tuple[dns.rdata.Rdata, ...] = ()
    # The names that the asked name is an alias of, in order.
    aliases: tuple[str, ...] = ()
    queries: tuple[Query, ...] = ()
    detail: str = ""

    @property
    def has_data(self) -> bool:
        return self.kind is Kind.DATA

    @property
    def is_answered(self) -> bool:
        return self.status in {Status.SECURE, Status.INSECURE}

    @property
    def final_name(self) -> str:
        return self.aliases[-1] if self.aliases else self.name


@dataclass(frozen=True)
class Seen:
    """One question to one resolver: the evidence, and the message where it is an answer."""

    query: Query
    message: dns.message.Message | None = None


@dataclass(frozen=True)
class Resolvers:
    """Those that have proved themselves, in the order they are asked; `proofs` is what each showed, also the others."""

    order: tuple[Resolver, ...]
    limits: Limits
    proofs: tuple[Query, ...] = ()
    left_out: tuple[str, ...] = ()
    deadline: float = math.inf

    def starting_at(self, run: int) -> Resolvers:
        """Each run begins with another resolver."""
        first = (run - 1) % len(self.order)
        return replace(self, order=self.order[first:] + self.order[:first])

    def until(self, deadline: float) -> Resolvers:
        """The same, giving up when that moment comes (of `time.monotonic()`)."""
        return replace(self, deadline=min(deadline, self.deadline))

    def ask(self, name: str, type_: str) -> Answer:
        """Follows aliases as RFC 7672 section 2.1.3 has it; a loop or too long a chain is a failure."""
        answer = Answer(name=name, type=type_, status=Status.SECURE)
        while answer.status is not Status.FAILED:
            status, message, queries = self._ask_twice(answer.final_name, type_)
            answer = replace(answer, queries=answer.queries + queries)
            if message is None:
                return replace(answer, status=status)
            if status is Status.INSECURE:
                answer = replace(answer, status=status)
            answer, is_whole = _extend(answer, message, self.limits.aliases)
            if is_whole:
                break
        return answer

    def _ask_twice(self, name: str, type_: str) -> tuple[Status, dns.message.Message | None, tuple[Query, ...]]:
        """The first answer, of whichever resolver; only where none has one it is told bogus from other failures.

        Bogus is SERVFAIL where the same question with CD is answered, at every resolver, both times (RFC 4035 5.5).
        """
        seen: list[Query] = []
        outcomes: list[tuple[str, bool]] = []
        for turn in (1, 2):
            if turn == 2:
                time.sleep(max(0, min(self.limits.again_seconds, self.deadline - time.monotonic())))
            for resolver in self.order:
                plain = self._query(resolver, name, type_)
                seen.append(plain.query)
                if plain.message is not None:
                    is_secure = plain.query.authenticated
                    return (Status.SECURE if is_secure else Status.INSECURE), plain.message, tuple(seen)
                unchecked = None
                if plain.query.rcode == "SERVFAIL":
                    unchecked = self._query(resolver, name, type_, checking_disabled=True)
                    seen.append(unchecked.query)
                outcomes.append((plain.query.rcode, unchecked is not None and unchecked.message is not None))
        return _failure(outcomes), None, tuple(seen)

    def _query(self, resolver: Resolver, name: str, type_: str, *, checking_disabled: bool = False) -> Seen:
        seconds = min(self.limits.dns_seconds, self.deadline - time.monotonic())
        return query_once(resolver, name, type_, checking_disabled=checking_disabled, seconds=seconds)


def prove(measuring: Measuring) -> Resolvers:
    """Only a resolver that tells signed from bogus is believed; asked before each sweep, as one may have been replaced.

    It must say AD for the signed name and SERVFAIL for the bogus one, and with CD give the bogus name's data, without
    which bogus could not be told from a dead server (RFC 4035 sections 3.2.2 and 3.2.3). All are asked at once, so that
    those that are dead cost the time of one.
    """
    proofs: list[Query] = []
    proved = []
    with ThreadPoolExecutor(max(1, len(measuring.resolvers)), "dane-proof") as pool:
        found = list(pool.map(lambda resolver: _prove_one(resolver, measuring), measuring.resolvers))
    for resolver, shown in zip(measuring.resolvers, found, strict=True):
        proofs += [seen.query for seen in shown]
        signed, bogus, unchecked = shown
        if (
            signed.query.rcode == "NOERROR"
            and signed.query.authenticated
            and bogus.query.rcode == "SERVFAIL"
            and unchecked.query.rcode == "NOERROR"
            and unchecked.query.records
        ):
            proved.append(resolver)
    left_out = tuple(str(resolver) for resolver in measuring.resolvers if resolver not in proved)
    return Resolvers(order=tuple(proved), limits=measuring.limits, proofs=tuple(proofs), left_out=left_out)


def _prove_one(resolver: Resolver, measuring: Measuring) -> tuple[Seen, Seen, Seen]:
    deadline = time.monotonic() + measuring.limits.proof_seconds

    def ask_once(name: str, *, checking_disabled: bool) -> Seen:
        seconds = min(measuring.limits.dns_seconds, deadline - time.monotonic())
        return query_once(resolver, name, "A", checking_disabled=checking_disabled, seconds=seconds)

    def ask(name: str, *, checking_disabled: bool = False) -> Seen:
        seen = ask_once(name, checking_disabled=checking_disabled)
        # A resolver that was just started looks the whole way up; it may take longer than one wait.
        if seen.query.rcode == "TIMEOUT":
            seen = ask_once(name, checking_disabled=checking_disabled)
        return seen

    return ask(measuring.signed_name), ask(measuring.bogus_name), ask(measuring.bogus_name, checking_disabled=True)


def query_once(resolver: Resolver, name: str, type_: str, *, checking_disabled: bool, seconds: float) -> Seen:
    """One question, and the evidence of it, whatever came."""
    asked = Query(name=name, type=type_, resolver=str(resolver), rcode="ERROR", checking_disabled=checking_disabled)
    started = time.monotonic()
    message = None
    try:
        message = exchange(make_query(name, type_, checking_disabled=checking_disabled), resolver, seconds)
        asked = _evidence(asked, message)
    except NoAnswerError:
        asked = replace(asked, rcode="TIMEOUT")
    except (BadAnswerError, dns.exception.DNSException) as error:  # a name that is too long for the question itself
        asked = replace(asked, records=(f"; {printable(str(error), longest=LONGEST_TEXT)}",))
    milliseconds = round((time.monotonic() - started) * 1000)
    return Seen(replace(asked, milliseconds=milliseconds), message if asked.rcode in ANSWERS else None)


def _evidence(asked: Query, message: dns.message.Message) -> Query:
    records = [row for rrset in message.answer if rrset.rdtype != dns.rdatatype.RRSIG for row in _rows(rrset)]
    ttls = [rrset.ttl for rrset in message.answer or message.authority]
    return replace(
        asked,
        rcode=dns.rcode.to_text(message.rcode()),
        authenticated=bool(message.flags & dns.flags.AD),
        ttl=min(ttls, default=None),
        records=tuple(records[:MOST_RECORDS]),
        extended_errors=_extended_errors(message),
    )


def _rows(rrset: dns.rrset.RRset) -> list[str]:
    """Sorted, for a set has no order, and two measurements are easier to compare."""
    type_ = dns.rdatatype.to_text(rrset.rdtype)
    return sorted(f"{name_text(rrset.name)} {type_} {rdata.to_text()}" for rdata in rrset)


def _extended_errors(message: dns.message.Message) -> tuple[str, ...]:
    """Evidence, never a verdict: RFC 8914 section 6 says that they are not authenticated."""
    errors = [option for option in message.options if isinstance(option, dns.edns.EDEOption)]
    said = [f"{int(error.code)} {error.code.name} {error.text or ''}".strip() for error in errors]
    return tuple(printable(text, longest=LONGEST_TEXT) for text in said)


def _failure(outcomes: list[tuple[str, bool]]) -> Status:
    if all(rcode == "SERVFAIL" and is_answered_unchecked for rcode, is_answered_unchecked in outcomes):
        return Status.BOGUS
    return Status.TIMEOUT if all(rcode == "TIMEOUT" for rcode, _ in outcomes) else Status.FAILED


def _extend(answer: Answer, message: dns.message.Message, most: int) -> tuple[Answer, bool]:
    """The answer with what the message adds, and whether it is whole; an alias without its target is asked on."""
    type_ = dns.rdatatype.from_text(answer.type)
    aliases = list(answer.aliases)
    while type_ != dns.rdatatype.CNAME and (target := _alias_of(message, [answer.name, *aliases][-1])):
        if target in {answer.name, *aliases} or len(aliases) >= most:
            return replace(
                answer, status=Status.FAILED, aliases=tuple(aliases), detail="Aliaskæden er for lang eller går i ring."
            ), True
        aliases.append(target)
    is_extended = len(aliases) > len(answer.aliases)
    answer = replace(answer, aliases=tuple(aliases))
    rrset = _find(message, answer.final_name, type_)
    if rrset:
        return replace(answer, kind=Kind.DATA, records=tuple(sorted(rrset))), True
    # The code is of the last name in the chain (RFC 6604 section 2.1).
    if message.rcode() == dns.rcode.NXDOMAIN:
        return replace(answer, kind=Kind.NXDOMAIN), True
    return replace(answer, kind=Kind.NODATA), not is_extended


def _alias_of(message: dns.message.Message, name: str) -> str:
    rrset = _find(message, name, dns.rdatatype.CNAME)
    return name_text(rrset[0].target) if rrset else ""


def _find(message: dns.message.Message, name: str, type_: dns.rdatatype.RdataType) -> dns.rrset.RRset | None:
    wanted = dns.name.from_text(name)
    return next((rrset for rrset in message.answer if rrset.rdtype == type_ and rrset.name == wanted), None)


def name_text(name: dns.name.Name) -> str:
    """As the portal writes names: lower case, no dot at the end."""
    return name.to_text(omit_final_dot=True).lower()
