"""Lets pages of a response show its letters without surveys knowing of letters."""

from django import template

from reports.models import Letter
from surveys.models import Response

register = template.Library()


@register.inclusion_tag("reports/includes/municipal_letters.html")
def letters_of(response: Response) -> dict:
    """Issued letters only, newest first; one query."""
    letters = Letter.objects.issued().without_bytes().filter(response=response).order_by("-number")
    return {"letters": list(letters), "response": response}


@register.inclusion_tag("reports/includes/agency_letters.html")
def agency_letters_of(response: Response) -> dict:
    """Every letter, newest first; one query."""
    return {"letters": list(response.letters.without_bytes().order_by("-created_at")), "response": response}
