"""Lets pages show follow-ups by one tag, without their views knowing of them."""

from django import template
from django.template import RequestContext
from django.utils import timezone

from municipalities.access import HANDLES_CASES
from surveys.follow_ups import CaseFollowUps, select_case_follow_ups, select_own_awaited, select_own_follow_ups
from surveys.models import Response
from surveys.views.own import url_of

register = template.Library()


@register.simple_tag(takes_context=True)
def case_follow_ups(context: RequestContext, response: Response) -> CaseFollowUps:
    """One query, for the list in the case and the links at the answers."""
    user = context["request"].user
    may_ask = user.has_staff_role(*HANDLES_CASES)
    return select_case_follow_ups(response, user, timezone.now(), may_ask=may_ask)


@register.inclusion_tag("surveys/agency/includes/follow_up_link.html")
def follow_up_link(follow_ups: CaseFollowUps, question: str, about: str) -> dict:
    return {"link": follow_ups.link(question), "about": about}


@register.inclusion_tag("surveys/municipal/includes/follow_ups_awaited.html", takes_context=True)
def follow_ups_of(context: RequestContext, response: Response) -> dict:
    """One query."""
    rows = select_own_follow_ups(response, context["request"].user, timezone.now())
    awaited = [row for row in rows if row.is_awaited]
    return {"SITE": context["SITE"], "awaited": awaited, "all_url": url_of(response, "follow_ups") if rows else ""}


@register.inclusion_tag("surveys/municipal/includes/follow_ups_awaited.html", takes_context=True)
def awaited_follow_ups(context: RequestContext) -> dict:
    """One query: in all surveys of the municipality in the address."""
    request = context["request"]
    awaited = select_own_awaited(request.municipality, request.user, timezone.now())
    return {"SITE": context["SITE"], "awaited": awaited, "names": True}
