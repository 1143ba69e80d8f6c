"""The evidence of one measurement as rows to read: what was asked of DNS, and what each mail server showed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from municipalities.dane.evidence import Attempt, Certificate, Host, Measurement, Query
from municipalities.dane_words import WORDS
from municipalities.domains import readable
from surveys.models import DomainMeasurement

RCODES = {"TIMEOUT": "Intet svar i tide", "ERROR": "Opslaget mislykkedes"}


@dataclass(frozen=True)
class Fact:
    term: str
    value: str


@dataclass(frozen=True)
class Lookup:
    """One question to DNS; `protection` says whether the answer was signed and checked."""

    name: str
    type: str
    answer: tuple[str, ...]
    protection: str
    ttl: str
    resolver: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A presented certificate; `place` is its number in the chain, the server's own first."""

    place: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Talk:
    """One conversation with one address."""

    address: str
    outcome: str
    facts: tuple[Fact, ...]
    certificates: tuple[Shown, ...]


@dataclass(frozen=True)
class HostEvidence:
    """`records` are the TLSA records with what is wrong with each, if anything."""

    number: int
    name: str
    facts: tuple[Fact, ...]
    records: tuple[tuple[str, str], ...]
    talks: tuple[Talk, ...]
    lookups: tuple[Lookup, ...]


@dataclass(frozen=True)
class Evidence:
    facts: tuple[Fact, ...]
    lookups: tuple[Lookup, ...]
    hosts: tuple[HostEvidence, ...]


def evidence_of(row: DomainMeasurement) -> Evidence:
    measurement = Measurement.from_dict(row.result)
    facts = [
        ("Domæne i DNS", measurement.domain),
        ("Bedt om af", str(row.asked_by or "Portalen selv")),
        # The demo shows an old one again, and says of the new one when it was shown.
        ("Begyndt", "" if row.is_lab else _began(measurement)),
        ("Målt gange", str(measurement.runs)),
        ("Tog", _seconds(measurement.milliseconds)),
        ("Slået op hos", ", ".join(measurement.resolvers)),
        ("Bemærk", measurement.detail),
    ]
    return Evidence(
        _facts(facts),
        tuple(_lookup(query) for query in measurement.queries),
        tuple(_host(number, host) for number, host in enumerate(measurement.hosts, start=1)),
    )


def _facts(rows: Iterable[tuple[str, str]]) -> tuple[Fact, ...]:
    return tuple(Fact(term, value) for term, value in rows if value)


def _began(measurement: Measurement) -> str:
    return date_format(localtime(datetime.fromisoformat(measurement.at)), r"j. F Y \k\l. H.i")


def _seconds(milliseconds: int) -> str:
    if milliseconds < 1000:
        return f"{milliseconds} millisekunder"
    return f"{milliseconds / 1000:.1f} sekunder".replace(".", ",")


def _lookup(query: Query) -> Lookup:
    answer = query.records or (RCODES.get(query.rcode, f"Ingen poster ({query.rcode})"),)
    remarks = [*query.extended_errors, *(["Spurgt uden kontrol"] if query.checking_disabled else [])]
    return Lookup(
        name=query.name,
        type=query.type,
        answer=answer,
        protection="Kontrolleret" if query.authenticated else "Ikke kontrolleret",
        ttl="" if query.ttl is None else str(query.ttl),
        resolver=query.resolver,
        remarks=tuple(remarks),
    )


def _host(number: int, host: Host) -> HostEvidence:
    facts = [
        ("Rækkefølge", str(host.preference)),
        ("Adresser", ", ".join(host.addresses)),
        ("Andre navne undervejs", ", ".join(readable(alias) for alias in host.aliases)),
        ("TLSA-posterne står under", host.base_domain),
        ("Bemærk", host.detail),
    ]
    return HostEvidence(
        number=number,
        name=readable(host.name),
        facts=_facts(facts),
        records=tuple((str(record), record.fault) for record in host.records),
        talks=tuple(_talk(attempt) for attempt in host.attempts),
        lookups=tuple(_lookup(query) for query in host.queries),
    )


def _talk(attempt: Attempt) -> Talk:
    facts = [
        ("Detaljer", attempt.detail),
        ("Serveren hilste", attempt.greeting),
        ("Tilbyder kryptering", "" if not attempt.greeting else "Ja" if attempt.starttls else "Nej"),
        ("Krypteret med", " ".join(part for part in (attempt.tls_version, attempt.cipher) if part)),
        ("Passer med TLSA", ", ".join(attempt.matched)),
        ("Tog", _seconds(attempt.milliseconds)),
    ]
    return Talk(
        address=attempt.address,
        outcome=WORDS[attempt.reason].why,
        facts=_facts(facts),
        certificates=tuple(_shown(place, one) for place, one in enumerate(attempt.chain, start=1)),
    )


def _shown(place: int, certificate: Certificate) -> Shown:
    facts = [
        ("Udstedt til", certificate.subject),
        ("Udstedt af", certificate.issuer),
        ("Navne", ", ".join(certificate.names)),
        ("Gælder", _validity(certificate)),
        ("Certifikatets SHA-256", certificate.sha256),
        ("Nøglens SHA-256", certificate.public_key_sha256),
    ]
    return Shown(place, _facts(facts))


def _validity(certificate: Certificate) -> str:
    if not (certificate.not_before and certificate.not_after):
        return ""
    return f"{_day(certificate.not_before)} til {_day(certificate.not_after)}"


def _day(text: str) -> str:
    return f"{datetime.fromisoformat(text):%d.%m.%Y}"
