"""Who a formal reminder may be sent to, and whether they have had one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from municipalities.ordering import danish_order
from reports.enums import FormalKind
from reports.services.formal_causes import may_be_reminded
from surveys.deadlines import in_words, is_late
from surveys.models import Response
from surveys.reminders import local_day


@dataclass(frozen=True)
class ReminderRow:
    """Ticked from the start are those whose deadline has passed."""

    response: Response
    deadline_words: str
    is_overdue: bool
    last: date | None
    is_reminded_today: bool

    @property
    def is_ticked(self) -> bool:
        return self.is_overdue and not self.is_reminded_today


def select_reminder_rows(responses: QuerySet[Response], now: datetime) -> list[ReminderRow]:
    """One query: those who have never submitted and are still awaited."""
    last = Max("formal_letters__caused_at", filter=Q(formal_letters__kind=FormalKind.REMINDER))
    found = (
        responses.filter(current_submission__isnull=True)
        .select_related("survey", "municipality")
        .annotate(last=last)
        .order_by(danish_order("municipality__name"))
    )
    return [_row(response, now) for response in found if may_be_reminded(response)]


def _row(response: Response, now: datetime) -> ReminderRow:
    last = local_day(response.last) if response.last else None
    return ReminderRow(
        response=response,
        deadline_words=in_words(response.deadline, now),
        is_overdue=is_late(response.deadline, now),
        last=last,
        is_reminded_today=last == local_day(now),
    )
