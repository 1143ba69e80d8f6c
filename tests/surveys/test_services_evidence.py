"""Files on answers: what is stored, what is refused without a trace, and what a submission freezes."""

import io
import os

import pytest
from django.conf import settings as current

from surveys.digests import submission_digest
from surveys.enums import ResponseState, TextPlace
from surveys.models import CprDenial, Evidence, Question, Response
from surveys.services.errors import NotEditableError, ResponseError
from surveys.services.evidence import SoundFile, add_file, remove_file, sweep_files
from surveys.services.responses import copy_token, move_response, submit_response
from surveys.uploads import store
from surveys.uploads.examining import FileRefusedError
from surveys.uploads.kinds import RESPONSE_MOST
from tests.factories.evidence import put_file, take_off
from tests.factories.surveys import fill_response, make_response, make_submission

KEY = "deletion-headline"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR / store.FILES


def names(folder):
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_evidence_lies_outside_whatever_is_served():
    for served in (
        current.STATIC_ROOT,
        *(one[1] if isinstance(one, tuple) else one for one in current.STATICFILES_DIRS),
    ):
        assert not current.EVIDENCE_DIR.is_relative_to(served)


def test_adding_a_file_stores_row_and_bytes(draft_response, lead, folder):
    evidence = put_file(draft_response, content=b"Vi sletter.", by=lead)

    assert (evidence.name, evidence.size, evidence.media_type, evidence.added_by) == (
        "rapport.txt",
        11,
        "text/plain",
        lead,
    )
    assert names(folder) == {evidence.stored_as}
    with store.open_whole(evidence.stored_as, evidence.sha256) as file:
        assert file.read() == b"Vi sletter."


def test_the_same_file_sent_twice_is_one(draft_response, lead, folder):
    first, again = put_file(draft_response, by=lead), put_file(draft_response, by=lead)
    elsewhere = put_file(draft_response, "dpia-headline", by=lead)

    assert first == again
    assert names(folder) == {first.stored_as, elsewhere.stored_as}


def test_a_denial_is_noted_without_the_number(draft_response, lead):
    add_file(
        responses=Response.objects.all(),
        pk=draft_response.pk,
        question_key=KEY,
        file=SoundFile("a.txt", "txt", (TextPlace.FILE_NAME, TextPlace.FILE_TEXT)),
        stored=store.save(io.BytesIO(b"x")),
        by=lead,
    )
    rows = CprDenial.objects.values_list("response", "question__key", "place", "by")
    assert set(rows) == {(draft_response.pk, KEY, place, lead.pk) for place in ("file_name", "file_text")}


@pytest.mark.parametrize(("free", "is_taken"), [(11, True), (10, False)])
def test_a_response_has_room_for_so_much(draft_response, lead, folder, free, is_taken):
    Evidence.objects.filter(pk=put_file(draft_response, content=b"x").pk).update(size=RESPONSE_MOST - free)

    if is_taken:
        put_file(draft_response, "dpia-headline", content=b"Vi sletter.")
        return
    with pytest.raises(FileRefusedError) as refused:
        put_file(draft_response, "dpia-headline", content=b"Vi sletter.")
    assert "200 MB" in refused.value.problems[0]
    assert (draft_response.evidence.count(), len(names(folder))) == (1, 1)


def test_a_removed_file_gives_its_room_back(draft_response, lead):
    large = put_file(draft_response, content=b"x")
    Evidence.objects.filter(pk=large.pk).update(size=RESPONSE_MOST)
    take_off(large, by=lead)

    assert put_file(draft_response).pk


@pytest.mark.parametrize("question", ["findes-ikke", ""])
def test_a_file_on_no_question_leaves_nothing(draft_response, folder, question):
    with pytest.raises(Question.DoesNotExist):
        put_file(draft_response, question)
    assert (Evidence.objects.count(), names(folder)) == (0, set())


def test_a_closed_response_takes_and_gives_no_file(draft_response, lead, folder, django_capture_on_commit_callbacks):
    evidence = put_file(draft_response, by=lead)
    make_submission(draft_response, by=lead)

    with pytest.raises(NotEditableError):
        put_file(draft_response, name="ny.txt")
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotEditableError):
        take_off(evidence, by=lead)
    assert names(folder) == {evidence.stored_as}
    assert Evidence.objects.get().is_current


