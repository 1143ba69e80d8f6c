"""What must never be false of letters, publications, jobs and requests, clause by clause; and who sees a letter."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from reports.enums import ItemState, JobKind, LetterState, RequestLaw
from reports.models import DocumentRequest, Letter, LetterJob, LetterJobItem, Publication
from surveys.models import AdviceVersion
from tests.constraints import refused_by, untested_constraints
from tests.factories.surveys import make_survey

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DIGEST, OTHER = "1" * 64, "2" * 64
NOT_ISSUED = {"issued_at": None, "pdf": None, "pdf_sha256": ""}
NUMBERED = {"number": 7, "verification_code": "AAAA-7"}
UNNUMBERED = {"number": None, "verification_code": None}
ISSUED = {"issued_at": AT, "pdf": b"%PDF", "pdf_sha256": DIGEST}


def test_every_constraint_has_a_test():
    assert untested_constraints("reports", __file__) == set()


@pytest.fixture
def make_letter(submitted_response):
    def make(state=LetterState.DRAFT, **fields):
        number = Letter.objects.count() + 1
        is_draft = state in {LetterState.DRAFT, LetterState.APPROVED}
        defaults = {
            "response": submitted_response,
            "submission": submitted_response.current_submission,
            "advice_version": AdviceVersion.objects.get_or_create(survey=submitted_response.survey, number=1)[0],
            **(UNNUMBERED if is_draft else {"number": number, "verification_code": f"AAAA-{number}"}),
            "state": state,
            "content": {},
            "content_digest": DIGEST,
            "superseded_at": AT if state == LetterState.SUPERSEDED else None,
            "approved_digest": "" if state == LetterState.DRAFT else DIGEST,
        }
        return Letter.objects.create(**(defaults | (NOT_ISSUED if is_draft else ISSUED) | fields))

    return make


@pytest.mark.parametrize("state", LetterState)
def test_a_letter_may_be_in_each_state(make_letter, state):
    assert make_letter(state).state == state


def test_a_letter_has_its_own_number_in_a_response(make_letter):
    make_letter(LetterState.SUPERSEDED, number=7)

    with refused_by("letter_number_once_per_response"):
        make_letter(LetterState.SUPERSEDED, number=7)


def test_a_response_has_one_issued_letter_beside_any_superseded(make_letter):
    make_letter(LetterState.SUPERSEDED)
    make_letter(LetterState.SUPERSEDED)
    make_letter(LetterState.ISSUED)

    with refused_by("letter_one_issued_per_response"):
        make_letter(LetterState.ISSUED)


@pytest.mark.parametrize("fields", [NOT_ISSUED, ISSUED])
def test_a_letter_is_in_a_known_state(make_letter, fields):
    make_letter(approved_digest=DIGEST)

    with refused_by("letter_issued_iff_stored_bytes"):
        Letter.objects.update(state="nowhere", **fields)


@pytest.mark.parametrize("state", [LetterState.DRAFT, LetterState.APPROVED])
@pytest.mark.parametrize("wrong", [{"issued_at": AT}, {"pdf_sha256": DIGEST}])
def test_a_letter_not_issued_has_neither_date_nor_hash(make_letter, state, wrong):
    with refused_by("letter_issued_iff_stored_bytes"):
        make_letter(state, **wrong)


@pytest.mark.parametrize("state", [LetterState.ISSUED, LetterState.SUPERSEDED])
@pytest.mark.parametrize("wrong", [{"issued_at": None}, {"pdf": None}, {"pdf_sha256": ""}])
def test_an_issued_letter_has_date_bytes_and_hash(make_letter, state, wrong):
    with refused_by("letter_issued_iff_stored_bytes"):
        make_letter(state, **wrong)


@pytest.mark.parametrize("state", [LetterState.DRAFT, LetterState.APPROVED])
def test_a_response_has_one_draft_beside_what_was_sent(make_letter, state):
    make_letter(LetterState.SUPERSEDED)
    make_letter(LetterState.ISSUED)
    make_letter(LetterState.DRAFT)

    with refused_by("letter_one_draft_per_response"):
        make_letter(state)


@pytest.mark.parametrize(
    ("state", "wrong"),
    [
        *((state, {name: value}) for state in LetterState.values[:2] for name, value in NUMBERED.items()),
        *((state, {name: None}) for state in LetterState.values[2:] for name in NUMBERED),
    ],
)
def test_a_letter_has_number_and_code_iff_it_was_sent(make_letter, state, wrong):
    with refused_by("letter_numbered_iff_sent"):
        make_letter(state, **wrong)


@pytest.mark.parametrize("wrote", ["drafted_by", "edited_by"])
def test_nobody_approves_what_they_wrote(make_letter, manager, case_handler, wrote):
    make_letter(LetterState.ISSUED, drafted_by=case_handler, edited_by=case_handler, approved_by=manager)

    with refused_by("letter_approved_by_another"):
        make_letter(LetterState.APPROVED, approved_by=manager, **{wrote: manager})


@pytest.mark.parametrize("state", LetterState)
def test_a_letter_is_superseded_iff_it_has_a_time(make_letter, state):
    wrong = None if state == LetterState.SUPERSEDED else AT

    with refused_by("letter_superseded_iff_timestamp"):
        make_letter(state, superseded_at=wrong)


@pytest.mark.parametrize("state", [LetterState.APPROVED, LetterState.ISSUED, LetterState.SUPERSEDED])
@pytest.mark.parametrize("approved", ["", OTHER])
def test_an_approval_names_the_content_it_approves(make_letter, state, approved):
    with refused_by("letter_approval_names_the_content"):
        make_letter(state, approved_digest=approved)


def test_an_edit_cannot_keep_the_approval(make_letter):
    make_letter(LetterState.APPROVED)

    with refused_by("letter_approval_names_the_content"):
        Letter.objects.update(content_digest=OTHER)


def test_a_publication_has_its_own_number_in_a_survey(survey):
    def publish(of):
        version = AdviceVersion.objects.get_or_create(survey=of, number=1)[0]
        fields = {"thresholds": {}, "content": {}, "digest": DIGEST, "pdf": b"%PDF", "pdf_sha256": DIGEST}
        return Publication.objects.create(survey=of, number=1, advice_version=version, **fields)

    publish(survey)
    publish(make_survey("2028"))
    with refused_by("publication_number_once"):
        publish(survey)


@pytest.fixture
def job(survey, manager) -> LetterJob:
    return LetterJob.objects.create(survey=survey, kind=JobKind.ISSUE, created_by=manager)


def test_a_job_is_of_a_known_kind(job):
    with refused_by("letter_job_kind_known"):
        LetterJob.objects.update(kind="other")


def test_a_job_has_one_item_a_response(job, draft_response):
    LetterJobItem.objects.create(job=job, response=draft_response)

    with refused_by("letter_job_item_once"):
        LetterJobItem.objects.create(job=job, response=draft_response)


@pytest.mark.parametrize(
    ("state", "finished_at"),
    [
        (ItemState.WAITING, AT),
        (ItemState.DONE, None),
        (ItemState.FAILED, None),
        (ItemState.CANCELLED, None),
        ("nowhere", AT),
        ("nowhere", None),
    ],
)
def test_an_item_is_finished_iff_it_has_a_time(job, draft_response, state, finished_at):
    with refused_by("letter_job_item_finished_iff_timestamp"):
        LetterJobItem.objects.create(job=job, response=draft_response, state=state, finished_at=finished_at)


# --- Who sees what ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "by_municipality"),
    [
        (LetterState.DRAFT, False),
        (LetterState.APPROVED, False),
        (LetterState.ISSUED, True),
        (LetterState.SUPERSEDED, True),
    ],
)
def test_a_municipality_sees_its_letters_once_issued(make_letter, lead, case_handler, state, by_municipality):
    letter = make_letter(state)

    assert list(Letter.objects.visible_to(lead)) == [letter] * by_municipality
    assert list(Letter.objects.visible_to(case_handler)) == [letter]


def test_nobody_else_sees_a_letter(make_letter, outsider, administrator):
    make_letter(LetterState.ISSUED)

    for someone in (outsider, administrator, AnonymousUser()):
        assert list(Letter.objects.visible_to(someone)) == []


def test_only_those_who_read_responses_see_a_job(job, lead, administrator, auditor):
    assert list(LetterJob.objects.visible_to(auditor)) == [job]
    for someone in (lead, administrator, AnonymousUser()):
        assert list(LetterJob.objects.visible_to(someone)) == []


def test_jobs_with_their_progress_come_newest_first():
    assert 'ORDER BY "reports_letterjob"."created_at" DESC' in str(LetterJob.objects.with_progress().query)


# --- Requests for documents ------------------------------------------------------


@pytest.fixture
def make_request(submitted_response, case_handler):
    def make(**fields):
        defaults = {
            "response": submitted_response,
            "number": DocumentRequest.objects.count() + 1,
            "law": RequestLaw.PUBLIC,
            "reference": "2026-432-0099",
            "received_on": date(2026, 11, 23),
            "due_on": date(2026, 12, 2),
            "registered_by": case_handler,
        }
        return DocumentRequest.objects.create(**defaults | fields)

    return make


@pytest.fixture
def decided(case_handler):
    chosen = {"chosen_by": case_handler, "chosen_at": AT}
    return chosen | {"decided_by": case_handler, "decided_at": AT, "pdf": b"%PDF", "pdf_sha256": DIGEST}


@pytest.mark.parametrize("law", RequestLaw)
def test_a_request_may_be_by_each_law_open_or_decided(make_request, decided, law):
    assert not make_request(law=law).is_decided
    assert make_request(law=law, **decided).is_decided


def test_a_request_has_its_own_number_in_a_response(make_request):
    make_request(number=7)
    with refused_by("document_request_number_once"):
        make_request(number=7)


def test_a_request_is_by_a_known_law(make_request):
    with refused_by("document_request_law_known"):
        make_request(law="other")


def test_a_request_is_due_after_it_came(make_request):
    with refused_by("document_request_due_after_received"):
        make_request(due_on=date(2026, 11, 23))


@pytest.mark.parametrize("missing", ["chosen_by", "chosen_at"])
def test_choices_have_both_who_and_when(make_request, case_handler, missing):
    chosen = {"chosen_by": case_handler, "chosen_at": AT}
    with refused_by("document_request_chosen_iff_by_and_time"):
        make_request(**chosen | {missing: None})


@pytest.mark.parametrize(
    ("missing", "value"), [("decided_by", None), ("decided_at", None), ("pdf", None), ("pdf_sha256", "")]
)
def test_a_decision_has_who_when_the_bytes_and_their_hash(make_request, decided, missing, value):
    with refused_by("document_request_decided_iff_stored_bytes"):
        make_request(**decided | {missing: value})


def test_nothing_is_decided_that_nobody_chose(make_request, decided):
    with refused_by("document_request_decided_iff_stored_bytes"):
        make_request(**decided | {"chosen_by": None, "chosen_at": None})
