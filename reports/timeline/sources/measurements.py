"""What was measured of the municipality's mail domains while the survey took answers."""

from collections.abc import Iterator

from django.db.models import Subquery
from django.urls import reverse

from municipalities.dane.verdicts import Reason, Verdict
from municipalities.dane_words import VERDICTS, WORDS
from municipalities.domains import readable
from reports.documents import Link
from reports.enums import EntryKind
from reports.timeline.entries import Entry
from surveys.enums import SurveyState
from surveys.models import DomainMeasurement, Response, SurveyEvent


def measurements(response: Response) -> Iterator[Entry]:
    """One query. What comes after the survey's last closing belongs to the next survey's case."""
    survey = response.survey
    done = DomainMeasurement.objects.done().filter(
        municipality=response.municipality_id, measured_at__gte=survey.opened_at
    )
    if survey.state != SurveyState.OPEN:
        closings = SurveyEvent.objects.filter(survey=survey, to_state=SurveyState.CLOSED).order_by("-at")
        done = done.filter(measured_at__lte=Subquery(closings.values("at")[:1]))
    for one in done.defer("result").select_related("asked_by"):
        name = f"Måling nr. {one.pk}"
        place = [survey.slug, response.municipality.code, one.pk]
        yield Entry(
            key=f"measurement-{one.pk}",
            kind=EntryKind.MEASUREMENT,
            pk=one.pk,
            at=one.measured_at,
            title=f"{name} af DANE på {readable(one.domain)}: {VERDICTS[Verdict(one.verdict)]}",
            by=str(one.asked_by or ""),
            note=WORDS[Reason(one.reason)].why,
            link=Link(f"Se måling nr. {one.pk}", reverse("surveys:agency_measurement", args=place)),
        )
