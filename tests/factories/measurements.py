"""Mail domains and measurements of them, written directly: what was seen is invented, in the library's own shape."""

from datetime import datetime

from django.utils import timezone

from municipalities.dane.evidence import Attempt, Host, Measurement
from municipalities.dane.verdicts import Reason, Verdict, verdict_of
from municipalities.models import MailDomain, Municipality
from surveys.enums import MeasurementState
from surveys.models import DomainMeasurement

# A host that makes the domain come out so.
HOSTS = {
    Verdict.HOLDS: (Reason.ALL_HOSTS_HOLD, Reason.MATCHES),
    Verdict.FAILS: (Reason.HOST_FAILS, Reason.NO_TLSA),
    Verdict.UNDECIDED: (Reason.HOST_UNDECIDED, Reason.TIMEOUT),
}


def make_domain(
    municipality: Municipality, domain: str = "", *, is_approved: bool = True, at: datetime | None = None
) -> MailDomain:
    approved_at = (at or timezone.now()) if is_approved else None
    return MailDomain.objects.create(
        municipality=municipality, domain=domain or f"{municipality.slug}.example", approved_at=approved_at
    )


def make_result(
    domain: str, verdict: Verdict = Verdict.HOLDS, *, host: str = "", reason: Reason | None = None
) -> Measurement:
    """One MX host, but for a domain that takes no mail. `reason` is the host's."""
    at = timezone.now().isoformat()
    if verdict == Verdict.NO_MAIL:
        return Measurement(domain=domain, verdict=verdict, reason=Reason.NULL_MX, at=at)
    domain_reason, host_reason = HOSTS[verdict]
    host_reason = reason or host_reason
    # DNS alone shows what fails.
    attempts = () if verdict == Verdict.FAILS else (make_attempt(host_reason),)
    seen = Host(
        name=host or f"mx.{domain}",
        preference=10,
        verdict=verdict_of(host_reason),
        reason=host_reason,
        attempts=attempts,
    )
    return Measurement(domain=domain, verdict=verdict, reason=domain_reason, at=at, hosts=(seen,))


def make_attempt(reason: Reason) -> Attempt:
    """A server that timed out has said nothing."""
    return Attempt("192.0.2.25", reason, greeting="" if reason == Reason.TIMEOUT else "220 mx.sted.example ESMTP")


def make_measurement(
    municipality: Municipality,
    domain: str = "",
    verdict: Verdict = Verdict.HOLDS,
    *,
    at: datetime | None = None,
    result: Measurement | None = None,
    **fields,
) -> DomainMeasurement:
    """Done, and of a domain that need not be listed."""
    at = at or timezone.now()
    domain = domain or f"{municipality.slug}.example"
    result = result or make_result(domain, verdict)
    return DomainMeasurement.objects.create(
        municipality=municipality,
        domain=domain,
        state=MeasurementState.DONE,
        verdict=result.verdict,
        reason=result.reason,
        result=result.to_dict(),
        **{"asked_at": at, "due_at": at, "measured_at": at, **fields},
    )
