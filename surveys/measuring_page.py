"""What a page shows of a municipality's measured domains: the words, the marks and what to do, chosen here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from municipalities.dane.evidence import Host, Measurement
from municipalities.dane.verdicts import Reason, Verdict
from municipalities.dane_words import VERDICTS, WORDS, domain_words, host_words
from municipalities.domains import readable
from municipalities.models import MailDomain, Municipality
from surveys.digests import digest
from surveys.enums import MeasurementState, ProviderStanding
from surveys.measured import municipality_verdict
from surveys.measurements import select_latest
from surveys.models import DomainMeasurement, ProviderAdvice
from surveys.models.measurement import NOT_IN_LAB
from surveys.providers import find_provider

TONES = {Verdict.HOLDS: "success", Verdict.FAILS: "error", Verdict.UNDECIDED: "unknown", Verdict.NO_MAIL: ""}
TOGETHER = {
    Verdict.HOLDS: "DANE holder på alle de domæner, I modtager mail på.",
    Verdict.FAILS: "DANE holder ikke på alle de domæner, I modtager mail på.",
    Verdict.UNDECIDED: "Vi kunne ikke måle alt, så vi ved ikke, om DANE holder overalt.",
    Verdict.NO_MAIL: "Ingen af jeres domæner modtager mail.",
}
UNDER_WAY = "Måles nu."
UNTIL_THEN = "Måles nu. Imens gælder den forrige måling."
NEVER = "Ikke målt endnu."
# Why nothing was stored, where no reason was: the worker was stopped on its way.
INTERRUPTED = "Målingen blev afbrudt."
ONLY_LAB = "Demoen måler ingen rigtige servere. Den viser kun det, der er målt på vores prøveservere."


@dataclass(frozen=True)
class Mark:
    text: str
    tone: str


@dataclass(frozen=True)
class Gateway:
    """One mail server: `provider` is what can be had of who runs it, where it does not hold."""

    name: str
    preference: int
    mark: Mark
    why: str
    advice: str
    notes: tuple[str, ...] = ()
    provider: ProviderAdvice | None = None


@dataclass(frozen=True)
class Seen:
    """A done measurement in words. `lab_domain` is what was measured in our own test servers instead."""

    pk: int
    domain: str
    at: datetime
    verdict: Verdict
    mark: Mark
    why: str
    advice: str
    gateways: tuple[Gateway, ...]
    notes: tuple[str, ...]
    lab_domain: str = ""


@dataclass(frozen=True)
class DomainRow:
    """A listed domain: its latest measurement, if any, and what is under way or went wrong since."""

    domain: str
    seen: Seen | None = None
    status: str = ""
    is_running: bool = False
    is_failed: bool = False


@dataclass(frozen=True)
class Panel:
    """`proposed` are the domains that wait for the agency's yes and are not measured; `token` says what is shown."""

    rows: tuple[DomainRow, ...]
    proposed: tuple[str, ...]
    token: str = ""

    @property
    def is_running(self) -> bool:
        return any(row.is_running for row in self.rows)

    @property
    def together(self) -> Mark | None:
        verdict = municipality_verdict(row.seen.verdict if row.seen else None for row in self.rows)
        return Mark(TOGETHER[verdict], TONES[verdict]) if verdict else None

    @property
    def has_results(self) -> bool:
        return any(row.seen for row in self.rows)

    @property
    def is_lab(self) -> bool:
        return any(row.seen and row.seen.lab_domain for row in self.rows)


def mark_of(verdict: str) -> Mark:
    return Mark(VERDICTS[Verdict(verdict)], TONES[Verdict(verdict)])


def select_panel(municipality: Municipality, now: datetime) -> Panel:
    """Four queries: the domains, their latest results, what else is known of them, and the advice by provider."""
    domains = list(municipality.mail_domains.all())
    approved = [row.domain for row in domains if row.approved_at]
    latest = select_latest(municipality, now)
    others = _select_others(municipality, approved)
    advice = select_advice()
    rows = tuple(_row(domain, latest.get(domain), others.get(domain), advice, now) for domain in approved)
    proposed = tuple(readable(row.domain) for row in domains if not row.approved_at)
    return Panel(rows, proposed, _token(domains, latest, others, now))


