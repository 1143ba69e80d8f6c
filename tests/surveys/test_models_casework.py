"""What must never be false of who has a case, and of who is kept from one, clause by clause."""

from datetime import UTC, date, datetime

import pytest

from surveys.models import CaseAssignment, Conflict, Substitution
from tests.constraints import refused_by

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DAY, NEXT = date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture
def conflict(municipality, case_handler) -> Conflict:
    return Conflict.objects.create(user=case_handler, municipality=municipality, reason="Min søster er ansat der.")


@pytest.fixture
def substitution(case_handler, manager) -> Substitution:
    return Substitution.objects.create(absent=case_handler, substitute=manager, first_day=DAY, last_day=DAY)


def test_an_assignment_changes_who_has_the_case(draft_response, case_handler, manager):
    for taken_from, given_to in ((None, case_handler), (case_handler, None), (case_handler, manager)):
        CaseAssignment.objects.create(response=draft_response, taken_from=taken_from, given_to=given_to)
    for nobody_new in (None, case_handler):
        with refused_by("case_assignment_changes_something"):
            CaseAssignment.objects.create(response=draft_response, taken_from=nobody_new, given_to=nobody_new)


def test_a_person_has_one_conflict_in_force_with_a_municipality(conflict, municipality, case_handler, manager):
    with refused_by("conflict_one_in_force"):
        Conflict.objects.create(user=case_handler, municipality=municipality, reason="Igen.")
    Conflict.objects.update(ended_at=AT, ended_by=manager, end_reason="Hun er flyttet.")
    Conflict.objects.create(user=case_handler, municipality=municipality, reason="Igen.")


@pytest.mark.parametrize("missing", [{"ended_at": None}, {"ended_by": None}, {"end_reason": ""}])
def test_a_conflict_is_ended_by_someone_at_a_time_for_a_reason(conflict, manager, missing):
    with refused_by("conflict_ended_iff_by_and_reason"):
        Conflict.objects.update(**{"ended_at": AT, "ended_by": manager, "end_reason": "Slut."} | missing)


def test_nobody_ends_a_conflict_of_their_own(conflict, case_handler):
    with refused_by("conflict_ended_by_another"):
        Conflict.objects.update(ended_at=AT, ended_by=case_handler, end_reason="Slut.")


def test_a_substitution_ends_on_its_first_day_or_later(substitution):
    Substitution.objects.update(last_day=NEXT)
    with refused_by("substitution_ends_after_start"):
        Substitution.objects.update(first_day=NEXT, last_day=DAY)


def test_nobody_is_their_own_substitute(substitution, manager):
    with refused_by("substitution_is_by_another"):
        Substitution.objects.update(absent=manager)


@pytest.mark.parametrize("missing", [{"ended_at": None}, {"ended_by": None}])
def test_a_substitution_is_ended_by_someone_at_a_time(substitution, manager, missing):
    with refused_by("substitution_ended_iff_by"):
        Substitution.objects.update(**{"ended_at": AT, "ended_by": manager} | missing)
