"""Formal letters as rows: caused with the act or not at all, made once, and dropped where they would be wrong."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Task
from pyhanko.pdf_utils.reader import PdfFileReader

from config.seal import read_seal
from reports.enums import FormalKind, FormalState
from reports.models import FormalLetter
from reports.services.errors import LetterError
from reports.services.finishing import UNMADE
from reports.services.formal_causes import remind_formally
from reports.services.formal_making import hand_out, hand_out_stuck, make_letter, note_outcome, retry_failed
from reports.services.formal_texts import mark_reviewed
from reports.validation import require_accessible
from reports.verification import find_faults
from surveys.enums import MailKind, ResponseState, SurveyState
from surveys.models import Mail
from surveys.services.additions import add_later
from surveys.services.extensions import ask_extension, decide_extension
from surveys.services.mails import carry_mails
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import add_municipalities, move_survey, open_survey
from tests.certificates import make_certificate
from tests.factories.municipalities import make_municipality
from tests.factories.surveys import make_submission, make_survey, today
from tests.reports.formal import made, review, review_all


@pytest.fixture
def response(draft_response):
    return draft_response


def kinds(response) -> list[str]:
    return list(response.formal_letters.order_by("pk").values_list("kind", flat=True))


# --- What causes a letter -------------------------------------------------------


@pytest.mark.parametrize("count", [1, 5])
def test_opening_writes_rows_and_no_pdf(db, count, django_assert_max_num_queries):
    survey = make_survey("2030", is_open=False)
    asked = [make_municipality(f"By {number}") for number in range(count)]
    with django_assert_max_num_queries(30):
        open_survey(survey=survey, deadline=today(), municipalities=asked)

    letters = FormalLetter.objects.all()
    assert [(one.kind, one.state, one.number, one.pdf) for one in letters] == [
        (FormalKind.OPENING, FormalState.WAITING, 1, None)
    ] * count


def test_one_added_later_gets_an_opening_letter_too(survey, manager):
    added = make_municipality("Tilkommen")
    add_municipalities(survey=survey, municipalities=[added], by=manager)

    letter = FormalLetter.objects.get(response__municipality=added)
    assert (letter.kind, letter.caused_by) == (FormalKind.OPENING, manager)


def test_one_added_later_is_told_of_its_own_deadline(survey, manager):
    review_all(survey, manager)
    added, own = make_municipality("Tilkommen"), survey.deadline + timedelta(days=9)
    [response] = add_later(survey=survey, municipalities=[added], by=manager, reason="Glemt.", own_deadline=own)

    letter = made(response, FormalKind.OPENING)
    assert (letter.state, letter.content["deadline"]) == (FormalState.ISSUED, own.isoformat())


def test_what_tells_nobody_causes_no_letter(db):
    survey = make_survey("2030", is_open=False)
    open_survey(survey=survey, deadline=today(), municipalities=[make_municipality()], tells=False)

    assert not FormalLetter.objects.exists()


def test_an_act_that_is_taken_back_takes_its_letter_along(response, lead, case_handler):
    with transaction.atomic():
        asked = ask_extension(response=response, by=lead, wanted=today() + timedelta(days=30), reason="Ferie")
        decide_extension(extension=asked, by=case_handler, granted=asked.wanted, answer="")
        assert kinds(response) == [FormalKind.OPENING, FormalKind.EXTENSION]
        transaction.set_rollback(True)

    assert kinds(response) == [FormalKind.OPENING]


def test_accepting_and_withdrawing_cause_no_letter(submitted_response, case_handler):
    move_response(response=submitted_response, target=ResponseState.ACCEPTED, by=case_handler)

    assert kinds(submitted_response) == [FormalKind.OPENING]


def test_each_return_has_its_letter(submitted_response, case_handler, lead):
    for _ in range(2):
        move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
        submitted_response.refresh_from_db()
        submit_response(response=submitted_response, by=lead)

    assert kinds(submitted_response) == [FormalKind.OPENING, FormalKind.RETURN, FormalKind.RETURN]


# --- Reminding --------------------------------------------------------------------


def remind(response, manager, **more) -> int:
    return remind_formally(survey=response.survey, codes=[response.municipality.code], by=manager, **more)


def test_a_response_has_one_reminder_a_day(response, manager):
    now = timezone.now()
    assert remind(response, manager, now=now) == 1
    with pytest.raises(LetterError, match="ingen at minde"):
        remind(response, manager, now=now)
    assert remind(response, manager, now=now + timedelta(days=1)) == 1
    assert kinds(response) == [FormalKind.OPENING, FormalKind.REMINDER, FormalKind.REMINDER]


def test_only_those_named_are_reminded(response, survey, manager, other_municipality):
    assert remind(response, manager) == 1
    assert not FormalLetter.objects.filter(response__municipality=other_municipality, kind="reminder").exists()


def test_one_that_has_answered_is_not_reminded(submitted_response, manager, case_handler):
    with pytest.raises(LetterError):
        remind(submitted_response, manager)
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    with pytest.raises(LetterError):
        remind(submitted_response, manager)


def test_nobody_is_reminded_once_the_survey_is_closed(response, manager):
    move_survey(survey=response.survey, target=SurveyState.CLOSED, by=manager)
    with pytest.raises(LetterError):
        remind(response, manager)


def test_those_in_charge_are_told_of_a_reminder_once(response, manager, lead, approver, contributor):
    review_all(response.survey, manager)
    remind(response, manager)
    letter = made(response, FormalKind.REMINDER)
    make_letter(letter.pk)

    told = Mail.objects.filter(kind=MailKind.LETTER)
    assert sorted(one.recipient.email for one in told) == sorted([lead.email, approver.email])
    carry_mails()
    [message] = [one for one in mail.outbox if one.to == [lead.email] and "nyt brev" in one.subject]
    assert f"/kommuner/{response.municipality.slug}/{response.survey.slug}/breve/" in message.body


def test_nobody_is_told_of_a_draft_or_of_a_letter_whose_act_has_a_mail(response, manager, lead):
    remind(response, manager)
    made(response, FormalKind.REMINDER)
    review(response.survey, FormalKind.OPENING, manager)
    made(response, FormalKind.OPENING)

    assert not Mail.objects.filter(kind=MailKind.LETTER).exists()


# --- Making -----------------------------------------------------------------------


def test_an_issued_letter_stores_the_bytes_it_hashes(response, manager):
    review_all(response.survey, manager)
    letter = made(response, FormalKind.OPENING)

    assert (letter.state, letter.pdf_sha256) == (FormalState.ISSUED, hashlib.sha256(letter.pdf).hexdigest())
    require_accessible(bytes(letter.pdf))
    assert list(find_faults(response.survey)) == []


def test_a_letter_is_made_once_however_often_it_is_handed_out(response, manager):
    review_all(response.survey, manager)
    first = made(response, FormalKind.OPENING)
    again = made(response, FormalKind.OPENING)

    assert (again.pdf_sha256, again.verification_code) == (first.pdf_sha256, first.verification_code)


def test_the_facts_are_those_of_the_act_however_late_it_is_made(response, manager, lead, case_handler):
    review_all(response.survey, manager)
    for days in (30, 40):
        asked = ask_extension(response=response, by=lead, wanted=today() + timedelta(days=days), reason="Ferie")
        decide_extension(extension=asked, by=case_handler, granted=asked.wanted, answer="")
    first, second = response.formal_letters.filter(kind=FormalKind.EXTENSION).order_by("pk")
    for letter in (first, second):
        make_letter(letter.pk)
        letter.refresh_from_db()

    assert first.content["deadline"] == (today() + timedelta(days=30)).isoformat()
    assert second.content["deadline"] == (today() + timedelta(days=40)).isoformat()


def test_verify_finds_a_letter_that_was_changed(response, manager):
    review_all(response.survey, manager)
    letter = made(response, FormalKind.OPENING)
    place = f"{response.municipality.code}, formelt brev 1"
    FormalLetter.objects.filter(pk=letter.pk).update(pdf=b"%PDF-andet")
    assert list(find_faults(response.survey)) == [f"{place}: PDF-filen er ændret."]
    FormalLetter.objects.filter(pk=letter.pk).update(pdf=letter.pdf, content=letter.content | {"recipient": "En anden"})
    assert list(find_faults(response.survey)) == [f"{place}: indholdet passer ikke med kontrolsummen."]


def reason_after(response, kind, now=None) -> str:
    letter = made(response, kind, now)
    assert letter.state == FormalState.DROPPED
    return letter.reason


def test_a_reminder_is_dropped_once_the_municipality_has_answered(response, manager, lead):
    remind(response, manager)
    make_submission(response, by=lead)

    assert reason_after(response, FormalKind.REMINDER) == "Der ventes ikke længere på besvarelsen."


def test_a_letter_to_one_that_was_withdrawn_is_dropped(response, case_handler):
    move_response(response=response, target=ResponseState.WITHDRAWN, by=case_handler, reason="Lagt sammen.")

    assert reason_after(response, FormalKind.OPENING) == "Besvarelsen er udtaget."


def test_a_letter_with_another_deadline_than_the_one_in_force_is_dropped(response, lead, case_handler):
    asked = ask_extension(response=response, by=lead, wanted=today() + timedelta(days=30), reason="Ferie")
    decide_extension(extension=asked, by=case_handler, granted=asked.wanted, answer="")

    assert reason_after(response, FormalKind.OPENING) == "Fristen er en anden nu."
    assert made(response, FormalKind.EXTENSION).state == FormalState.DRAFT, "a decision stays what it was"


@pytest.mark.parametrize(("days", "state"), [(17, FormalState.DRAFT), (18, FormalState.DROPPED)])
def test_an_opening_letter_is_of_use_until_its_deadline(response, days, state):
    assert made(response, FormalKind.OPENING, timezone.now() + timedelta(days=days)).state == state


@pytest.mark.parametrize(("days", "state"), [(7, FormalState.DRAFT), (8, FormalState.DROPPED)])
def test_a_reminder_is_of_use_for_a_week(response, manager, days, state):
    remind(response, manager)

    assert made(response, FormalKind.REMINDER, timezone.now() + timedelta(days=days)).state == state


# --- Reviewed afterwards ------------------------------------------------------------


def test_drafts_become_letters_once_their_words_are_reviewed(response, manager):
    draft = made(response, FormalKind.OPENING)
    assert review(response.survey, FormalKind.REMINDER, manager) == 0, "another kind"
    assert review(response.survey, FormalKind.OPENING, manager) == 1
    letter = made(response, FormalKind.OPENING)

    assert (draft.state, letter.state) == (FormalState.DRAFT, FormalState.ISSUED)
    assert letter.number == draft.number


def test_an_issued_letter_stays_as_it_is_whatever_becomes_of_the_words(response, manager):
    review_all(response.survey, manager)
    letter = made(response, FormalKind.OPENING)
    response.survey.formal_texts.all().delete()
    hand_out_stuck()
    review_all(response.survey, manager)

    assert made(response, FormalKind.OPENING).pdf_sha256 == letter.pdf_sha256


def test_words_others_than_those_seen_are_not_marked(response, manager):
    with pytest.raises(LetterError, match="siden du så den"):
        mark_reviewed(survey=response.survey, kind=FormalKind.OPENING, by=manager, seen="0" * 64)
    assert not response.survey.formal_texts.exists()


# --- The queue ------------------------------------------------------------------------


def test_the_act_asks_the_worker_once_it_is_committed(survey, manager, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        add_municipalities(survey=survey, municipalities=[make_municipality()], by=manager)

    assert "reports.services.formal_making.hand_out" in {row.task["func"] for row in OrmQ.objects.all()}


def test_what_waits_is_queued_each(response):
    waiting = FormalLetter.objects.waiting().count()
    hand_out()

    assert OrmQ.objects.count() == waiting == 2


def test_the_schedule_takes_up_what_lost_its_place_and_no_other(response):
    hand_out_stuck()
    assert OrmQ.objects.count() == 0
    FormalLetter.objects.filter(response=response).update(queued_at=timezone.now() - timedelta(minutes=11))
    hand_out_stuck()

    assert OrmQ.objects.count() == 1


def test_a_task_that_died_fails_its_row_and_can_be_tried_again(response, manager):
    letter = response.formal_letters.get()
    note_outcome(Task(success=False, args=(letter.pk,)))
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == (FormalState.FAILED, UNMADE)

    assert retry_failed(survey=response.survey, by=manager) == 1
    assert made(response, FormalKind.OPENING).state == FormalState.DRAFT
    assert retry_failed(survey=response.survey, by=manager) == 0


# --- The seal ---------------------------------------------------------------------------


@pytest.fixture
def sealed(settings, tmp_path):
    made_certificate = make_certificate(tmp_path)
    settings.SEAL = read_seal(
        key=str(made_certificate.key), certificate=str(made_certificate.certificate), password="", is_demo=False
    )


def test_an_issued_letter_is_sealed_and_a_draft_is_not(sealed, response, manager):
    assert b"/ETSI.CAdES.detached" not in bytes(made(response, FormalKind.OPENING).pdf)
    review(response.survey, FormalKind.OPENING, manager)
    letter = made(response, FormalKind.OPENING)

    assert len(PdfFileReader(BytesIO(letter.pdf)).embedded_signatures) == 1
    assert letter.pdf_sha256 == hashlib.sha256(letter.pdf).hexdigest()


def test_a_certificate_that_is_not_valid_that_day_fails_the_letter_in_its_own_words(sealed, response, manager):
    review(response.survey, FormalKind.OPENING, manager)
    letter = made(response, FormalKind.OPENING, timezone.now() + timedelta(days=12))

    assert letter.state == FormalState.FAILED
    assert "så brevet kan ikke få et segl" in letter.reason
    assert (letter.pdf, letter.content, letter.verification_code) == (None, None, None)
