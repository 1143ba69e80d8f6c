"""What a letter says of the measurements of a municipality's mail domains. Pure: no database, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from municipalities.dane.evidence import Host, Measurement
from municipalities.dane.verdicts import Reason, Verdict
from municipalities.dane_words import domain_words, host_words
from municipalities.domains import readable
from surveys.dane_groups import SENTENCES
from surveys.enums import DaneGroup

OWN_ANSWER = "Svaret er jeres eget, og målingen ændrer det ikke."
NOTES = {
    DaneGroup.OVERSTATED: (
        "Målingen passer ikke med jeres svar. Find ud af, hvad der er rigtigt, og ret det, der mangler."
    ),
    DaneGroup.UNDERSTATED: (
        "Målingen viser mere, end I har svaret. Find ud af, om den omfatter alle jeres mailgateways."
    ),
}
NONE_KNOWN: Mapping[str, str] = MappingProxyType({})
# Where these are the reason, what to do is said of each mail server instead.
SAID_OF_HOSTS = (Reason.HOST_FAILS, Reason.HOST_UNDECIDED)


@dataclass(frozen=True)
class MeasuredHost:
    """A mail server that the verdict rests on: why, and what to do."""

    name: str
    why: str
    advice: str = ""


@dataclass(frozen=True)
class QuotedMeasurement:
    """A named measurement of one domain, made while the municipality could still see it before it submitted."""

    domain: str
    number: int
    dated: date
    verdict: str
    why: str
    advice: str = ""
    hosts: tuple[MeasuredHost, ...] = ()
    is_lab: bool = False


@dataclass(frozen=True)
class LetterMeasured:
    """The measurements that a letter quotes in one area, and how they stand to the answer."""

    area: str
    note: str
    measurements: tuple[QuotedMeasurement, ...]


def quote(
    seen: Measurement, *, domain: str, number: int, dated: date, is_lab: bool, providers: Mapping[str, str] = NONE_KNOWN
) -> QuotedMeasurement:
    """`domain` is the one listed, as people read it; `providers` is what is said of those mail servers, by name, whose
    provider has no DANE: asking it for TLSA records, as our general advice has it, would be in vain."""
    words, hosts = domain_words(seen), deciding_hosts(seen)
    return QuotedMeasurement(
        domain=domain,
        number=number,
        dated=dated,
        verdict=SENTENCES[seen.verdict],
        why=words.why,
        advice="" if hosts and seen.reason in SAID_OF_HOSTS else words.advice,
        hosts=tuple(_host(host, seen, providers.get(host.name, "")) for host in hosts),
        is_lab=is_lab,
    )


def deciding_hosts(seen: Measurement) -> tuple[Host, ...]:
    """The hosts that the domain's verdict rests on, where it does not hold or could not be decided."""
    decides = seen.verdict in (Verdict.FAILS, Verdict.UNDECIDED)
    return tuple(host for host in seen.hosts if decides and host.verdict is seen.verdict)


def _host(host: Host, seen: Measurement, provider: str) -> MeasuredHost:
    words = host_words(host, seen)
    return MeasuredHost(readable(host.name), words.why, provider or words.advice)


def compose_measured(area: str, group: DaneGroup, quoted: Iterable[QuotedMeasurement]) -> LetterMeasured | None:
    """None where nothing was measured: a letter then says nothing of measurements."""
    measurements = tuple(quoted)
    note = " ".join(part for part in (NOTES.get(group, ""), OWN_ANSWER) if part)
    return LetterMeasured(area, note, measurements) if measurements else None
