"""Who may do what with a response, against the table of moves: each actor is the role of that name."""

from itertools import product

import pytest

from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models import Membership, User
from surveys.access import can_answer, can_handle, can_manage, can_mark_ready, can_send_back, can_submit
from surveys.enums import ResponseState, SurveyState
from surveys.models import Response, Survey
from surveys.states import RESPONSE_MOVES, find_move

S = ResponseState


def response(*, approval=False, state=S.DRAFT, survey_state=SurveyState.OPEN):
    return Response(survey=Survey(requires_approval=approval, state=survey_state), state=state)


def actor(source, target, approval):
    move = find_move(RESPONSE_MOVES, source, target, approval=approval)
    return move.actor.value if move else None


@pytest.mark.parametrize(("role", "approval"), list(product(Role, [True, False])))
def test_each_move_of_a_municipality_is_made_by_the_actor_of_the_table(role, approval):
    member, asked = Membership(role=role), response(approval=approval)
    submits_from = S.READY if approval else S.DRAFT

    assert can_submit(member, asked) is (actor(submits_from, S.SUBMITTED, approval) == role)
    assert can_mark_ready(member, asked) is (actor(S.DRAFT, S.READY, approval) == role)
    assert can_send_back(member, asked) is (actor(S.READY, S.DRAFT, approval) == role)


@pytest.mark.parametrize(
    ("role", "writes"), [("lead", True), ("contributor", True), ("approver", False), ("reader", False)]
)
def test_answers_are_written_by_the_lead_and_contributors(role, writes):
    assert can_answer(Membership(role=role), response()) is writes


@pytest.mark.parametrize(
    ("state", "survey_state"),
    [(S.SUBMITTED, SurveyState.OPEN), (S.READY, SurveyState.OPEN), (S.DRAFT, SurveyState.CLOSED)],
)
def test_nobody_writes_answers_where_the_working_copy_is_closed(state, survey_state):
    assert not can_answer(Membership(role=Role.LEAD), response(state=state, survey_state=survey_state))


@pytest.mark.parametrize(
    ("role", "handles", "manages"),
    [
        (StaffRole.CASE_HANDLER, True, False),
        (StaffRole.MANAGER, True, True),  # a manager may do what a case handler does
        (StaffRole.AUDITOR, False, False),
        (StaffRole.ADMINISTRATOR, False, False),
    ],
)
def test_agency_roles_stand_for_the_actors_of_the_table(role, handles, manages):
    user = User(kind=UserKind.AGENCY)
    user.staff_roles = frozenset({role})

    assert (can_handle(user), can_manage(user)) == (handles, manages)
