"""A conflict of interest in letters: no act of the person's touches the municipality, ordered before or after."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from reports.enums import FormalState, ItemState, JobKind, LetterState
from reports.models import FormalLetter, Letter, LetterJob
from reports.services.drafts import approve_letter, draft_letter, edit_letter
from reports.services.errors import LetterError
from reports.services.formal_causes import remind_formally
from reports.services.formal_making import retry_failed as retry_formal
from reports.services.jobs import cancel_job, resume_job, retry_failed, run_item, start_job
from reports.services.letters import issue_letter
from surveys.enums import ResponseState, SurveyState
from surveys.models import Survey
from surveys.services.conflicts import declare_conflict, end_conflict
from surveys.services.responses import move_response
from surveys.services.surveys import move_survey
from tests.factories.municipalities import make_member
from tests.factories.reports import make_advice, make_approved, make_draft, make_letter
from tests.factories.surveys import make_response, make_submission

REASON = "Min bror er kommunaldirektør."


@pytest.fixture
def kept(submitted_response):
    """The response of the municipality that people below are kept from."""
    make_advice(submitted_response.survey)
    return submitted_response


@pytest.fixture
def other(kept, other_municipality):
    response = make_response(kept.survey, other_municipality)
    return make_submission(response, by=make_member(other_municipality)).response


def declare(user, response):
    return declare_conflict(user=user, municipality=response.municipality, reason=REASON)[0]


def codes(content: bytes) -> set[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name.partition(".")[0].partition("-")[0] for name in archive.namelist() if name.endswith(".pdf")}


def post(client, name, response, **fields):
    address = reverse(f"reports:{name}", args=[response.survey.slug])
    return client.post(address, fields, follow=True)


# --- The services -----------------------------------------------------------


def test_the_person_neither_drafts_edits_approves_nor_issues(kept, manager):
    approved = make_approved(kept, manager)
    declare(manager, kept)
    acts = (
        lambda: draft_letter(response=kept, by=manager),
        lambda: edit_letter(letter=approved, by=manager, greeting="Hej", extra="", seen=approved.content_digest),
        lambda: approve_letter(letter=approved, by=manager, digest=approved.content_digest),
        lambda: issue_letter(letter=approved, by=manager),
    )
    for act in acts:
        with pytest.raises(LetterError, match="inhabil"):
            act()
    approved.refresh_from_db()
    assert (approved.state, approved.edited_by) == (LetterState.APPROVED, None)


def test_once_it_is_ended_the_letter_is_issued(kept, manager, case_handler):
    approved = make_approved(kept, manager)
    conflict = declare(case_handler, kept)
    end_conflict(conflict=conflict, by=manager, reason="Broderen er fratrådt.")
    assert draft_letter(response=kept, by=case_handler).pk == approved.pk


def test_work_ordered_before_the_conflict_fails_and_says_why(kept, other, case_handler):
    job = start_job(survey=kept.survey, kind=JobKind.DRAFT, responses=[kept, other], by=case_handler)
    declare(case_handler, kept)
    for item in job.items.all():
        run_item(item.pk)
    items = {item.response_id: item for item in job.items.all()}
    assert (items[kept.pk].state, items[other.pk].state) == (ItemState.FAILED, ItemState.DONE)
    assert "inhabil" in items[kept.pk].error
    assert Letter.objects.get().response == other


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        (cancel_job, ItemState.WAITING, ItemState.CANCELLED),
        (resume_job, ItemState.CANCELLED, ItemState.WAITING),
        (retry_failed, ItemState.FAILED, ItemState.WAITING),
    ],
)
def test_a_job_is_stopped_and_taken_up_for_the_others_alone(kept, other, case_handler, manager, act, before, after):
    job = start_job(survey=kept.survey, kind=JobKind.DRAFT, responses=[kept, other], by=manager)
    job.items.update(state=before, finished_at=None if before == ItemState.WAITING else job.created_at)
    declare(case_handler, kept)
    act(job=job, by=case_handler)
    assert dict(job.items.values_list("response", "state")) == {kept.pk: before, other.pk: after}
    act(job=job, by=manager)
    assert set(job.items.values_list("state", flat=True)) == {after}


# --- The pages for many -----------------------------------------------------


@pytest.mark.parametrize("chosen", ["alle", "kommune"])
def test_drafts_for_many_leave_the_municipality_out(client, kept, other, case_handler, chosen):
    declare(case_handler, kept)
    client.force_login(case_handler)
    names = [one.municipality.code for one in (kept, other)]
    fields = {"alle": "1"} if chosen == "alle" else {"kommune": names}
    asked = post(client, "draft_letters", kept, **fields).content.decode()
    assert other.municipality.name in asked
    assert kept.municipality.name not in asked
    post(client, "draft_letters", kept, bekraeft="1", **fields)
    assert [item.response for item in LetterJob.objects.get().items.all()] == [other]


def test_approving_and_issuing_many_leave_the_municipality_out(client, kept, other, manager):
    drafts = [make_draft(kept), make_draft(other)]
    declare(manager, kept)
    client.force_login(manager)
    names = [one.municipality.code for one in (kept, other)]
    asked = post(client, "approve_letters", kept, kommune=names).content.decode()
    assert f"{kept.municipality.code}:" not in asked
    digests = [f"{code}:{draft.content_digest}" for code, draft in zip(names, drafts, strict=True)]
    post(client, "approve_letters", kept, bekraeft="1", brev=digests)
    states = dict(Letter.objects.values_list("response", "state"))
    assert states == {kept.pk: LetterState.DRAFT, other.pk: LetterState.APPROVED}
    Letter.objects.filter(response=kept).update(state="approved", approved_digest=drafts[0].content_digest)
    post(client, "issue_letters", kept, bekraeft="1", kommune=names)
    assert [item.response for item in LetterJob.objects.get().items.all()] == [other]


def test_collecting_leaves_the_municipality_out_and_a_colleagues_zip_too(client, kept, other, case_handler, manager):
    job = start_job(survey=kept.survey, kind=JobKind.COLLECT, responses=[kept, other], by=manager)
    job.items.update(state=ItemState.DONE, finished_at=job.created_at, pdf=b"%PDF")
    declare(case_handler, kept)
    zipped = reverse("reports:letter_job_zip", args=[kept.survey.slug, job.pk])
    client.force_login(manager)
    assert codes(client.get(zipped).content) == {kept.municipality.code, other.municipality.code}
    client.force_login(case_handler)
    assert codes(client.get(zipped).content) == {other.municipality.code}
    post(client, "collect_letters", kept)
    assert [item.response for item in LetterJob.objects.first().items.all()] == [other]


def test_a_failure_of_the_municipality_is_not_named_on_the_jobs_page(client, kept, other, case_handler, manager):
    job = start_job(survey=kept.survey, kind=JobKind.DRAFT, responses=[kept, other], by=manager)
    job.items.update(state=ItemState.FAILED, finished_at=job.created_at, error="Skriften mangler.")
    declare(case_handler, kept)
    client.force_login(case_handler)
    html = client.get(reverse("reports:letter_job", args=[kept.survey.slug, job.pk])).content.decode()
    assert other.municipality.name in html
    assert kept.municipality.name not in html


def test_the_handover_leaves_the_municipality_out(client, kept, other, case_handler, manager):
    for response in (kept, other):
        make_letter(response, manager)
    declare(case_handler, kept)
    address = reverse("reports:handover", args=[kept.survey.slug])
    for user, found in ((manager, {kept, other}), (case_handler, {other})):
        client.force_login(user)
        assert codes(client.get(address).content) == {response.municipality.code for response in found}


def test_the_municipality_still_gets_its_letter(client, kept, case_handler, manager, lead):
    letter = make_letter(kept, manager)
    declare(case_handler, kept)
    client.force_login(lead)
    address = reverse("reports:letter_pdf", args=[kept.municipality.slug, kept.survey.slug, letter.number])
    assert client.get(address).content == bytes(letter.pdf)


def test_the_figure_over_the_list_is_of_all(client, kept, other, case_handler, manager):
    make_letter(kept, manager)
    declare(case_handler, kept)
    address = reverse("reports:letters", args=[kept.survey.slug])
    for user, rows in ((manager, 2), (case_handler, 1)):
        client.force_login(user)
        shown = client.get(address)
        assert (shown.context["figure"], len(shown.context["rows"])) == ({"of": 2, "issued": 1}, rows)
    assert "Hent til Digital Post" not in shown.content.decode()


# --- Formal letters ----------------------------------------------------------------


def test_no_formal_letter_is_caused_or_made_again_by_the_person(client, draft_response, manager, case_handler):
    """Also where the page was opened before: the names that come with the button are not believed."""
    survey, codes = draft_response.survey, [draft_response.municipality.code]
    FormalLetter.objects.filter(response=draft_response).update(state=FormalState.FAILED, reason="Fejl i portalen.")
    conflict = declare(manager, draft_response)
    client.force_login(manager)
    for name, fields in (("formal_reminders", {"kommune": codes, "bekraeft": "1"}), ("retry_formal_letters", {})):
        assert post(client, name, draft_response, **fields).status_code == 200
    assert list(draft_response.formal_letters.values_list("kind", "state")) == [("opening", "failed")]
    with pytest.raises(LetterError, match="ingen at minde"):
        remind_formally(survey=survey, codes=codes, by=manager)
    assert retry_formal(survey=survey, by=manager) == 0
    end_conflict(conflict=conflict, by=case_handler, reason="Broderen er fratrådt.")
    assert remind_formally(survey=survey, codes=codes, by=manager) == 1
    assert retry_formal(survey=survey, by=manager) == 1


@pytest.mark.parametrize("page", ["formal_letters", "formal_reminders"])
def test_the_pages_of_formal_letters_say_whom_they_leave_out(client, draft_response, manager, page):
    declare(manager, draft_response)
    client.force_login(manager)
    shown = client.get(reverse(f"reports:{page}", args=[draft_response.survey.slug])).content.decode()
    assert f"Ikke med her: {draft_response.municipality.name}." in shown


# --- What becomes of a survey ------------------------------------------------------


def test_publishing_and_archiving_count_the_municipality_too(client, kept, other, manager, case_handler):
    """How many a move concerns is the same for whoever makes it, as the published figures are."""
    move_response(response=kept, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    move_survey(survey=kept.survey, target=SurveyState.CLOSED, by=manager)
    declare(manager, kept)
    client.force_login(manager)
    address = reverse("reports:publish", args=[kept.survey.slug])
    assert "1 kommune har fået besvarelsen tilbage" in client.get(address).content.decode()
    Survey.objects.update(state=SurveyState.PUBLISHED)
    address = reverse("reports:archive", args=[kept.survey.slug])
    shown = client.get(address).content.decode()
    assert "2 kommuner kan stadig læse" in shown
    # That something there stops the archiving is told, but not where.
    assert "Det skal gøres færdigt først" in shown
    assert "en kommune, du er inhabil i" in shown
    assert kept.municipality.name not in shown
    assert reverse("surveys:response", args=[kept.survey.slug, kept.municipality.code]) not in shown
