"""What stands beside one measurement on the agency's page of it."""

from municipalities.dane.verdicts import Verdict
from municipalities.domains import readable
from surveys.dane_compared import DomainLine, measurement_url
from surveys.models import DomainMeasurement, Response

SHOWN = 20


def select_others(row: DomainMeasurement, response: Response) -> list[DomainLine]:
    """One query: the newest of the municipality's other measurements, without their evidence."""
    done = DomainMeasurement.objects.done().filter(municipality=response.municipality_id).exclude(pk=row.pk)
    newest = done.defer("result").order_by("-measured_at", "-pk")[:SHOWN]
    return [
        DomainLine(
            domain=readable(one.domain),
            verdict=Verdict(one.verdict),
            number=one.pk,
            measured_at=one.measured_at,
            url=measurement_url(response, one.pk),
            is_lab=one.is_lab,
        )
        for one in newest
    ]
