"""The paper of a case, for the archive."""

from dataclasses import dataclass
from datetime import datetime

from reports.timeline.entries import Case
from surveys.deadlines import COPENHAGEN


@dataclass(frozen=True)
class CaseDocument:
    case: Case
    printed_at: datetime

    @property
    def title(self) -> str:
        return "Sagens forløb"


def archive_document(case: Case, now: datetime) -> CaseDocument:
    return CaseDocument(case, now.astimezone(COPENHAGEN))
