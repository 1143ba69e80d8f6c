"""The paper of a case: for the archive in full, or as the copy someone asked for, with a list of what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reports import frozen
from reports.enums import RequestLaw
from reports.models import DocumentRequest
from reports.timeline.choosing import Omission, omissions, without
from reports.timeline.entries import Case
from surveys.deadlines import COPENHAGEN


@dataclass(frozen=True)
class Asked:
    """What the copy answers; `decided` is empty in a draft."""

    number: int
    law: str
    reference: str
    received: date
    decided: date | None


@dataclass(frozen=True)
class CaseDocument:
    """Holds nothing of what was left out, so no page, bookmark or metadata made of it can."""

    case: Case
    printed_at: datetime
    asked: Asked | None = None
    omissions: tuple[Omission, ...] = ()

    @property
    def title(self) -> str:
        return "Aktindsigt" if self.asked else "Sagens forløb"

    @property
    def is_draft(self) -> bool:
        return bool(self.asked and not self.asked.decided)


def archive_document(case: Case, now: datetime) -> CaseDocument:
    return CaseDocument(case, now.astimezone(COPENHAGEN))


def copy_document(
    case: Case, request: DocumentRequest, choices: Mapping[str, str], now: datetime, *, is_decided: bool
) -> CaseDocument:
    """`choices` must have every part of the case."""
    now = now.astimezone(COPENHAGEN)
    asked = Asked(
        number=request.number,
        law=str(RequestLaw(request.law).label),
        reference=request.reference,
        received=request.received_on,
        decided=now.date() if is_decided else None,
    )
    return CaseDocument(without(case, choices), now, asked, omissions(case, choices))


def fingerprint(case: Case, choices: Mapping[str, str]) -> str:
    """Of the whole case and what was chosen: what a person had before them when they decided."""
    return frozen.digest([case, sorted(choices.items())])
