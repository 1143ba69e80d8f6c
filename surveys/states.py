"""Which moves a survey and a response may make, as two tables. Pure: services ask here before they write."""

from dataclasses import dataclass
from enum import StrEnum

from surveys.enums import ResponseState as R
from surveys.enums import SurveyState as S


class Actor(StrEnum):
    """Who makes a move; access.py says which roles each actor stands for."""

    LEAD = "lead"
    APPROVER = "approver"
    CASE_HANDLER = "case_handler"
    MANAGER = "manager"


@dataclass(frozen=True)
class Move:
    """One allowed change of state; approval says whether the survey must (or must not) ask for sign-off."""

    source: str
    target: str
    actor: Actor
    needs_reason: bool = False
    approval: bool | None = None


SURVEY_MOVES = (
    Move(S.DRAFT, S.OPEN, Actor.MANAGER),
    Move(S.OPEN, S.CLOSED, Actor.MANAGER),
    Move(S.CLOSED, S.OPEN, Actor.MANAGER, needs_reason=True),
    Move(S.CLOSED, S.PUBLISHED, Actor.MANAGER),
    Move(S.PUBLISHED, S.ARCHIVED, Actor.MANAGER),
)

RESPONSE_MOVES = (
    *(
        move
        for source in (R.DRAFT, R.RETURNED)
        for move in (
            Move(source, R.READY, Actor.LEAD, approval=True),
            Move(source, R.SUBMITTED, Actor.LEAD, approval=False),
        )
    ),
    Move(R.READY, R.DRAFT, Actor.APPROVER, needs_reason=True, approval=True),
    Move(R.READY, R.SUBMITTED, Actor.APPROVER, approval=True),
    Move(R.SUBMITTED, R.RETURNED, Actor.CASE_HANDLER, needs_reason=True),
    Move(R.ACCEPTED, R.RETURNED, Actor.CASE_HANDLER, needs_reason=True),
    Move(R.SUBMITTED, R.ACCEPTED, Actor.CASE_HANDLER),
    *(Move(source, R.WITHDRAWN, Actor.CASE_HANDLER, needs_reason=True) for source in R if source != R.WITHDRAWN),
)

# A working copy may be changed in these states only.
EDITABLE = frozenset({R.DRAFT, R.RETURNED})
# The agency waits for a submission in these; only then does a deadline count down, and is anyone reminded of it.
AWAITED = frozenset({R.DRAFT, R.READY, R.RETURNED})


def find_move(moves: tuple[Move, ...], source: str, target: str, *, approval: bool | None = None) -> Move | None:
    """The allowed move, or None; a move tied to sign-off is found only where the survey asks alike."""
    for move in moves:
        if (move.source, move.target) == (source, target) and move.approval in (None, approval):
            return move
    return None
