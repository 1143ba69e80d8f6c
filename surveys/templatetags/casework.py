"""Lets shared pages say who has a case, and who is kept from one, in one line each."""

from django import template
from django.template import Context
from django.utils import timezone

from municipalities.ordering import danish_order
from surveys.access import can_handle
from surveys.models import Response, Survey
from surveys.worklist_page import count_mine, make_viewer

register = template.Library()
KEPT_WORDS = "Ikke med her: {names}. Det, du gør på siden, rører ikke de sager. En kollega må behandle dem."


@register.inclusion_tag("surveys/agency/includes/work_notice.html", takes_context=True)
def work_notice(context: Context) -> dict:
    """How much waits on the person; two queries for those who handle cases, none for others."""
    user = context["request"].user
    number = count_mine(make_viewer(user, timezone.localdate())) if can_handle(user) else None
    return {"number": number}


@register.inclusion_tag("surveys/agency/includes/kept_from.html", takes_context=True)
def kept_from(context: Context, survey: Survey) -> dict:
    """Which municipalities are left out of a page because the person is kept from them. One query."""
    user = context["request"].user
    listed = Response.objects.names_visible_to(user).filter(survey=survey)
    kept = listed.filter(municipality__in=user.conflicts.in_force().values("municipality"))
    names = kept.order_by(danish_order("municipality__name")).values_list("municipality__name", flat=True)
    left_out = ", ".join(names)
    return {"text": KEPT_WORDS.format(names=left_out) if left_out else ""}
