"""How far a municipality has come, and the one thing to do next. Pure: plain data in, words out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format

from surveys.deadlines import COPENHAGEN
from surveys.enums import ResponseState


@dataclass(frozen=True)
class AreaProgress:
    key: str
    title: str
    answered: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total

    @property
    def words(self) -> str:
        if not self.answered:
            return "Ikke begyndt"
        return f"Alle {self.total} besvaret" if self.is_complete else f"{self.answered} af {self.total} besvaret"


def overall_words(areas: Sequence[AreaProgress]) -> str:
    answered, total = sum(area.answered for area in areas), sum(area.total for area in areas)
    return f"{answered} af {total} spørgsmål besvaret"


def first_incomplete(areas: Sequence[AreaProgress]) -> AreaProgress | None:
    return next((area for area in areas if not area.is_complete), None)


def saved_words(at: datetime | None, now: datetime) -> str:
    """When an answer was last saved, with the date if that was not today in Copenhagen; nothing if it never was."""
    if at is None:
        return ""
    local = at.astimezone(COPENHAGEN)
    clock = date_format(local, "H.i")
    if local.date() == now.astimezone(COPENHAGEN).date():
        return f"Gemt {clock}"
    return f"Gemt {date_format(local, 'j. F Y')} kl. {clock}"


@dataclass(frozen=True)
class NextAction:
    """The one clear thing to do: the words of the button, and the page it leads to (an area's page has its key)."""

    label: str
    page: str
    area: str = ""


def next_action(*, areas: Sequence[AreaProgress], state: str, may_answer: bool, may_submit: bool) -> NextAction:
    """Answer what is missing, then check, then the receipt; whoever may do neither reads the answers."""
    if state in {ResponseState.SUBMITTED, ResponseState.ACCEPTED}:
        return NextAction("Se jeres kvittering", "receipt")
    if state == ResponseState.READY and may_submit:
        return NextAction("Tjek og godkend svarene", "submit")
    if not may_answer:
        return NextAction("Læs svarene", "submit")
    missing = first_incomplete(areas)
    if missing is None:
        return NextAction("Tjek jeres svar", "submit")
    verb = "Fortsæt" if any(area.answered for area in areas) else "Begynd"
    return NextAction(f"{verb} med {missing.title}", "area", missing.key)
