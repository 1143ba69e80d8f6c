"""The agency's list of letters: every respondent with the letter it has."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from municipalities.ordering import danish_order
from reports.enums import LetterState
from reports.models import Letter
from reports.services.letters import COUNTED_STATES
from surveys.models import Response


@dataclass(frozen=True)
class LetterRow:
    """What one line of the list says; `can_issue` where there is something new to write about."""

    response: Response
    letter: Letter | None
    is_outdated: bool
    can_issue: bool


def select_letter_rows(responses: QuerySet[Response]) -> list[LetterRow]:
    """Two queries: the respondents, and their letters without the bytes."""
    letters = Letter.objects.without_bytes().filter(state=LetterState.ISSUED)
    found = responses.select_related("municipality", "current_submission").prefetch_related(
        Prefetch("letters", queryset=letters, to_attr="issued_letters")
    )
    return [_row(response) for response in found.order_by(danish_order("municipality__name"))]


def _row(response: Response) -> LetterRow:
    letter = response.issued_letters[0] if response.issued_letters else None
    is_outdated = bool(letter) and letter.submission_id != response.current_submission_id
    in_state = response.state in COUNTED_STATES
    return LetterRow(response, letter, is_outdated, can_issue=in_state and (letter is None or is_outdated))
