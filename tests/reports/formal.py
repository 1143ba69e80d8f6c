"""Formal letters for the tests: caused by the acts themselves, made as the worker makes them."""

from datetime import datetime

from municipalities.models import User
from reports.enums import FormalKind
from reports.models import FormalLetter
from reports.selectors.formal import select_text
from reports.services.formal_making import make_letter
from reports.services.formal_texts import mark_reviewed
from surveys.models import Response, Survey


def review(survey: Survey, kind: FormalKind, by: User) -> int:
    return mark_reviewed(survey=survey, kind=kind, by=by, seen=select_text(survey, kind).words.digest)


def review_all(survey: Survey, by: User) -> None:
    for kind in FormalKind:
        review(survey, kind, by)


def made(response: Response, kind: FormalKind, now: datetime | None = None) -> FormalLetter:
    """The newest letter of the kind, after the worker had it."""
    letter = response.formal_letters.filter(kind=kind).order_by("-pk")[0]
    make_letter(letter.pk, now)
    letter.refresh_from_db()
    return letter
