"""A person asks for a measurement while the worker writes, or takes away, the same wish: one wish, and no error."""

from datetime import timedelta

import pytest
from django.utils import timezone

from municipalities.enums import Role
from surveys.models import DomainMeasurement, Survey
from surveys.services.measuring_wishes import REST
from tests.factories.measurements import make_domain
from tests.factories.municipalities import make_member, make_municipality
from tests.factories.surveys import make_survey
from tests.surveys.test_races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# The worker's transaction is open for so many seconds, and the person asks in the midst of it.
HOLD, AFTER = 1.5, 0.5


@pytest.fixture
def asking(transactional_db):
    """A lead of a municipality with one domain, whose first measurement by the schedule is due."""
    municipality = make_municipality()
    lead = make_member(municipality, Role.LEAD)
    long_ago = timezone.now() - timedelta(days=2)
    make_survey(municipalities=[municipality])
    Survey.objects.update(opened_at=long_ago)
    make_domain(municipality, "sted.example", at=long_ago)
    return {"do": "wish", "municipality": municipality.pk, "by": lead.pk, "after": AFTER}


def test_a_wish_that_the_schedule_writes_meanwhile_is_waiting_already(asking, tmp_path):
    at = timezone.now().isoformat()

    answers = race(tmp_path, [({"do": "plan", "at": at, "hold": HOLD}, asking)])

    assert answers == [[{"planned": 1}, {"new": 0, "waiting": 1}]]
    assert DomainMeasurement.objects.get().asked_by is None


def test_a_wish_that_is_taken_away_meanwhile_is_written_anew(asking, tmp_path):
    put_off = DomainMeasurement.objects.create(
        municipality_id=asking["municipality"], domain="sted.example", due_at=timezone.now() + REST
    )

    answers = race(tmp_path, [({"do": "drop", "wish": put_off.pk, "hold": HOLD}, asking)])

    assert answers == [[{"dropped": 1}, {"new": 1, "waiting": 0}]]
    assert DomainMeasurement.objects.get().asked_by_id == asking["by"]
