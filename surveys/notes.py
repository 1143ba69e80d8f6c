"""The internal notes of a case, as the agency's pages show them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from municipalities.models import User
from surveys.models import InternalNote, Response


@dataclass(frozen=True)
class CaseNotes:
    """Oldest first; `by_question` holds those beside a question, `of_case` the others."""

    of_case: tuple[InternalNote, ...]
    by_question: Mapping[int, tuple[InternalNote, ...]]
    total: int


def select_notes(response: Response, user: User) -> CaseNotes:
    """One query."""
    notes = list(InternalNote.objects.visible_to(user).filter(response=response).select_related("by", "struck_by"))
    grouped = defaultdict(list)
    for note in notes:
        grouped[note.question_id].append(note)
    of_case = tuple(grouped.pop(None, ()))
    return CaseNotes(of_case, {question: tuple(found) for question, found in grouped.items()}, len(notes))
