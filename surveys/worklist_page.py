"""One page of the work list: which cases, in what order, and the words of each row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet
from django.urls import reverse

from municipalities.models import User
from municipalities.ordering import danish_order
from surveys.access import can_manage
from surveys.models import Response, Substitution, Survey
from surveys.reminders import local_day
from surveys.worklist import (
    ACTIONS,
    BY_KEY,
    OURS,
    OVER,
    Action,
    Tab,
    Viewer,
    any_of,
    open_cases,
    with_next,
    with_others,
)

PAGE_SIZE = 50


@dataclass(frozen=True)
class WantedWork:
    """What the address asks for."""

    tab: Tab = Tab.MINE
    survey: str = ""
    action: str = ""
    sort: str = "haster"
    page: str | None = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """What waits on us, unless one action is asked for, which may be the municipality's."""
        return (BY_KEY[self.action],) if self.action in BY_KEY else OURS


@dataclass(frozen=True)
class WorkRow:
    """One line of the list; the words are chosen here, the template prints them."""

    pk: int
    name: str
    code: str
    survey: str
    action: Action
    url: str
    since: date
    days: str
    others: int
    case_handler: str
    stands_in_for: str


# Those that sort by urgency fall back on how long it has waited, all on the name.
SORTS = {
    "haster": ("next_action", "since"),
    "siden": ("since",),
    "kommune": (),
    "tilsyn": ("survey__slug",),
    "sagsbehandler": (danish_order("case_handler__name"),),
}


def make_viewer(user: User, today: date) -> Viewer:
    """One query for whom the person stands in for today, and one for their roles unless they are known."""
    absent = Substitution.objects.on(today).filter(substitute=user).values_list("absent", flat=True)
    return Viewer(user, can_manage(user), (user.pk, *absent), today)


def count_work(viewer: Viewer, survey: str = "") -> Mapping[Tab, int]:
    """How many cases each tab has. One query."""
    cases = _of_survey(open_cases(viewer), survey).order_by()
    numbers = {tab.name: Count("pk", filter=any_of(OURS, viewer, tab)) for tab in Tab}
    found = cases.aggregate(**numbers)
    return {tab: found[tab.name] for tab in Tab}


def count_mine(viewer: Viewer) -> int:
    """How many cases wait on the person. One query."""
    return open_cases(viewer).filter(any_of(OURS, viewer, Tab.MINE)).count()


def select_surveys(viewer: Viewer) -> list[tuple[str, str]]:
    """Those the filter offers. One query."""
    surveys = Survey.objects.visible_to(viewer.user).exclude(state__in=OVER)
    return list(surveys.values_list("slug", "title"))


def select_work(viewer: Viewer, wanted: WantedWork, counts: Mapping[Tab, int]) -> Page:
    """One query for the page's cases with what is next in each, one for what a row shows, and one to count them where
    the tab's number does not tell. Only what sorts them is computed for all.
    """
    cases = with_next(_of_survey(open_cases(viewer), wanted.survey), viewer, wanted.tab, wanted.actions)
    order = _order(wanted.sort)
    paginator = Paginator(cases.order_by(*order).values_list("pk", "next_action", "since"), PAGE_SIZE)
    if wanted.actions == OURS:
        paginator.count = counts[wanted.tab]
    page = paginator.get_page(wanted.page)
    page.object_list = _read(list(page.object_list), viewer, wanted.tab)
    return page


def _read(found: list[tuple[int, int, datetime]], viewer: Viewer, tab: Tab) -> list[Response]:
    """The responses in the order found; one that went meanwhile is left out."""
    cases = with_others(open_cases(viewer), viewer, tab).select_related("municipality", "survey", "case_handler")
    by_pk = cases.in_bulk([pk for pk, _, _ in found])
    for pk, next_action, since in found:
        if pk in by_pk:
            by_pk[pk].next_action, by_pk[pk].since = next_action, since
    return [by_pk[pk] for pk, _, _ in found if pk in by_pk]


def _of_survey(cases: QuerySet[Response], slug: str) -> QuerySet[Response]:
    return cases.filter(survey__slug=slug) if slug else cases


def _order(sort: str) -> list:
    name = sort.removeprefix("-")
    keys = [F(key) if isinstance(key, str) else key for key in SORTS.get(name, SORTS["haster"])]
    is_backwards = sort.startswith("-")
    first = [key.desc(nulls_last=True) if is_backwards else key.asc(nulls_last=True) for key in keys]
    by_name = danish_order("municipality__name")
    return [*first, by_name.desc() if is_backwards and name == "kommune" else by_name.asc(), "pk"]


def work_rows(page: Page, viewer: Viewer) -> list[WorkRow]:
    return [_row(case, viewer) for case in page]


def _row(case: Response, viewer: Viewer) -> WorkRow:
    action = ACTIONS[case.next_action]
    of_another = case.case_handler_id in viewer.handlers and case.case_handler_id != viewer.user.pk
    takes = {"survey": case.survey.slug, "code": case.municipality.code}
    return WorkRow(
        pk=case.pk,
        name=case.municipality.name,
        code=case.municipality.code,
        survey=case.survey.title,
        action=action,
        url=reverse(action.url, args=[takes[part] for part in action.url_takes]),
        since=local_day(case.since),
        days=_days(local_day(case.since), viewer.today),
        others=case.number_of_actions - (action in OURS),
        case_handler=str(case.case_handler or ""),
        stands_in_for=str(case.case_handler) if of_another else "",
    )


def _days(since: date, today: date) -> str:
    """A day to come is when something is due."""
    days = abs((today - since).days)
    words = "i dag" if days == 0 else "1 dag" if days == 1 else f"{days} dage"
    return f"frist om {words}" if since > today else words
