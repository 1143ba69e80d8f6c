"""A few formal letters for the demo, each made on the day of the act that caused it."""

from datetime import datetime, timedelta

from municipalities.models import User
from reports.models import FormalLetter
from reports.services.formal_causes import on_response_returned, on_responses_made, remind_formally
from reports.services.formal_making import make_letter
from surveys.enums import ResponseState
from surveys.models import Survey

OPENED = 3


def on_demo_built(*, now: datetime, **_signal: object) -> None:
    """Three municipalities of the open survey have an opening letter, one a reminder, one a return."""
    survey, manager = Survey.objects.get(slug="2026"), User.objects.get(email="leder@demo.example")
    responses = survey.responses.select_related("survey", "municipality", "current_submission")
    first = list(responses.order_by("municipality__code")[:OPENED])
    on_responses_made(survey=survey, responses=first, by=manager, now=survey.opened_at, tells=True)
    reminded = [one.municipality.code for one in first[1:2]]
    remind_formally(survey=survey, codes=reminded, by=manager, now=now - timedelta(days=1))
    returned = responses.filter(state=ResponseState.RETURNED).order_by("municipality__code")[0]
    event = returned.events.order_by("-pk")[0]
    on_response_returned(response=returned, reason=event.reason, by=event.by, now=event.at, tells=True)
    for letter in FormalLetter.objects.filter(response__survey=survey).order_by("pk"):
        make_letter(letter.pk, letter.caused_at, tells=False)