def select_token(municipality: Municipality, now: datetime) -> str:
    """Three queries: the token of the panel as it would be shown now, without reading any evidence."""
    domains = list(municipality.mail_domains.all())
    latest = select_latest(municipality, now, with_evidence=False)
    others = _select_others(municipality, [row.domain for row in domains if row.approved_at])
    return _token(domains, latest, others, now)


def _token(
    domains: Iterable[MailDomain],
    latest: Mapping[str, DomainMeasurement],
    others: Mapping[str, DomainMeasurement],
    now: datetime,
) -> str:
    """The same for as long as the panel reads the same."""
    seen = [[row.domain, bool(row.approved_at), getattr(latest.get(row.domain), "pk", 0)] for row in domains]
    under_way = [[row.pk, row.state, row.reason, row.due_at.isoformat(), row.due_at <= now] for row in others.values()]
    return digest([seen, sorted(under_way)])[:16]


def select_advice() -> dict[str, ProviderAdvice]:
    return {row.suffix: row for row in ProviderAdvice.objects.all()}


def _select_others(municipality: Municipality, domains: Iterable[str]) -> dict[str, DomainMeasurement]:
    """The newest of each domain that is not done."""
    found = DomainMeasurement.objects.filter(municipality=municipality, domain__in=domains)
    rows = found.exclude(state=MeasurementState.DONE).order_by("asked_at", "pk")
    return {row.domain: row for row in rows}


def _row(
    domain: str,
    done: DomainMeasurement | None,
    other: DomainMeasurement | None,
    advice: Mapping[str, ProviderAdvice],
    now: datetime,
) -> DomainRow:
    seen = words_of(done, advice) if done else None
    name = readable(domain)
    if other is None or (other.state == MeasurementState.FAILED and done and done.asked_at >= other.asked_at):
        return DomainRow(name, seen, "" if seen else NEVER)
    if other.reason == NOT_IN_LAB:
        return DomainRow(name, seen, ONLY_LAB, is_failed=True)
    if other.state == MeasurementState.FAILED:
        return DomainRow(name, seen, f"{_fault(other)} Vi har prøvet flere gange uden held.", is_failed=True)
    if other.state == MeasurementState.RUNNING or other.due_at <= now:
        return DomainRow(name, seen, UNTIL_THEN if seen else UNDER_WAY, is_running=True)
    return DomainRow(name, seen, f"{_fault(other)} Vi prøver igen {_when(other.due_at)}.", is_failed=True)


def _fault(row: DomainMeasurement) -> str:
    return WORDS[Reason(row.reason)].why if row.reason else INTERRUPTED


def _when(at: datetime) -> str:
    return date_format(localtime(at), r"j. F \k\l. H.i")


def words_of(row: DomainMeasurement, advice: Mapping[str, ProviderAdvice]) -> Seen:
    measurement = Measurement.from_dict(row.result)
    said = domain_words(measurement)
    return Seen(
        pk=row.pk,
        domain=readable(row.domain),
        at=row.measured_at,
        verdict=measurement.verdict,
        mark=mark_of(measurement.verdict),
        why=said.why,
        advice=said.advice,
        gateways=tuple(_gateway(host, measurement, advice) for host in measurement.hosts),
        notes=measurement.notes,
        lab_domain=measurement.domain if row.is_lab else "",
    )


def _gateway(host: Host, measurement: Measurement, advice: Mapping[str, ProviderAdvice]) -> Gateway:
    said = host_words(host, measurement)
    return Gateway(
        name=readable(host.name),
        preference=host.preference,
        mark=mark_of(host.verdict),
        why=said.why,
        advice=said.advice,
        notes=host.notes,
        provider=None if host.verdict is Verdict.HOLDS else find_provider(host.name, advice),
    )


def standing_tone(standing: str) -> str:
    return {ProviderStanding.CAN: "success", ProviderStanding.CANNOT: "error"}.get(standing, "unknown")
