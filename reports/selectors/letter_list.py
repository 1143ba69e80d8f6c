"""The agency's list of letters: every respondent, the letter it has, and the one that is worked on."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from municipalities.ordering import danish_order
from reports.enums import LetterState
from reports.models import Letter
from reports.services.locking import COUNTED_STATES
from surveys.models import AdviceVersion, Response


class Stage(StrEnum):
    """What is next for a municipality's letter."""

    WAITING = "waiting"
    MISSING = "missing"
    DRAFTED = "drafted"
    APPROVED = "approved"
    DONE = "done"


@dataclass(frozen=True)
class LetterRow:
    """One line of the list: `letter` is the one that is valid, `draft` the one that is worked on."""

    response: Response
    letter: Letter | None
    draft: Letter | None
    stage: Stage

    @property
    def is_outdated(self) -> bool:
        """New answers have come since the letter was sent."""
        return bool(self.letter) and self.letter.submission_id != self.response.current_submission_id

    @property
    def is_draft_outdated(self) -> bool:
        return bool(self.draft) and self.draft.submission_id != self.response.current_submission_id

    @property
    def has_newer_advice(self) -> bool:
        """The draft was made before the advice was changed."""
        return bool(self.draft) and self.draft.advice_version_id != self.response.newest_advice

    @property
    def can_draft(self) -> bool:
        """Also where a letter has been sent: that is how one is corrected."""
        return self.stage != Stage.WAITING


def count_letters(responses: QuerySet[Response]) -> dict[str, int]:
    """One query: how many have responded, and how many of them have a letter that is valid."""
    issued = Count("letters", filter=Q(letters__state=LetterState.ISSUED))
    return responses.respondents().aggregate(of=Count("pk", distinct=True), issued=issued)


def select_letter_rows(responses: QuerySet[Response]) -> list[LetterRow]:
    """Two queries: the respondents, and their letters without the bytes."""
    letters = Letter.objects.without_bytes().exclude(state=LetterState.SUPERSEDED)
    newest = AdviceVersion.objects.filter(survey=OuterRef("survey")).order_by("-number").values("pk")[:1]
    found = (
        responses.annotate(newest_advice=Subquery(newest))
        .select_related("municipality", "current_submission")
        .prefetch_related(Prefetch("letters", queryset=letters, to_attr="current_letters"))
    )
    return [_row(response) for response in found.order_by(danish_order("municipality__name"))]


def _row(response: Response) -> LetterRow:
    by_state = {letter.state: letter for letter in response.current_letters}
    letter = by_state.get(LetterState.ISSUED)
    draft = by_state.get(LetterState.DRAFT) or by_state.get(LetterState.APPROVED)
    return LetterRow(response, letter, draft, _stage(response, letter, draft))


def _stage(response: Response, letter: Letter | None, draft: Letter | None) -> Stage:
    """A letter to answers that no longer count is as good as none."""
    if response.state not in COUNTED_STATES:
        return Stage.WAITING
    if draft and draft.submission_id == response.current_submission_id:
        return Stage.APPROVED if draft.state == LetterState.APPROVED else Stage.DRAFTED
    if letter and letter.submission_id == response.current_submission_id and not draft:
        return Stage.DONE
    return Stage.MISSING