def test_another_scope_finds_nothing_and_stores_nothing(draft_response, outsider, folder):
    with pytest.raises(Response.DoesNotExist):
        add_file(
            responses=Response.objects.visible_to(outsider),
            pk=draft_response.pk,
            question_key=KEY,
            file=SoundFile("a.txt", "txt"),
            stored=store.save(io.BytesIO(b"x")),
            by=outsider,
        )
    evidence = put_file(draft_response)
    with pytest.raises(Response.DoesNotExist):
        remove_file(
            responses=Response.objects.visible_to(outsider),
            pk=draft_response.pk,
            question_key=KEY,
            evidence_pk=evidence.pk,
            by=outsider,
        )
    assert names(folder) == {evidence.stored_as}


def test_a_file_that_was_never_submitted_is_deleted_when_it_is_removed(
    draft_response, lead, folder, django_capture_on_commit_callbacks
):
    evidence = put_file(draft_response)
    with django_capture_on_commit_callbacks(execute=True):
        gone = take_off(evidence, by=lead)

    assert (gone.removed_by, gone.is_current) == (lead, False)
    assert names(folder) == set()
    with django_capture_on_commit_callbacks(execute=True):
        assert take_off(evidence, by=lead).removed_at == gone.removed_at


def test_a_submitted_file_stays_when_it_is_removed(
    draft_response, lead, case_handler, folder, django_capture_on_commit_callbacks
):
    evidence = put_file(draft_response, by=lead)
    first = make_submission(draft_response, by=lead)
    move_response(response=draft_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    with django_capture_on_commit_callbacks(execute=True):
        take_off(evidence, by=lead)
    second = submit_response(response=draft_response, by=lead)

    assert names(folder) == {evidence.stored_as}
    assert [one.evidence.count() for one in (first, second)] == [1, 0]


def test_a_submission_freezes_the_files_by_their_hashes(draft_response, lead, django_capture_on_commit_callbacks):
    kept, gone = put_file(draft_response), put_file(draft_response, name="væk.txt", content=b"x")
    take_off(gone, by=lead)
    submission = make_submission(draft_response, by=lead)
    rows = submission.answers.values("question__key", "choice", "not_relevant", "comment_sha256")

    assert list(submission.evidence.values_list("evidence", "sha256")) == [(kept.pk, kept.sha256)]
    assert submission.digest == submission_digest(
        survey=draft_response.survey.slug,
        municipality=draft_response.municipality.code,
        number=1,
        answers=[{"question": row.pop("question__key"), **row} for row in rows],
        files=[{"question": KEY, "sha256": kept.sha256}],
    )


def test_files_that_came_or_went_since_they_were_shown_are_not_submitted(draft_response, lead):
    fill_response(draft_response)

    def token():
        return copy_token(draft_response.answers.all(), draft_response.evidence.all())

    before = token()
    evidence = put_file(draft_response)
    with_file = token()
    take_off(evidence, by=lead)
    for seen in (before, with_file):
        with pytest.raises(ResponseError, match="En kollega har ændret"):
            submit_response(response=draft_response, by=lead, seen=seen)
    assert submit_response(response=draft_response, by=lead, seen=token()).number == 1


def test_sweeping_keeps_what_a_row_needs(draft_response, lead, case_handler, folder):
    submitted, removed, current_file = (
        put_file(draft_response),
        put_file(draft_response, name="væk.txt", content=b"1"),
        None,
    )
    take_off(removed, by=lead)
    make_submission(draft_response, by=lead)
    move_response(response=draft_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    take_off(submitted, by=lead)
    current_file = put_file(draft_response, name="ny.txt", content=b"2")
    assert len(names(folder)) == 3  # nothing has been committed, so the removed one is still there
    for path in folder.iterdir():
        os.utime(path, (0, 0))

    assert sweep_files() == 1
    assert names(folder) == {submitted.stored_as, current_file.stored_as}


def test_visible_to_shows_each_what_they_may_see(
    survey, municipality, lead, reader, outsider, case_handler, administrator
):
    response = make_response(survey, municipality)
    frozen = put_file(response)
    make_submission(response, by=lead)
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    draft, gone = put_file(response, name="ny.txt", content=b"2"), put_file(response, name="væk.txt", content=b"3")
    take_off(gone, by=lead)

    def seen(user):
        return set(Evidence.objects.visible_to(user))

    assert seen(lead) == seen(reader) == {frozen, draft}
    assert seen(case_handler) == {frozen}
    assert seen(outsider) == seen(administrator) == set()


def test_uploading_and_submitting_take_turns(draft_response, lead, django_assert_num_queries):
    """The lock comes first: what is counted and frozen cannot change under it."""
    with django_assert_num_queries(7) as queries:
        put_file(draft_response, by=lead)
    first = next(query["sql"] for query in queries if "SAVEPOINT" not in query["sql"])
    assert '"surveys_response"' in first
