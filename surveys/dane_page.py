"""The list of differences between submitted DANE answers and measurements: which rows, in what order, which links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.urls import reverse

from municipalities.access import HANDLES_CASES
from municipalities.models import User
from surveys.dane_compared import MEASURED, Compared
from surveys.enums import DaneGroup, FollowUpState, SurveyState
from surveys.models import FollowUp, Question
from surveys.services.follow_ups import STANDS

PAGE_SIZE = 50
# Where answer and measurement say the same there is nothing to look into, so they are only counted.
LISTED = (DaneGroup.OVERSTATED, DaneGroup.UNDERSTATED, DaneGroup.APART)


@dataclass(frozen=True)
class Link:
    url: str
    words: str


@dataclass(frozen=True)
class DifferenceRow:
    """One municipality: the answer and the measurement, and what is asked or may be asked about it."""

    compared: Compared
    url: str
    follow_up: Link | None

    @property
    def name(self) -> str:
        return self.compared.response.municipality.name


@dataclass(frozen=True)
class Section:
    group: DaneGroup
    rows: tuple[DifferenceRow, ...]

    @property
    def heading(self) -> str:
        return self.group.label


def select_rows(compared: Iterable[Compared], group: str, user: User, question: Question) -> list[DifferenceRow]:
    """One query, for the follow-ups. Of those the person may see, the differing first, or of one group alone."""
    latest = _latest_follow_ups(user, question)
    may_ask = user.has_staff_role(*HANDLES_CASES)
    chosen = [one for one in compared if not one.response.is_kept_from and one.group in _wanted(group)]
    # The order within a group is the caller's: sorting keeps it.
    chosen.sort(key=lambda one: LISTED.index(one.group))
    return [_row(one, latest.get(one.response.pk), may_ask=may_ask) for one in chosen]


def make_page(rows: list[DifferenceRow], number: str | None) -> tuple[Page, list[Section]]:
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    by_group = groupby(page, key=lambda row: row.compared.group)
    return page, [Section(group, tuple(found)) for group, found in by_group]


def _wanted(group: str) -> tuple[DaneGroup, ...]:
    """An unknown word in the address shows all."""
    return (DaneGroup(group),) if group in LISTED else LISTED


def _latest_follow_ups(user: User, question: Question) -> Mapping[int, FollowUp]:
    """By response; the one that is open, if any, else the last that was closed."""
    found = FollowUp.objects.visible_to(user).filter(question=question).order_by("number")
    return {one.response_id: one for one in sorted(found, key=lambda one: one.is_open)}


def _row(compared: Compared, latest: FollowUp | None, *, may_ask: bool) -> DifferenceRow:
    response = compared.response
    place = [response.survey.slug, response.municipality.code]
    url = reverse("surveys:response", args=place) + f"#svar-{compared.question.key}"
    return DifferenceRow(compared, url, _follow_up(compared, latest, place, may_ask=may_ask))


def _follow_up(compared: Compared, latest: FollowUp | None, place: list[str], *, may_ask: bool) -> Link | None:
    """What is going on, else the way to begin, else how the last one ended."""
    response = compared.response
    if latest and latest.is_open:
        return Link(_address(place, latest), f"Opfølgning {latest.number} er i gang")
    if may_ask and response.state in STANDS and response.survey.state != SurveyState.ARCHIVED:
        address = reverse("surveys:open_follow_up", args=[*place, compared.question.key])
        return Link(f"{address}?{MEASURED}=1", "Følg op igen" if latest else "Følg op på svaret")
    if latest:
        return Link(_address(place, latest), f"Opfølgning {latest.number}: {FollowUpState(latest.state).label}")
    return None


def _address(place: list[str], follow_up: FollowUp) -> str:
    return reverse("surveys:agency_follow_up", args=[*place, follow_up.number])
