"""The log of people and roles, in words. auditlog writes it; see municipalities/apps.py for what is logged."""

from dataclasses import dataclass
from datetime import datetime

from auditlog.models import LogEntry
from django.db.models import QuerySet

from municipalities.models import Municipality

SHOWN = 20
CREATE, UPDATE, DELETE = LogEntry.Action.CREATE, LogEntry.Action.UPDATE, LogEntry.Action.DELETE
# (model, action, a field that changed) -> what happened; the first that fits is said.
WORDS = (
    ("membership", CREATE, "", "Adgang som {role} til {about}"),
    ("membership", UPDATE, "ended_at", "Adgang som {role} afsluttet for {about}"),
    ("agencyrole", CREATE, "", "Rollen {role} givet til {about}"),
    ("agencyrole", DELETE, "", "Rollen {role} fjernet fra {about}"),
    ("maildomain", CREATE, "", "Maildomænet {about} tilføjet"),
    ("maildomain", UPDATE, "approved_at", "Maildomænet {about} godkendt"),
    ("maildomain", DELETE, "", "Maildomænet {about} fjernet"),
    ("invitation", CREATE, "", "{about} inviteret som {role}"),
    ("invitation", UPDATE, "accepted_at", "{about} tog imod invitationen"),
    ("invitation", UPDATE, "withdrawn_at", "Invitationen til {about} trukket tilbage"),
    ("invitation", UPDATE, "needs_approval", "Invitationen til {about} godkendt og sendt"),
    ("invitation", UPDATE, "expires_at", "Invitationen til {about} sendt igen"),
)


@dataclass(frozen=True)
class LogLine:
    at: datetime
    actor: str
    text: str


def select_municipality_log(municipality: Municipality) -> list[LogLine]:
    """The latest changes to a municipality's people and mail domains, newest first. One query."""
    return _lines(LogEntry.objects.filter(additional_data__municipality=municipality.pk))


def select_staff_log() -> list[LogLine]:
    """The latest changes to the agency's own people. One query."""
    entries = LogEntry.objects.filter(content_type__app_label="municipalities")
    return _lines(
        entries.filter(content_type__model="agencyrole")
        | entries.filter(content_type__model="invitation", additional_data__municipality=None)
    )


def _lines(entries: QuerySet[LogEntry]) -> list[LogLine]:
    newest = entries.select_related("actor", "content_type").order_by("-timestamp", "-pk")[:SHOWN]
    return [
        LogLine(at=entry.timestamp, actor=_actor(entry), text=text) for entry in newest if (text := _describe(entry))
    ]


def _actor(entry: LogEntry) -> str:
    """A new person who takes an invitation, and a command, act without being signed in."""
    return str(entry.actor) if entry.actor else entry.actor_email or "Uden login"


def _describe(entry: LogEntry) -> str:
    for model, action, field, words in WORDS:
        if (model, action) == (entry.content_type.model, entry.action) and (not field or field in entry.changes_dict):
            return words.format(**entry.additional_data)
    return ""
