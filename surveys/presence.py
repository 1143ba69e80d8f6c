"""Who has which question open: noted when someone opens or types, and only read by those who look."""

from datetime import datetime, timedelta

from municipalities.models import User
from surveys.models import Presence, Question, Response

STALE = timedelta(seconds=30)


def select_present(response: Response, *, but: User, now: datetime) -> dict[str, list[str]]:
    """One query: names by question of those who were there within the last 30 seconds, without the person asking."""
    rows = response.presences.filter(seen_at__gte=now - STALE).exclude(user=but).select_related("user", "question")
    present: dict[str, list[str]] = {}
    for row in rows.order_by("seen_at"):
        present.setdefault(row.question.key, []).append(str(row.user))
    return present


def note_presence(*, response: Response, question: Question, by: User, now: datetime) -> None:
    """Move the person's one row to the question; the last of two tabs is where they are."""
    Presence.objects.update_or_create(response=response, user=by, defaults={"question": question, "seen_at": now})
