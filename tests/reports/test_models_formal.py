"""What must never be false of a formal letter and its text, clause by clause; and who sees a letter."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from reports.enums import FormalKind, FormalState
from reports.models import FormalLetter, FormalText
from tests.constraints import refused_by

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MADE = {"made_at": AT, "pdf": b"%PDF", "pdf_sha256": "1" * 64, "content": {}, "content_digest": "2" * 64}
OF_STATE = {
    FormalState.WAITING: {},
    FormalState.DRAFT: MADE,
    FormalState.ISSUED: {**MADE, "verification_code": "AAAA-1"},
    FormalState.FAILED: {"reason": "Fejl."},
    FormalState.DROPPED: {"reason": "Forældet."},
}


@pytest.fixture
def make(draft_response):
    FormalLetter.objects.all().delete()

    def create(state=FormalState.WAITING, **fields):
        defaults = {
            "response": draft_response,
            "kind": FormalKind.REMINDER,
            "cause": f"reminder-{FormalLetter.objects.count()}",
            "number": FormalLetter.objects.count() + 1,
            "facts": {},
            "caused_at": AT,
            "state": state,
        }
        return FormalLetter.objects.create(**(defaults | OF_STATE[state] | fields))

    return create


@pytest.mark.parametrize("state", FormalState)
def test_a_letter_may_be_in_each_state(make, state):
    assert make(state).state == state


def test_an_act_causes_one_letter(make):
    make(cause="return-7")
    with refused_by("formal_letter_once_per_cause"):
        make(cause="return-7")


def test_a_letter_has_its_own_number_in_a_response(make):
    make(number=7)
    with refused_by("formal_letter_number_once"):
        make(number=7)


def test_kind_and_state_are_known(make):
    with refused_by("formal_letter_kind_known"):
        make(kind="farewell")
    letters = FormalLetter.objects.filter(pk=make().pk)
    with refused_by("formal_letter_state_known"):
        letters.update(state="lost")


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("state", [FormalState.DRAFT, FormalState.ISSUED])
def test_a_made_letter_has_all_its_bytes(make, name, state):
    empty = "" if name in {"pdf_sha256", "content_digest"} else None
    with refused_by("formal_letter_made_iff_stored_bytes"):
        make(state, **{name: empty})


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("state", [FormalState.WAITING, FormalState.FAILED, FormalState.DROPPED])
def test_one_that_is_not_made_has_none(make, name, state):
    with refused_by("formal_letter_made_iff_stored_bytes"):
        make(state, **{name: MADE[name]})


def test_only_an_issued_letter_has_a_code(make):
    with refused_by("formal_letter_code_iff_issued"):
        make(FormalState.ISSUED, verification_code=None)
    with refused_by("formal_letter_code_iff_issued"):
        make(FormalState.DRAFT, verification_code="AAAA-2")


def test_what_was_not_made_says_why(make):
    with refused_by("formal_letter_reason_iff_unmade"):
        make(FormalState.FAILED, reason="")
    with refused_by("formal_letter_reason_iff_unmade"):
        make(FormalState.ISSUED, reason="Fejl.")


def test_a_text_is_one_per_kind_and_of_a_known_kind(survey):
    FormalText.objects.create(survey=survey, kind=FormalKind.RETURN, heading="A", body="B")
    with refused_by("formal_text_once_per_kind"):
        FormalText.objects.create(survey=survey, kind=FormalKind.RETURN, heading="A", body="B")
    with refused_by("formal_text_kind_known"):
        FormalText.objects.create(survey=survey, kind="farewell", heading="A", body="B")


def test_a_mark_names_a_person_and_a_time(survey, manager):
    with refused_by("formal_text_reviewed_iff_by_and_time"):
        FormalText.objects.create(survey=survey, kind=FormalKind.RETURN, heading="A", body="B", reviewed_at=AT)
    with refused_by("formal_text_reviewed_iff_by_and_time"):
        FormalText.objects.create(survey=survey, kind=FormalKind.RETURN, heading="A", body="B", reviewed_by=manager)


@pytest.mark.parametrize("state", FormalState)
def test_a_municipality_sees_its_letters_once_issued(make, lead, case_handler, state):
    letter = make(state)
    assert list(FormalLetter.objects.visible_to(lead)) == [letter] * (state == FormalState.ISSUED)
    assert list(FormalLetter.objects.visible_to(case_handler)) == [letter]


def test_nobody_else_sees_a_letter(make, outsider, administrator):
    make(FormalState.ISSUED)
    for someone in (outsider, administrator, AnonymousUser()):
        assert list(FormalLetter.objects.visible_to(someone)) == []
