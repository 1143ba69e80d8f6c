"""The measurements that a letter quotes: of the domains listed, the latest the municipality could see."""

from collections.abc import Mapping

from django.utils.formats import date_format

from municipalities.dane.evidence import Measurement
from municipalities.domains import readable
from municipalities.models import MailDomain
from reports.measured import LetterMeasured, QuotedMeasurement, compose_measured, quote
from surveys.dane_compared import AREA
from surveys.dane_groups import group_of
from surveys.deadlines import COPENHAGEN
from surveys.enums import ProviderStanding
from surveys.measured import municipality_verdict
from surveys.measurements import MeasuredDomain, select_latest
from surveys.measuring_page import select_advice
from surveys.models import DomainMeasurement, ProviderAdvice, Response, Submission
from surveys.providers import find_provider


def select_letter_measured(response: Response, submission: Submission, *, counts: bool) -> LetterMeasured | None:
    """Three queries; one where no domain was approved by then, two where none of them was measured.

    `counts` is of the headline answer about DANE.
    """
    domains = _select_domains(response, submission)
    group = group_of(counts=counts, verdict=municipality_verdict(one.verdict for one in domains))
    measured = [one for one in domains if one.measurement]
    advice = select_advice() if measured else {}
    quoted = [_quote(one, one.measurement, advice) for one in measured]
    return compose_measured(AREA, group, quoted)


def _select_domains(response: Response, submission: Submission) -> list[MeasuredDomain]:
    """As `select_measured()` chooses them, with the evidence, which says which mail servers are at fault."""
    by = submission.submitted_at
    listed = MailDomain.objects.filter(municipality=response.municipality_id, approved_at__lte=by).order_by("domain")
    names = list(listed.values_list("domain", flat=True))
    latest = select_latest(response.municipality, by) if names else {}
    return [MeasuredDomain(name, latest.get(name)) for name in names]


def _quote(one: MeasuredDomain, row: DomainMeasurement, advice: Mapping[str, ProviderAdvice]) -> QuotedMeasurement:
    seen = Measurement.from_dict(row.result)
    found = {host.name: find_provider(host.name, advice) for host in seen.hosts}
    hopeless = {name: one for name, one in found.items() if one and one.standing == ProviderStanding.CANNOT}
    return quote(
        seen,
        domain=readable(one.domain),
        number=row.pk,
        dated=row.measured_at.astimezone(COPENHAGEN).date(),
        is_lab=row.is_lab,
        providers={name: _said_of(one) for name, one in hopeless.items()},
    )


def _said_of(provider: ProviderAdvice) -> str:
    """With the day the source was read, since what a provider offers changes."""
    return f"{provider.text} Sådan stod det hos {provider.provider} den {date_format(provider.as_of, 'j. F Y')}."
