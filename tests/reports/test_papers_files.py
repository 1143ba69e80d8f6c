"""Which files the receipt and the print of one's own answers name."""

from django.utils import timezone

from reports.selectors.papers import select_copy, select_receipt
from surveys.enums import ResponseState
from surveys.services.responses import move_response
from tests.factories.evidence import put_file, take_off
from tests.factories.surveys import make_submission


def files_on(paper):
    return [file.name for area in paper.areas for answer in area.answers for file in answer.files]


def test_the_receipt_names_what_was_frozen_and_the_print_what_stands_there_now(draft_response, lead, case_handler):
    frozen = put_file(draft_response, name="indsendt.txt", by=lead)
    make_submission(draft_response, by=lead)
    move_response(response=draft_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    draft_response.refresh_from_db()
    put_file(draft_response, "dane-headline", name="ny.txt", by=lead)
    take_off(frozen, by=lead)

    assert files_on(select_receipt(draft_response)) == ["indsendt.txt"]
    assert files_on(select_copy(draft_response, timezone.now())) == ["ny.txt"]
