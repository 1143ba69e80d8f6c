"""The measurements that a letter quotes: of the domains listed, the latest the municipality could see."""

from municipalities.dane.evidence import Measurement
from municipalities.models import MailDomain
from reports.measured import LetterMeasured, QuotedMeasurement, compose_measured, quote
from surveys.dane_compared import AREA
from surveys.dane_groups import group_of
from surveys.deadlines import COPENHAGEN
from surveys.measured import municipality_verdict
from surveys.measurements import MeasuredDomain, select_latest
from surveys.models import DomainMeasurement, Response, Submission


def select_letter_measured(response: Response, submission: Submission, *, counts: bool) -> LetterMeasured | None:
    """Two queries, and one where no domain was approved by then. `counts` is of the headline answer about DANE."""
    domains = _select_domains(response, submission)
    group = group_of(counts=counts, verdict=municipality_verdict(one.verdict for one in domains))
    return compose_measured(AREA, group, (_quote(one.measurement) for one in domains if one.measurement))


def _select_domains(response: Response, submission: Submission) -> list[MeasuredDomain]:
    """As `select_measured()` chooses them, with the evidence, which says which mail servers are at fault."""
    by = submission.submitted_at
    listed = MailDomain.objects.filter(municipality=response.municipality_id, approved_at__lte=by).order_by("domain")
    names = list(listed.values_list("domain", flat=True))
    latest = select_latest(response.municipality, by) if names else {}
    return [MeasuredDomain(name, latest.get(name)) for name in names]


def _quote(row: DomainMeasurement) -> QuotedMeasurement:
    day = row.measured_at.astimezone(COPENHAGEN).date()
    return quote(Measurement.from_dict(row.result), number=row.pk, dated=day, is_lab=row.is_lab)
