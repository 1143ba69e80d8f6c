"""Invented follow-ups: one that the demo's own municipality can reply to, and one that is closed."""

from datetime import datetime, timedelta

from municipalities.models import User
from surveys.deadlines import COPENHAGEN
from surveys.enums import FollowUpState
from surveys.models import FollowUp, Response
from surveys.services.follow_ups import Said, close_follow_up, open_follow_up, reply

DAYS = 14


def _ask(response: Response, area: str, text: str, handler: User, at: datetime) -> FollowUp:
    question = response.survey.questions.get(area__key=area, is_headline=True)
    day = at.astimezone(COPENHAGEN).date() + timedelta(days=DAYS)
    return open_follow_up(
        response=response, question_key=question.key, by=handler, said=Said(text), answer_by=day, now=at, tells=False
    )


def add_asked(response: Response, handler: User, at: datetime) -> None:
    _ask(
        response,
        "access",
        "Hvornår begynder I at se loggen igennem, og hvem får opgaven? Send gerne planen.",
        handler,
        at,
    )


def add_closed(response: Response, lead: User, handler: User, at: datetime) -> None:
    follow_up = _ask(response, "dpia", "Gælder svaret også skolernes systemer?", handler, at)
    said = Said("Ja. Skolernes systemer er med i vores fortegnelse, og de tre største er vurderet i år.")
    reply(follow_up=follow_up, by=lead, said=said, seen=1, now=at + timedelta(days=4))
    close_follow_up(
        follow_up=follow_up,
        by=handler,
        outcome=FollowUpState.UPHELD,
        text="Tak for svaret.",
        seen=2,
        now=at + timedelta(days=6),
    )
