"""What the migrations do to letters that are there already."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reports.models import Letter
from surveys.models import AdviceVersion
from tests.factories.reports import make_advice

FIRST, SECOND = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 4, 7, tzinfo=UTC)


@pytest.fixture
def back_to(transactional_db):
    """The database as it was after a migration; afterwards it is as it should be."""

    def go(name: str):
        executor = MigrationExecutor(connection)
        executor.migrate([("reports", name)])
        return executor.loader.project_state([("reports", name)]).apps

    yield go
    call_command("migrate", "reports", verbosity=0)


def test_a_superseded_letter_gets_the_time_of_the_next(submitted_response, back_to):
    make_advice(submitted_response.survey)
    letters = back_to("0002_letter_superseded_at").get_model("reports", "Letter").objects
    for number, (state, at) in enumerate([("superseded", FIRST), ("issued", SECOND)], start=1):
        letters.create(
            response_id=submitted_response.pk,
            submission_id=submitted_response.current_submission_id,
            number=number,
            verification_code=f"KODE-{number}",
            state=state,
            content={},
            issued_at=at,
            pdf=b"%PDF",
            pdf_sha256="0" * 64,
        )

    call_command("migrate", "reports", verbosity=0)

    assert list(letters.values_list("number", "superseded_at")) == [(1, SECOND), (2, None)]


def test_a_letter_gets_the_newest_advice_which_is_then_used(submitted_response, back_to):
    unused, used = (make_advice(submitted_response.survey, number) for number in (1, 2))
    letters = back_to("0005_drafts").get_model("reports", "Letter").objects
    letters.create(
        response_id=submitted_response.pk,
        submission_id=submitted_response.current_submission_id,
        content={},
        content_digest="0" * 64,
        created_at=FIRST,
    )

    call_command("migrate", "reports", verbosity=0)

    assert Letter.objects.values_list("advice_version", "state").get() == (used.pk, "draft")
    assert list(AdviceVersion.objects.values_list("pk", "used_at")) == [(unused.pk, None), (used.pk, FIRST)]
