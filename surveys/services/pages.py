"""Saving what a person typed on a page: one question or all of an area, in one transaction under one lock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet

from municipalities.models import User
from surveys.enums import Source
from surveys.merge import FIELDS, Value
from surveys.models import Response
from surveys.services.answers import Saved, confirm_read, lock_response, save_answer


@dataclass(frozen=True)
class Typed:
    """What stands on the screen for one question, and the versions its choice and its comment started from.

    `seen` is the version of a conflict the person was shown and chose to save over; `gives_up` says that they chose the
    colleague's instead; `is_cpr_denied` that they looked at what might be a CPR number in the comment, and it is none.
    """

    question: str
    value: Value
    choice_version: int
    comment_version: int
    seen: int | None = None
    gives_up: bool = False
    is_cpr_denied: bool = False


@transaction.atomic
def save_page(
    *, responses: QuerySet[Response], typed: Sequence[Typed], by: User, confirm: str = "", **lookup
) -> list[Saved]:
    """Save each question; raises as save_answer() does, and Response.DoesNotExist outside the given scope.

    `confirm` names a question that the person has read through; it is confirmed if the screen shows what is stored.
    """
    response = lock_response(responses, **lookup)
    saved = [save_typed(response, one, by) for one in typed]
    for one, outcome in zip(typed, saved, strict=True):
        if one.question == confirm and set(next_versions(one, outcome)) == {outcome.version}:
            confirm_read(response=response, question_key=confirm, version=outcome.version)
    return saved


def save_typed(response: Response, typed: Typed, by: User, source: Source = Source.PAGE) -> Saved:
    """A conflict is saved over only if nobody changed the answer since the person saw it, and only its own fields.

    Where it is given up, the colleague's stays, and what the person has in the other field is saved all the same.
    """
    saved = save_answer(
        response=response,
        question_key=typed.question,
        base_version=typed.choice_version,
        comment_base_version=typed.comment_version,
        new=typed.value,
        by=by,
        source=source,
        is_cpr_denied=typed.is_cpr_denied,
    )
    if typed.gives_up:
        return replace(saved, conflicts=())
    if not saved.conflicts or typed.seen != saved.version:
        return saved
    chosen = replace(saved.value, **fields_of(typed.value, saved.conflicts))
    return save_answer(
        response=response,
        question_key=typed.question,
        base_version=saved.version,
        new=chosen,
        by=by,
        source=source,
        is_cpr_denied=typed.is_cpr_denied,
    )


def fields_of(value: Value, conflicts: Sequence[str]) -> dict:
    return {name: getattr(value, name) for names in FIELDS if names[0] in conflicts for name in names}


def next_versions(typed: Typed, saved: Saved) -> tuple[int, int]:
    """What the screen starts from now: a field moves on only where it shows what is stored.

    Otherwise another hand's change, which the person has not seen, would be undone by the next save.
    """
    choice_shown = all(getattr(typed.value, name) == getattr(saved.value, name) for name in FIELDS[0])
    comment_shown = typed.value.comment == saved.value.comment
    return (
        saved.version if choice_shown else typed.choice_version,
        saved.version if comment_shown else typed.comment_version,
    )
