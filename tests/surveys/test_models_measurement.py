"""What the database refuses of measurements and of advice by provider."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from surveys.enums import MeasurementState
from surveys.models import DomainMeasurement, ProviderAdvice
from tests.constraints import refused_by
from tests.factories.measurements import make_measurement


def test_a_state_is_one_we_know(municipality):
    with refused_by("measurement_state_known"):
        DomainMeasurement.objects.create(municipality=municipality, domain="a.example", state="lost")


@pytest.mark.parametrize("missing", [{"measured_at": None}, {"result": None}, {"verdict": ""}])
def test_a_done_one_has_its_result(municipality, missing):
    done = make_measurement(municipality)

    with refused_by("measurement_done_iff_result"):
        DomainMeasurement.objects.filter(pk=done.pk).update(**missing)


@pytest.mark.parametrize("given", [{"measured_at": timezone.now()}, {"result": {}}, {"verdict": "holds"}])
@pytest.mark.parametrize("state", [MeasurementState.WAITING, MeasurementState.RUNNING, MeasurementState.FAILED])
def test_one_that_is_not_done_has_none(municipality, state, given):
    with refused_by("measurement_done_iff_result"):
        DomainMeasurement.objects.create(municipality=municipality, domain="a.example", state=state, **given)


@pytest.mark.parametrize("state", [MeasurementState.WAITING, MeasurementState.RUNNING])
def test_one_is_pending_for_each_domain(municipality, other_municipality, state):
    DomainMeasurement.objects.create(municipality=municipality, domain="a.example", state=state)
    DomainMeasurement.objects.create(municipality=municipality, domain="a.example", state=MeasurementState.FAILED)
    DomainMeasurement.objects.create(municipality=other_municipality, domain="a.example")
    make_measurement(municipality, "a.example")

    with refused_by("measurement_one_pending_a_domain"):
        DomainMeasurement.objects.create(municipality=municipality, domain="a.example")


def test_a_providers_standing_is_one_we_know(db):
    with refused_by("provider_standing_known"):
        ProviderAdvice.objects.create(
            suffix="a.example", provider="A", standing="perhaps", text="Nej.", source_url="", as_of="2026-11-30"
        )


def test_an_ending_stands_once(db):
    fields = {"provider": "A", "standing": "ask", "text": "Spørg.", "source_url": "", "as_of": "2026-11-30"}
    ProviderAdvice.objects.create(suffix="a.example", **fields)

    with pytest.raises(IntegrityError):
        ProviderAdvice.objects.create(suffix="a.example", **fields)
