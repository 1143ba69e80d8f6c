"""Lets pages of a response show its formal letters, and pages of an act say what letter it causes."""

from django import template

from municipalities.models import User
from reports.enums import FormalKind
from reports.models import FormalLetter
from reports.selectors.formal import select_text
from surveys.access import can_manage
from surveys.models import Response, Survey

register = template.Library()


@register.inclusion_tag("reports/includes/own_formal_letters.html")
def own_formal_letters(response: Response, size: str = "h2") -> dict:
    """For the municipality: those that are issued, newest first; one query."""
    letters = FormalLetter.objects.issued().without_bytes().filter(response=response)
    return {"letters": list(letters), "response": response, "size": size}


@register.inclusion_tag("reports/includes/agency_formal_letters.html")
def agency_formal_letters_of(response: Response) -> dict:
    """For the agency: every one, newest first; one query."""
    return {"letters": list(response.formal_letters.without_bytes()), "response": response}


@register.inclusion_tag("reports/includes/formal_note.html")
def formal_note(survey: Survey, kind: str, user: User) -> dict:
    """Which letter an act causes, and whether the municipality will see it; one query."""
    return _note(survey, kind, user)


@register.inclusion_tag("reports/includes/opening_note.html")
def opening_note(survey: Survey, user: User, number: int) -> dict:
    """How many opening letters asking so many causes, and whether they will be seen; one query."""
    return _note(survey, FormalKind.OPENING, user) | {"number": number}


def _note(survey: Survey, kind: str, user: User) -> dict:
    text = select_text(survey, kind)
    return {
        "survey": survey,
        "kind": kind,
        "is_seen": text.is_reviewed or survey.is_demo,
        "may_manage": can_manage(user),
    }
