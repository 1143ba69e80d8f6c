"""A letter before it is sent: drafted once, edited in its free texts only, and approved by someone else."""

import pytest

from municipalities.enums import StaffRole
from reports.enums import LetterState
from reports.letters import LetterContent
from reports.models import Letter
from reports.services.drafts import approve_letter, draft_letter, edit_letter
from reports.services.errors import LetterError
from surveys.enums import ResponseState
from surveys.services.casework import set_case
from surveys.services.responses import move_response
from tests.factories.municipalities import make_staff
from tests.factories.reports import make_advice, make_approved, make_draft, make_letter, resubmit


@pytest.fixture
def response(submitted_response):
    make_advice(submitted_response.survey)
    return submitted_response


def edit(letter, by, extra="Vi ses til mødet.", greeting="Kære Prøveby"):
    return edit_letter(letter=letter, by=by, greeting=greeting, extra=extra, seen=letter.content_digest)


def test_a_draft_has_neither_number_nor_code(response, case_handler):
    draft = draft_letter(response=response, by=case_handler)
    assert (draft.state, draft.number, draft.verification_code) == (LetterState.DRAFT, None, None)
    assert draft.drafted_by == case_handler
    assert LetterContent.from_json(draft.content).digest == draft.content_digest


def test_drafting_again_changes_nothing_where_nothing_is_new(response, case_handler, manager):
    approved = make_approved(response, manager)
    again = draft_letter(response=response, by=case_handler)
    assert (again, again.state, again.drafted_by) == (approved, LetterState.APPROVED, approved.drafted_by)


def test_drafting_again_takes_new_facts_keeps_the_words_and_withdraws_the_approval(response, case_handler, manager):
    letter = edit(make_draft(response, case_handler), case_handler)
    approve_letter(letter=letter, by=manager, digest=letter.content_digest)
    set_case(response=response, journal_number="2026-432-0009", case_handler=None)
    again = draft_letter(response=response, by=case_handler)
    content = LetterContent.from_json(again.content)
    assert (content.journal_number, content.extra) == ("2026-432-0009", "Vi ses til mødet.")
    assert (again.pk, again.state, again.approved_by) == (letter.pk, LetterState.DRAFT, None)


def test_new_answers_make_the_same_draft_speak_of_them(response, case_handler, lead):
    first = make_draft(response)
    resubmit(response, lead, case_handler)
    again = draft_letter(response=response, by=case_handler)
    assert (again.pk, again.submission.number) == (first.pk, 2)


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_there_is_nothing_to_draft(request, state, case_handler):
    response = request.getfixturevalue("draft_response" if state == "draft" else "submitted_response")
    make_advice(response.survey)
    if state == "returned":
        move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret svaret.")
    with pytest.raises(LetterError):
        draft_letter(response=response, by=case_handler)
    assert not Letter.objects.exists()


def test_only_the_free_texts_are_edited(response, case_handler):
    before = make_draft(response)
    after = edit(before, case_handler)
    texts = {"greeting": "Kære Prøveby", "extra": "Vi ses til mødet."}
    assert after.content == before.content | texts
    assert after.content_digest != before.content_digest
    assert after.edited_by == case_handler


def test_an_edit_withdraws_the_approval(response, case_handler, manager):
    edited = edit(make_approved(response, manager), case_handler)
    assert (edited.state, edited.approved_by, edited.approved_at, edited.approved_digest) == ("draft", None, None, "")


def test_saving_the_same_words_is_no_edit(response, case_handler, manager):
    same = edit(make_approved(response, manager), case_handler, extra="", greeting="")
    assert (same.state, same.edited_by) == (LetterState.APPROVED, None)


def test_an_edit_of_what_someone_else_changed_meanwhile_is_refused(response, case_handler, manager):
    draft = make_draft(response)
    edit(draft, manager, extra="Lederens ord.")
    with pytest.raises(LetterError, match="ændret, siden"):
        edit(draft, case_handler, extra="Mine ord.")
    assert Letter.objects.get().content["extra"] == "Lederens ord."


def test_an_approval_names_what_was_read(response, case_handler, manager):
    draft = make_draft(response)
    edit(draft, case_handler)
    with pytest.raises(LetterError, match="ændret, siden"):
        approve_letter(letter=draft, by=manager, digest=draft.content_digest)
    assert Letter.objects.get().state == LetterState.DRAFT


def test_the_drafter_does_not_approve(response, manager):
    draft = make_draft(response, manager)
    with pytest.raises(LetterError, match="selv lavet udkastet"):
        approve_letter(letter=draft, by=manager, digest=draft.content_digest)
    assert Letter.objects.get().approved_by is None


def test_the_last_editor_does_not_approve_and_another_manager_does(response, manager):
    edited = edit(make_draft(response), manager)
    with pytest.raises(LetterError, match="selv rettet"):
        approve_letter(letter=edited, by=manager, digest=edited.content_digest)
    other = make_staff(StaffRole.MANAGER)
    assert approve_letter(letter=edited, by=other, digest=edited.content_digest).approved_by == other


def test_the_last_editor_does_not_approve_after_someone_drafted_it_again_either(response, case_handler, manager):
    edit(make_draft(response), manager)
    set_case(response=response, journal_number="2026-432-0009", case_handler=None)
    again = draft_letter(response=response, by=case_handler)
    with pytest.raises(LetterError, match="selv rettet"):
        approve_letter(letter=again, by=manager, digest=again.content_digest)


def test_a_draft_to_answers_that_no_longer_count_is_not_approved(response, case_handler, manager, lead):
    draft = make_draft(response)
    resubmit(response, lead, case_handler)
    with pytest.raises(LetterError, match="nye svar"):
        approve_letter(letter=draft, by=manager, digest=draft.content_digest)


def test_a_correction_that_corrects_nothing_is_not_approved(response, manager):
    make_letter(response, manager)
    draft = make_draft(response)
    with pytest.raises(LetterError, match="det samme som brev nr"):
        approve_letter(letter=draft, by=manager, digest=draft.content_digest)


def test_what_was_issued_is_neither_edited_nor_approved(response, case_handler, manager):
    letter = make_letter(response, manager)
    with pytest.raises(LetterError, match="udsendt"):
        edit(letter, case_handler)
    with pytest.raises(LetterError, match="udsendt"):
        approve_letter(letter=letter, by=manager, digest=letter.content_digest)
