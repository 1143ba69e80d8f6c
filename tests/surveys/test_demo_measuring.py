"""The demo's measured domains, and the first advice by mail provider."""

from collections import Counter
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from municipalities.dane.evidence import Measurement
from municipalities.dane.verdicts import Verdict
from surveys.demo.measuring import OWN_PROPOSED, cases
from surveys.enums import Choice, ProviderStanding
from surveys.measurements import select_measured
from surveys.measuring_page import select_panel
from surveys.models import DomainMeasurement, ProviderAdvice, SubmittedAnswer
from surveys.providers import find_provider

MIGRATION = import_module("surveys.migrations.0019_provider_advice")


@pytest.fixture
def demo(db):
    call_command("demo")


def test_every_measurement_of_the_file_is_whole():
    assert all(Measurement.from_dict(case.result).to_dict() == case.result for case in cases().values())
    assert {case.verdict for case in cases().values()} == set(Verdict)


def test_of_the_fourteen_who_answered_ja_most_were_measured_so_and_some_not(demo):
    rows = SubmittedAnswer.objects.filter(
        submission__current_of__survey__slug="2024", question__area__key="dane", question__is_headline=True
    ).values_list("submission__response__municipality", "submission__submitted_at", "choice")
    measured = select_measured([row[0] for row in rows], {municipality: at for municipality, at, _ in rows})
    found = Counter((choice == Choice.YES, measured[municipality].verdict) for municipality, _, choice in rows)

    assert found == {
        (True, Verdict.HOLDS): 10,
        (True, Verdict.FAILS): 2,
        (True, Verdict.UNDECIDED): 2,
        (False, Verdict.HOLDS): 3,
        (False, Verdict.UNDECIDED): 3,
        (False, Verdict.FAILS): 28,
    }


def test_egelund_sees_a_bit_of_everything_and_the_demo_is_made_once(demo):
    before = DomainMeasurement.objects.count()
    call_command("demo")
    assert DomainMeasurement.objects.count() == before
    assert not DomainMeasurement.objects.filter(is_lab=False).exists()

    egelund = DomainMeasurement.objects.filter(domain="egelund.example").first().municipality
    panel = select_panel(egelund, timezone.now())

    assert {row.seen.verdict for row in panel.rows} == set(Verdict)
    assert panel.proposed == (OWN_PROPOSED,)
    assert any(gateway.provider for row in panel.rows for gateway in row.seen.gateways)


def test_the_first_advice_has_a_source_for_each_and_no_edit_is_undone(db):
    ProviderAdvice.objects.all().delete()
    MIGRATION.add(apps, None)
    ProviderAdvice.objects.filter(suffix="mx.microsoft").update(text="Rettet af tilsynet.")
    MIGRATION.add(apps, None)

    by_suffix = {row.suffix: row for row in ProviderAdvice.objects.all()}
    assert len(by_suffix) == len(MIGRATION.ADVICE)
    assert by_suffix["mx.microsoft"].text == "Rettet af tilsynet."
    for row in by_suffix.values():
        row.full_clean()
        assert row.source_url.startswith("https://")
    for host, standing in (
        ("by-dk.mail.protection.outlook.com", ProviderStanding.CANNOT),
        ("by-dk.a-v1.mx.microsoft", ProviderStanding.CAN),
        ("aspmx.l.google.com", ProviderStanding.ASK),
        ("eu-smtp-inbound-1.mimecast.com", ProviderStanding.ASK),
    ):
        assert find_provider(host, by_suffix).standing == standing
