"""Archiving: what stops it, what is said, and that nothing is issued, drafted or decided afterwards."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.archiving import left_digest, select_left
from reports.enums import FormalKind, FormalState, JobKind, RequestLaw
from reports.models import DocumentRequest, FormalLetter, Letter, LetterJob
from reports.services.archiving import archive_survey
from reports.services.drafts import approve_letter, draft_letter, edit_letter
from reports.services.errors import ArchiveError, LetterError
from reports.services.formal_making import make_letter, retry_failed
from reports.services.jobs import start_job
from reports.services.letters import issue_letter
from reports.services.requests import register_request
from surveys.enums import ExtensionState, FollowUpState, MailKind, ResponseState, SurveyState
from surveys.models import Extension, Mail, Survey
from surveys.services.errors import ResponseError
from surveys.services.extensions import decide_extension
from surveys.services.follow_ups import close_follow_up
from surveys.services.mails import new_mail
from surveys.services.responses import move_response
from tests.factories.follow_ups import make_follow_up, make_reply
from tests.factories.municipalities import make_member, make_municipality
from tests.factories.reports import make_advice, make_approved, make_draft
from tests.factories.surveys import make_response, make_submission, today
from tests.reports.formal import made, review

ARCHIVED = "Tilsynet er arkiveret"
# Session, user and roles; survey and number; one for each check.
QUERIES = 17


@pytest.fixture
def published(submitted_response):
    """One municipality has submitted, the other has not."""
    survey = submitted_response.survey
    make_advice(survey)
    survey.state = SurveyState.PUBLISHED
    survey.save()
    return survey


@pytest.fixture
def response(published, submitted_response):
    submitted_response.refresh_from_db()
    return submitted_response


def archived(survey, manager):
    return archive_survey(survey=survey, by=manager, seen=left_digest(select_left(survey)))


def texts(survey, *, blocks):
    return [one.text.split(".")[0] for one in select_left(survey) if one.blocks == blocks]


def test_archiving_is_the_last_move_with_who_and_when(published, manager):
    assert archived(published, manager).state == SurveyState.ARCHIVED
    assert (published.events.get().to_state, published.events.get().by) == (SurveyState.ARCHIVED, manager)


@pytest.mark.parametrize("state", [one for one in SurveyState if one not in (SurveyState.DRAFT, SurveyState.PUBLISHED)])
def test_only_a_published_survey_is_archived(published, manager, state):
    published.state = state
    published.save()
    with pytest.raises(ArchiveError):
        archived(published, manager)


def test_what_is_left_is_named_with_its_municipality(published, response, lead, manager):
    Extension.objects.create(response=response, asked_by=lead, wanted=timezone.localdate(), reason="Ferie.")
    make_draft(response)
    membership = response.municipality.memberships.first()
    mail = new_mail(response, membership, MailKind.RECEIPT, timezone.now())
    mail.state = "failed"
    mail.save()
    register_request(response=response, by=manager, law=RequestLaw.PUBLIC, received_on=today(), reference="")
    assert texts(published, blocks=True) == []
    assert texts(published, blocks=False) == [
        "har et udkast til brev, der aldrig bliver udsendt",
        "har et formelt brev, der ikke er udsendt",
        "har indsendt og får intet vejledningsbrev",
        "har en indsendt besvarelse, der ikke er godkendt",
        "har bedt om længere frist og får intet svar",
        "har mails, der ikke er sendt",
        "har en anmodning om aktindsigt, der ikke er afgjort",
    ]
    assert select_left(published)[0].places == (
        ("Prøveby", reverse("surveys:response", args=["2026", response.municipality.code])),
    )


def returned(response, manager):
    move_response(response=response, target=ResponseState.RETURNED, by=manager, reason="Ret.")


def approved(response, manager):
    make_approved(response, manager)


def running(response, manager):
    LetterJob.objects.create(survey=response.survey, kind=JobKind.ISSUE, created_by=manager).items.create(
        response=response
    )


def asked(response, manager):
    make_follow_up(response, manager)


def replied(response, manager):
    make_reply(make_follow_up(response, manager), make_member(response.municipality))


def test_a_formal_letter_is_named_until_it_is_issued(published, response, manager):
    named = "har et formelt brev, der ikke er udsendt"
    assert named in texts(published, blocks=False)
    for letter in FormalLetter.objects.all():
        make_letter(letter.pk)
    assert named not in texts(published, blocks=False), "the opening letters came to nothing"
    returned(response, manager)
    assert named in texts(published, blocks=False)
    FormalLetter.objects.waiting().update(state=FormalState.FAILED, reason="Brevet kunne ikke dannes.")
    assert named in texts(published, blocks=False)
    retry_failed(survey=published, by=manager)
    assert made(response, FormalKind.RETURN).state == FormalState.DRAFT
    assert named in texts(published, blocks=False)
    review(published, FormalKind.RETURN, manager)
    assert made(response, FormalKind.RETURN).state == FormalState.ISSUED
    assert named not in texts(published, blocks=False)


@pytest.mark.parametrize("begin", [returned, approved, running, asked, replied])
def test_what_is_half_done_stops_the_archiving(published, response, manager, begin):
    begin(response, manager)
    assert len(texts(published, blocks=True)) == 1
    with pytest.raises(ArchiveError, match="ikke gjort færdigt"):
        archived(published, manager)
    published.refresh_from_db()
    assert published.state == SurveyState.PUBLISHED


def test_a_follow_up_that_is_closed_or_of_one_that_is_withdrawn_stops_nothing(published, response, manager):
    follow_up = make_follow_up(response, manager)
    close_follow_up(follow_up=follow_up, by=manager, outcome=FollowUpState.UPHELD, seen=1)
    assert texts(published, blocks=True) == []
    make_follow_up(response, manager)
    assert len(texts(published, blocks=True)) == 1
    move_response(response=response, target=ResponseState.WITHDRAWN, by=manager, reason="Lagt sammen.")
    assert texts(published, blocks=True) == []


def test_a_request_is_no_longer_named_once_it_is_decided(published, response, manager):
    register_request(response=response, by=manager, law=RequestLaw.PUBLIC, received_on=today(), reference="")
    before = len(texts(published, blocks=False))
    now = timezone.now()
    DocumentRequest.objects.update(
        chosen_by=manager, chosen_at=now, decided_by=manager, decided_at=now, pdf=b"%PDF", pdf_sha256="0" * 64
    )
    assert len(texts(published, blocks=False)) == before - 1


def test_what_was_not_shown_is_not_left_behind(published, response, manager):
    seen = left_digest(select_left(published))
    make_draft(response)
    with pytest.raises(ArchiveError, match="siden du åbnede siden"):
        archive_survey(survey=published, by=manager, seen=seen)


def test_no_letter_is_made_edited_approved_or_issued_afterwards(published, response, manager, case_handler):
    draft = make_draft(response)
    archived(published, manager)
    before = list(Letter.objects.values())
    acts = (
        lambda: draft_letter(response=response, by=case_handler),
        lambda: edit_letter(letter=draft, by=case_handler, greeting="Hej", extra="", seen=draft.content_digest),
        lambda: approve_letter(letter=draft, by=manager, digest=draft.content_digest),
        lambda: issue_letter(letter=draft, by=manager),
        lambda: start_job(survey=published, kind=JobKind.DRAFT, responses=[response], by=manager),
        lambda: start_job(survey=published, kind=JobKind.ISSUE, responses=[response], by=manager),
    )
    for act in acts:
        with pytest.raises(LetterError, match=ARCHIVED):
            act()
    assert list(Letter.objects.values()) == before
    assert not LetterJob.objects.exists()


def test_a_letter_that_was_issued_is_given_again_afterwards(published, response, manager):
    letter = issue_letter(letter=make_approved(response, manager), by=manager)
    archived(published, manager)
    assert issue_letter(letter=letter, by=manager).pk == letter.pk


def test_letters_are_still_gathered_afterwards(published, response, manager):
    archived(published, manager)
    assert start_job(survey=published, kind=JobKind.COLLECT, responses=[response], by=manager).pk


@pytest.mark.parametrize("granted", [None, 14])
def test_no_extension_is_decided_afterwards(published, response, manager, lead, granted):
    asked = Extension.objects.create(
        response=response, asked_by=lead, wanted=response.deadline + timedelta(days=14), reason="Ferie."
    )
    archived(published, manager)
    day = granted and response.deadline + timedelta(days=granted)
    with pytest.raises(ResponseError, match=ARCHIVED):
        decide_extension(extension=asked, by=manager, granted=day, answer="Nej.")
    asked.refresh_from_db()
    assert (asked.state, Mail.objects.filter(kind=MailKind.EXTENSION).count()) == (ExtensionState.ASKED, 0)


# --- The page -----------------------------------------------------------------------


def test_the_page_tells_and_then_does_it_once(client, published, manager):
    client.force_login(manager)
    address = reverse("reports:archive", args=[published.slug])
    page = client.get(address).content.decode()
    assert "Vejledningsbreve kan ikke længere laves" in page
    assert "har indsendt og får intet vejledningsbrev" in page
    seen = left_digest(select_left(published))
    done = client.post(address, {"seen": seen}, follow=True)
    assert "Tilsynet er arkiveret." in done.content.decode()
    client.post(address, {"seen": seen})
    assert published.events.count() == 1


def test_the_page_offers_nothing_while_something_stops_it(client, published, response, manager):
    returned(response, manager)
    client.force_login(manager)
    page = client.get(reverse("reports:archive", args=[published.slug])).content.decode()
    assert "Det skal gøres færdigt først" in page
    assert '<button class="button button-primary" type="submit">Arkiver tilsynet' not in page


def test_a_press_that_came_too_late_shows_what_changed(client, published, response, manager):
    client.force_login(manager)
    seen = left_digest(select_left(published))
    make_draft(response)
    page = client.post(reverse("reports:archive", args=[published.slug]), {"seen": seen}).content.decode()
    assert "siden du åbnede siden" in page
    assert "udkast til brev" in page


def test_the_letters_page_says_why_nothing_is_issued(client, published, response, manager):
    archived(published, manager)
    client.force_login(manager)
    address = reverse("reports:draft_letters", args=[published.slug])
    page = client.post(address, {"alle": "1", "bekraeft": "1"}, follow=True).content.decode()
    assert f"{ARCHIVED}. Breve kan ikke længere laves" in page
    assert "Breve kan læses og samles" in page
    assert "Lav udkast til valgte" not in page


def test_the_case_offers_no_answer_about_a_deadline(client, published, response, manager, lead):
    Extension.objects.create(response=response, asked_by=lead, wanted=timezone.localdate(), reason="Ferie.")
    client.force_login(manager)
    case = reverse("surveys:response", args=[published.slug, response.municipality.code])
    assert "Svar på anmodningen" in client.get(case).content.decode()
    archived(published, manager)
    assert "Svar på anmodningen" not in client.get(case).content.decode()


def test_the_page_asks_as_much_however_many_are_left(client, published, response, manager):
    client.force_login(manager)
    address = reverse("reports:archive", args=[published.slug])
    client.get(address)  # the session notes when it was last used
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    Survey.objects.update(state=SurveyState.OPEN)
    for _ in range(3):
        make_submission(make_response(Survey.objects.get(), make_municipality()))
    Survey.objects.update(state=SurveyState.PUBLISHED)
    with CaptureQueriesContext(connection) as many:
        assert "4 kommuner" in client.get(address).content.decode()
    assert (len(many), len(few)) == (QUERIES, QUERIES)
