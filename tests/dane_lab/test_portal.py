"""The portal's worker against the lab's servers: from a wish to the page that shows the result."""

import pytest
from django.urls import reverse

from municipalities.dane.evidence import Measurement
from municipalities.dane.verdicts import Reason, Verdict
from surveys.demo.measuring import cases
from surveys.enums import MeasurementState
from surveys.models import DomainMeasurement
from surveys.services.measuring import measure_due
from surveys.services.measuring_wishes import Asked, ask_measurements
from tests.dane_lab.cases import CASES
from tests.factories.measurements import make_domain, make_measurement

pytestmark = pytest.mark.django_db


@pytest.fixture
def measures_lab(settings, dane_lab) -> None:
    measuring = dane_lab.measuring
    settings.DANE_RESOLVERS = measuring.resolvers
    settings.DANE_SIGNED_NAME, settings.DANE_BOGUS_NAME = measuring.signed_name, measuring.bogus_name
    settings.DANE_PORT, settings.DANE_ALLOW_LOCAL = measuring.port, True
    settings.DANE_GREETING_SECONDS = 3


def test_a_municipality_asks_and_reads_the_result(client, measures_lab, municipality, draft_response, lead):
    for domain in ("good-ee.lab", "no-tlsa.lab", "null-mx.lab"):
        make_domain(municipality, domain)
    assert ask_measurements(municipality=municipality, by=lead) == Asked(new=3)

    assert measure_due() == 3

    rows = {row.domain: row for row in DomainMeasurement.objects.all()}
    assert {domain: (row.state, row.verdict) for domain, row in rows.items()} == {
        "good-ee.lab": (MeasurementState.DONE, Verdict.HOLDS),
        "no-tlsa.lab": (MeasurementState.DONE, Verdict.FAILS),
        "null-mx.lab": (MeasurementState.DONE, Verdict.NO_MAIL),
    }
    client.force_login(lead)
    area = reverse("surveys:area", args=[municipality.slug, draft_response.survey.slug, "dane"])
    page = client.get(area).content.decode()
    assert "DANE holder ikke på alle de domæner" in page
    assert "Der er ingen TLSA-post for mailserveren." in page
    whole = client.get(reverse("surveys:measurement", args=[municipality.slug, rows["good-ee.lab"].pk]))
    [record] = Measurement.from_dict(rows["good-ee.lab"].result).hosts[0].records
    assert str(record) in whole.content.decode()


def test_a_server_that_says_nothing_is_a_blocked_port_until_another_has_answered(
    measures_lab, municipality, other_municipality, lead
):
    make_domain(municipality, "silent.lab")
    ask_measurements(municipality=municipality, by=lead)

    assert measure_due() == 0
    row = DomainMeasurement.objects.get()
    assert (row.state, row.reason) == (MeasurementState.WAITING, Reason.PORT_BLOCKED)

    make_measurement(other_municipality)
    DomainMeasurement.objects.filter(pk=row.pk).update(due_at=row.asked_at)
    assert measure_due() == 1
    row.refresh_from_db()
    assert (row.verdict, row.reason) == (Verdict.UNDECIDED, Reason.HOST_UNDECIDED)


def test_the_demo_shows_what_the_lab_measures(measurements):
    """The file is the lab's own; a case that is judged otherwise now must be measured and written anew."""
    domains = {case.name: case.domain for case in CASES}
    for name, case in cases().items():
        shown, now = Measurement.from_dict(case.result), measurements[domains[name]]
        assert (shown.verdict, shown.reason) == (now.verdict, now.reason), name
        assert [(host.name, host.reason) for host in shown.hosts] == [(host.name, host.reason) for host in now.hosts]
