"""What was seen, as frozen records that go to JSON and back without loss.

Times are ISO 8601 in UTC, durations milliseconds, TTLs the seconds that were left, digests lower-case hex.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from municipalities.dane.verdicts import Reason, Verdict


@dataclass(frozen=True)
class Query:
    """One question to one resolver, and its answer. `rcode` is "TIMEOUT" or "ERROR" where none came."""

    name: str
    type: str
    resolver: str
    rcode: str
    authenticated: bool = False
    checking_disabled: bool = False
    ttl: int | None = None
    records: tuple[str, ...] = ()
    extended_errors: tuple[str, ...] = ()
    milliseconds: int = 0


@dataclass(frozen=True)
class TlsaRecord:
    """One TLSA record as published; `fault` says why it can't be used, and is empty where it can (RFC 7672 3.1)."""

    usage: int
    selector: int
    matching: int
    data: str
    fault: str = ""

    @property
    def is_usable(self) -> bool:
        return not self.fault

    def __str__(self) -> str:
        return f"{self.usage} {self.selector} {self.matching} {self.data}"


@dataclass(frozen=True)
class Certificate:
    """What a presented certificate says of itself; only the digests are there where it could not be read."""

    sha256: str
    public_key_sha256: str = ""
    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    not_before: str = ""
    not_after: str = ""


@dataclass(frozen=True)
class Attempt:
    """One conversation with one address. `chain` is as presented by the server, leaf first, its DER in `chain_der`."""

    address: str
    reason: Reason
    detail: str = ""
    run: int = 1
    at: str = ""
    milliseconds: int = 0
    greeting: str = ""
    starttls: bool = False
    tls_version: str = ""
    cipher: str = ""
    chain: tuple[Certificate, ...] = ()
    # Base 64 of each certificate's DER, so that the judgement can be made again.
    chain_der: tuple[str, ...] = ()
    # The TLSA records that matched.
    matched: tuple[str, ...] = ()

    @property
    def has_answered(self) -> bool:
        return bool(self.greeting)


@dataclass(frozen=True)
class Host:
    """One MX host and its verdict. `base_domain` is where its TLSA records were found (RFC 7671 section 7)."""

    name: str
    preference: int
    verdict: Verdict
    reason: Reason
    detail: str = ""
    aliases: tuple[str, ...] = ()
    base_domain: str = ""
    addresses: tuple[str, ...] = ()
    records: tuple[TlsaRecord, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    queries: tuple[Query, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measurement:
    """One domain at one time: the verdict, its reason, the hosts and all that was asked and answered."""

    domain: str
    verdict: Verdict
    reason: Reason
    at: str
    detail: str = ""
    hosts: tuple[Host, ...] = ()
    queries: tuple[Query, ...] = ()
    resolvers: tuple[str, ...] = ()
    runs: int = 1
    milliseconds: int = 0
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict:
        """Plain lists and texts, as `json.dumps` takes them."""
        return _plain(asdict(self))

    @classmethod
    def from_dict(cls, data: dict) -> Measurement:
        """The same measurement again. Raises KeyError or ValueError where `data` is none."""
        hosts = tuple(_host(row) for row in data["hosts"])
        return cls(**_known(data) | {"hosts": hosts, "queries": _queries(data), **_texts(data, "resolvers", "notes")})


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _known(data: dict) -> dict:
    return dict(data) | {"verdict": Verdict(data["verdict"]), "reason": Reason(data["reason"])}


def _texts(data: dict, *names: str) -> dict:
    return {name: tuple(data[name]) for name in names}


def _queries(data: dict) -> tuple[Query, ...]:
    return tuple(Query(**dict(row) | _texts(row, "records", "extended_errors")) for row in data["queries"])


def _attempt(row: dict) -> Attempt:
    chain = tuple(Certificate(**dict(item) | _texts(item, "names")) for item in row["chain"])
    return Attempt(
        **dict(row) | {"reason": Reason(row["reason"]), "chain": chain, **_texts(row, "chain_der", "matched")}
    )


def _host(row: dict) -> Host:
    parts = {
        "records": tuple(TlsaRecord(**record) for record in row["records"]),
        "attempts": tuple(_attempt(attempt) for attempt in row["attempts"]),
        "queries": _queries(row),
    }
    return Host(**_known(row) | parts | _texts(row, "aliases", "addresses", "notes"))
