"""The two tables of moves against the design, pair by pair."""

from itertools import product

import pytest

from surveys.enums import ResponseState, SurveyState
from surveys.states import EDITABLE, RESPONSE_MOVES, SURVEY_MOVES, Actor, find_move

# (from, to): (who, whether a reason is asked for); written out here from the design, not from the tables.
SURVEY = {
    ("draft", "open"): (Actor.MANAGER, False),
    ("open", "closed"): (Actor.MANAGER, False),
    ("closed", "open"): (Actor.MANAGER, True),
    ("closed", "published"): (Actor.MANAGER, False),
    ("published", "archived"): (Actor.MANAGER, False),
}
BY_AGENCY = {
    ("submitted", "returned"): (Actor.CASE_HANDLER, True),
    ("accepted", "returned"): (Actor.CASE_HANDLER, True),
    ("submitted", "accepted"): (Actor.CASE_HANDLER, False),
    ("draft", "withdrawn"): (Actor.CASE_HANDLER, True),
    ("ready", "withdrawn"): (Actor.CASE_HANDLER, True),
    ("submitted", "withdrawn"): (Actor.CASE_HANDLER, True),
    ("returned", "withdrawn"): (Actor.CASE_HANDLER, True),
    ("accepted", "withdrawn"): (Actor.CASE_HANDLER, True),
}
WITH_APPROVAL = BY_AGENCY | {
    ("draft", "ready"): (Actor.LEAD, False),
    ("returned", "ready"): (Actor.LEAD, False),
    ("ready", "draft"): (Actor.APPROVER, True),
    ("ready", "submitted"): (Actor.APPROVER, False),
}
WITHOUT_APPROVAL = BY_AGENCY | {
    ("draft", "submitted"): (Actor.LEAD, False),
    ("returned", "submitted"): (Actor.LEAD, False),
}


def found(moves, source, target, approval=None):
    move = find_move(moves, source, target, approval=approval)
    return move and (move.actor, move.needs_reason)


@pytest.mark.parametrize(("source", "target"), list(product(SurveyState.values, repeat=2)))
def test_survey_moves_are_those_of_the_design(source, target):
    assert found(SURVEY_MOVES, source, target) == SURVEY.get((source, target))


@pytest.mark.parametrize(("source", "target"), list(product(ResponseState.values, repeat=2)))
@pytest.mark.parametrize(("approval", "allowed"), [(True, WITH_APPROVAL), (False, WITHOUT_APPROVAL)])
def test_response_moves_are_those_of_the_design(source, target, approval, allowed):
    assert found(RESPONSE_MOVES, source, target, approval) == allowed.get((source, target))


def test_each_move_stands_once_in_its_table():
    for moves in (SURVEY_MOVES, RESPONSE_MOVES):
        for approval in (True, False):
            pairs = [(move.source, move.target) for move in moves if move.approval in (None, approval)]
            assert len(pairs) == len(set(pairs))


def test_a_move_tied_to_approval_is_not_found_without_saying_which():
    assert find_move(RESPONSE_MOVES, ResponseState.DRAFT, ResponseState.SUBMITTED) is None


def test_only_a_draft_and_a_returned_response_may_be_edited():
    assert set(EDITABLE) == {ResponseState.DRAFT, ResponseState.RETURNED}
