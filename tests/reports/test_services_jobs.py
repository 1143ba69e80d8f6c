from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_q.models import OrmQ

from reports.enums import ItemState, JobKind
from reports.models import Letter, LetterJob
from reports.services.jobs import (
    STUCK_AFTER,
    cancel_job,
    hand_out_stuck,
    resume_job,
    retry_failed,
    run_item,
    start_job,
)
from tests.factories.reports import make_advice, make_approved, make_draft, make_letter


@pytest.fixture
def responses(submitted_response, other_municipality):
    """One submitted, one with nothing to write about."""
    make_advice(submitted_response.survey)
    return list(submitted_response.survey.responses.order_by("current_submission"))


@pytest.fixture
def submitted(submitted_response):
    make_advice(submitted_response.survey)
    return submitted_response


def test_start_job_queues_each_item_once_committed(submitted, manager, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        job = start_job(survey=submitted.survey, kind=JobKind.ISSUE, responses=[submitted], by=manager)
        assert not OrmQ.objects.exists()
    for callback in callbacks:
        callback()
    assert OrmQ.objects.count() == 1
    assert [item.state for item in job.items.all()] == [ItemState.WAITING]


def test_run_item_twice_makes_one_draft(submitted, case_handler):
    job = start_job(survey=submitted.survey, kind=JobKind.DRAFT, responses=[submitted], by=case_handler)
    for _ in range(2):
        run_item(job.items.get().pk)
    letter = Letter.objects.get()
    assert (letter.state, letter.drafted_by, job.items.get().state) == ("draft", case_handler, ItemState.DONE)


def test_a_cancelled_item_is_left_until_the_job_goes_on(submitted, case_handler, django_capture_on_commit_callbacks):
    job = start_job(survey=submitted.survey, kind=JobKind.DRAFT, responses=[submitted], by=case_handler)
    cancel_job(job=job, by=case_handler)
    run_item(job.items.get().pk)
    progress = LetterJob.objects.with_progress().get()
    assert (progress.done, progress.failed, progress.cancelled) == (0, 0, 1)
    assert not Letter.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        resume_job(job=job, by=case_handler)
    assert OrmQ.objects.count() == 1
    run_item(job.items.get().pk)
    assert Letter.objects.count() == 1
    cancel_job(job=job, by=case_handler)
    assert job.items.get().state == ItemState.DONE


def test_only_an_approved_letter_is_issued_by_a_job(submitted, manager):
    make_draft(submitted)
    job = start_job(survey=submitted.survey, kind=JobKind.ISSUE, responses=[submitted], by=manager)
    run_item(job.items.get().pk)
    assert "ikke godkendt" in job.items.get().error
    assert Letter.objects.get().state == "draft"


def test_run_item_twice_issues_one_letter(submitted, manager):
    make_approved(submitted, manager)
    job = start_job(survey=submitted.survey, kind=JobKind.ISSUE, responses=[submitted], by=manager)
    item = job.items.get()
    run_item(item.pk)
    first = job.items.get()
    run_item(item.pk)
    assert Letter.objects.count() == 1
    assert (first.state, first.error) == (ItemState.DONE, "")
    assert job.items.get().finished_at == first.finished_at


def test_a_collected_letter_is_the_issued_bytes_or_else_a_draft(submitted, manager):
    draft_job = start_job(survey=submitted.survey, kind=JobKind.COLLECT, responses=[submitted], by=manager)
    run_item(draft_job.items.get().pk)
    letter = make_letter(submitted, manager)
    issued_job = start_job(survey=submitted.survey, kind=JobKind.COLLECT, responses=[submitted], by=manager)
    run_item(issued_job.items.get().pk)
    make_draft(submitted)
    assert bytes(issued_job.items.get().pdf) == bytes(letter.pdf)
    assert bytes(draft_job.items.get().pdf) != bytes(letter.pdf)


def test_a_failed_item_says_why_and_can_be_tried_again(draft_response, manager):
    make_advice(draft_response.survey)
    job = start_job(survey=draft_response.survey, kind=JobKind.DRAFT, responses=[draft_response], by=manager)
    run_item(job.items.get().pk)
    item = job.items.get()
    assert item.state == ItemState.FAILED
    assert "ikke indsendt" in item.error
    assert not Letter.objects.exists()
    progress = LetterJob.objects.with_progress().get()
    assert (progress.total, progress.done, progress.failed) == (1, 0, 1)
    retry_failed(job=job, by=manager)
    assert (job.items.get().state, job.items.get().error) == (ItemState.WAITING, "")


def test_items_that_the_queue_has_lost_are_queued_again_and_no_others(responses, manager):
    job = start_job(survey=responses[0].survey, kind=JobKind.ISSUE, responses=responses, by=manager)
    done, waiting = job.items.all()
    hand_out_stuck()
    assert not OrmQ.objects.exists(), "a new job is no stuck one"

    with time_machine.travel(timezone.now() + STUCK_AFTER):
        run_item(done.pk)
        hand_out_stuck()
        assert not OrmQ.objects.exists(), "one was finished just now, so the job goes on"
    with time_machine.travel(timezone.now() + 2 * STUCK_AFTER + timedelta(seconds=1)):
        hand_out_stuck()
        assert [row.task["args"] for row in OrmQ.objects.all()] == [(waiting.pk,)]
        run_item(waiting.pk)
    with time_machine.travel(timezone.now() + 4 * STUCK_AFTER):
        hand_out_stuck()
    assert OrmQ.objects.count() == 1, "a finished job is left alone"
