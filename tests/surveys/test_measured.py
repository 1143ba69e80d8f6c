"""One verdict of several domains, and which measurements stand at a time."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from municipalities.dane.verdicts import Verdict
from surveys.enums import MeasurementState
from surveys.measured import municipality_verdict
from surveys.measurements import select_history, select_latest, select_measured
from surveys.models import DomainMeasurement
from surveys.services.conflicts import declare_conflict
from tests.factories.measurements import make_domain, make_measurement

HOLDS, FAILS, UNDECIDED, NO_MAIL = Verdict.HOLDS, Verdict.FAILS, Verdict.UNDECIDED, Verdict.NO_MAIL


@pytest.mark.parametrize(
    ("verdicts", "together"),
    [
        ([], None),
        ([None], None),
        ([None, None], None),
        ([HOLDS], HOLDS),
        ([HOLDS, HOLDS], HOLDS),
        ([HOLDS, NO_MAIL], HOLDS),
        ([NO_MAIL], NO_MAIL),
        ([NO_MAIL, NO_MAIL], NO_MAIL),
        ([FAILS], FAILS),
        ([HOLDS, FAILS], FAILS),
        ([UNDECIDED, FAILS], FAILS),
        ([None, FAILS], FAILS),
        ([NO_MAIL, FAILS], FAILS),
        ([UNDECIDED], UNDECIDED),
        ([HOLDS, UNDECIDED], UNDECIDED),
        ([NO_MAIL, UNDECIDED], UNDECIDED),
        ([HOLDS, None], UNDECIDED),
        ([NO_MAIL, None], UNDECIDED),
    ],
)
def test_the_domains_of_a_municipality_give_one_verdict_in_any_order(verdicts, together):
    assert {municipality_verdict(iter(order)) for order in permutations(verdicts)} == {together}


@pytest.fixture
def now():
    return timezone.now()


def test_the_latest_at_a_time_is_the_one_the_municipality_could_see(municipality, other_municipality, now):
    early = make_measurement(municipality, "a.example", FAILS, at=now - timedelta(days=9))
    late = make_measurement(municipality, "a.example", HOLDS, at=now - timedelta(days=2))
    other = make_measurement(municipality, "b.example", UNDECIDED, at=now - timedelta(days=5))
    make_measurement(other_municipality, "a.example", NO_MAIL, at=now)
    DomainMeasurement.objects.create(municipality=municipality, domain="a.example")

    assert select_latest(municipality, now) == {"a.example": late, "b.example": other}
    assert select_latest(municipality, late.measured_at) == {"a.example": late, "b.example": other}
    assert select_latest(municipality, late.measured_at - timedelta(microseconds=1)) == {
        "a.example": early,
        "b.example": other,
    }
    assert select_latest(municipality, now - timedelta(days=10)) == {}


def test_of_two_at_the_same_time_the_later_row_stands(municipality, now):
    make_measurement(municipality, "a.example", FAILS, at=now)
    second = make_measurement(municipality, "a.example", HOLDS, at=now)

    assert select_latest(municipality, now) == {"a.example": second}


def test_many_municipalities_are_read_in_two_queries_each_at_its_own_time(
    municipality, other_municipality, now, django_assert_num_queries
):
    week_ago = now - timedelta(days=7)
    for one in (municipality, other_municipality):
        make_domain(one, "a.example", at=now - timedelta(days=30))
        make_measurement(one, "a.example", FAILS, at=now - timedelta(days=8))
        make_measurement(one, "a.example", HOLDS, at=now - timedelta(days=1))

    with django_assert_num_queries(2):
        found = select_measured(
            [municipality.pk, other_municipality.pk], {municipality.pk: week_ago, other_municipality.pk: now}
        )
        verdicts = {pk: row.verdict for pk, row in found.items()}

    assert verdicts == {municipality.pk: FAILS, other_municipality.pk: HOLDS}
    assert found[municipality.pk].measured_at == now - timedelta(days=8)
    assert select_measured([municipality.pk], {})[municipality.pk].verdict is None


def test_only_domains_approved_by_then_count(municipality, now):
    make_domain(municipality, "old.example", at=now - timedelta(days=30))
    make_domain(municipality, "new.example", at=now - timedelta(days=1))
    make_domain(municipality, "proposed.example", is_approved=False)
    make_measurement(municipality, "old.example", HOLDS, at=now - timedelta(days=20))
    make_measurement(municipality, "removed.example", FAILS, at=now - timedelta(days=20))

    before = select_measured([municipality.pk], now - timedelta(days=2))[municipality.pk]
    after = select_measured([municipality.pk], now)[municipality.pk]

    assert [row.domain for row in before.domains] == ["old.example"]
    assert before.verdict == HOLDS
    assert [(row.domain, row.verdict) for row in after.domains] == [("new.example", None), ("old.example", HOLDS)]
    assert after.verdict == UNDECIDED


def test_a_municipality_without_domains_is_not_measured(municipality, now):
    assert select_measured([municipality.pk], now)[municipality.pk].verdict is None
    assert select_measured([], now) == {}


def test_the_history_has_every_done_measurement_newest_first(municipality, other_municipality, now):
    first = make_measurement(municipality, "a.example", FAILS, at=now - timedelta(days=9))
    second = make_measurement(municipality, "a.example", HOLDS, at=now - timedelta(days=2))
    make_measurement(other_municipality, "a.example", HOLDS, at=now)
    DomainMeasurement.objects.create(municipality=municipality, domain="a.example", state=MeasurementState.FAILED)

    assert list(select_history(municipality)) == [second, first]


def test_a_measurement_is_seen_by_its_municipality_and_by_those_who_read_responses(
    municipality, lead, reader, outsider, case_handler, manager, auditor, administrator
):
    measurement = make_measurement(municipality)
    declare_conflict(user=case_handler, municipality=municipality, reason="Min søster er direktør.")

    seen = {
        user.name: measurement in DomainMeasurement.objects.visible_to(user)
        for user in (lead, reader, outsider, case_handler, manager, auditor, administrator)
    }

    assert seen == {
        lead.name: True,
        reader.name: True,
        outsider.name: False,
        case_handler.name: False,
        manager.name: True,
        auditor.name: True,
        administrator.name: False,
    }
