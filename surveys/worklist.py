"""The work list: what is next in each case, since when and on whom it waits. The rule is one table, computed in SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import (
    Case,
    DateTimeField,
    Expression,
    F,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from municipalities.models import User
from surveys.enums import ExtensionState, SurveyState
from surveys.enums import ResponseState as R
from surveys.handlers import case_handlers
from surveys.models import FollowUp, Response
from surveys.states import AWAITED
from surveys.waiting import (
    DEADLINE,
    IS_AWAITED,
    LETTER_APPROVED,
    LETTER_DRAFT,
    LETTER_IS_CURRENT,
    DayBegins,
    failed_mail,
    first_of,
    first_request_due,
    nobody_in_charge,
    since_mail,
    undecided_requests,
    with_reply,
    without_reply,
)

OVER = (SurveyState.DRAFT, SurveyState.ARCHIVED)


class WaitsOn(StrEnum):
    """Who does what is next."""

    HANDLER = "handler"
    MANAGER = "manager"
    MUNICIPALITY = "municipality"


class Tab(StrEnum):
    """Whose cases are shown; the values stand in addresses."""

    MINE = "mine"
    UNASSIGNED = "uden"
    ALL = "alle"


@dataclass(frozen=True)
class Action:
    """One thing that may be next; `where` is given today's date, and `since` is only asked where it holds.

    For a request with a day it is due, that day is its `since`, also while it is to come.
    `url` is the name of the page where it is done, with what of the response its address takes.
    """

    key: str
    label: str
    waits_on: WaitsOn
    where: Callable[[date], Q]
    since: Expression
    url: str
    url_takes: tuple[str, ...] = ("survey", "code")


# The most urgent first; a response shows the first that holds. A new kind of work is one more row, and with it a
# line in the statement of the rule that tests/surveys/test_worklist.py compares this table with.
ACTIONS = (
    Action(
        "frist",
        "Svar på ønske om længere frist",
        WaitsOn.HANDLER,
        lambda today: Q(asked__isnull=False, state__in=AWAITED),
        F("asked__asked_at"),
        "surveys:decide_extension",
    ),
    Action(
        "aktindsigt",
        "Afgør anmodningen om aktindsigt",
        WaitsOn.HANDLER,
        lambda today: Q(pk__in=undecided_requests().values("pk")),
        DayBegins(first_request_due(), output_field=DateTimeField()),
        "reports:document_requests",
    ),
    Action(
        "mail",
        "Send en mail igen, der ikke kom frem",
        WaitsOn.HANDLER,
        failed_mail,
        since_mail(),
        "surveys:mails",
        ("survey",),
    ),
    Action(
        "ansvarlig",
        "Find en ansvarlig i kommunen",
        WaitsOn.HANDLER,
        nobody_in_charge,
        F("survey__opened_at"),
        "municipalities:municipality",
        ("code",),
    ),
    Action(
        "indsendt",
        "Læs og afgør indsendelsen",
        WaitsOn.HANDLER,
        lambda today: Q(state=R.SUBMITTED),
        F("current_submission__submitted_at"),
        "surveys:response",
    ),
    Action(
        "opfoelgning",
        "Læs kommunens svar på opfølgningen",
        WaitsOn.HANDLER,
        with_reply,
        first_of(FollowUp.objects.awaiting_agency(), "moved_at"),
        "surveys:response",
    ),
    Action(
        "udsend",
        "Udsend det godkendte brev",
        WaitsOn.MANAGER,
        lambda today: LETTER_IS_CURRENT & Q(unsent__state=LETTER_APPROVED),
        F("unsent__approved_at"),
        "reports:letters",
        ("survey",),
    ),
    Action(
        "godkend",
        "Godkend udkastet til brev",
        WaitsOn.MANAGER,
        lambda today: LETTER_IS_CURRENT & Q(unsent__state=LETTER_DRAFT),
        F("unsent__created_at"),
        "reports:letter",
    ),
    Action(
        "overskredet",
        "Følg op: fristen er overskredet",
        WaitsOn.HANDLER,
        lambda today: IS_AWAITED & Q(last_day__lt=today),
        DayBegins("last_day", output_field=DateTimeField()),
        "surveys:response",
    ),
    Action(
        "ubesvaret",
        "Følg op: kommunen har ikke svaret på opfølgningen",
        WaitsOn.HANDLER,
        without_reply,
        DayBegins(first_of(FollowUp.objects.awaiting_municipality(), "answer_by"), output_field=DateTimeField()),
        "surveys:response",
    ),
    Action(
        "afventer",
        "Kommunen retter det, der er sendt tilbage",
        WaitsOn.MUNICIPALITY,
        lambda today: Q(state__in=AWAITED, current_submission__isnull=False),
        F("told_at"),
        "surveys:response",
    ),
)
BY_KEY = {action.key: action for action in ACTIONS}
OURS = tuple(action for action in ACTIONS if action.waits_on != WaitsOn.MUNICIPALITY)


@dataclass(frozen=True)
class Viewer:
    """Who looks, on which day, and whose cases are theirs to do: their own and those they stand in for."""

    user: User
    is_manager: bool
    handlers: tuple[int, ...]
    today: date


def open_cases(viewer: Viewer) -> QuerySet[Response]:
    """Every response the person may see in a survey that is not over, with what the table above looks at."""
    cases = Response.objects.visible_to(viewer.user).exclude(survey__state__in=OVER).exclude(state=R.WITHDRAWN)
    # Of each there is at most one, which a constraint of its model says; so no row is doubled.
    return cases.annotate(
        asked=FilteredRelation("extensions", condition=Q(extensions__state=ExtensionState.ASKED)),
        unsent=FilteredRelation("letters", condition=Q(letters__state__in=(LETTER_DRAFT, LETTER_APPROVED))),
        last_day=DEADLINE,
    )


def condition(action: Action, viewer: Viewer, tab: Tab) -> Q:
    """Where the action is next to be done, among the cases of the tab."""
    where = action.where(viewer.today)
    return where & _is_mine(action, viewer) if tab == Tab.MINE else where


def _is_mine(action: Action, viewer: Viewer) -> Q:
    """A manager's acts wait on any manager, whoever has the case, but for letters they wrote themselves."""
    if action.waits_on != WaitsOn.MANAGER:
        return Q(case_handler__in=viewer.handlers)
    if not viewer.is_manager:
        return Q(pk__in=[])
    if action.key == "godkend":
        return _is_by_another("unsent__drafted_by", viewer) & _is_by_another("unsent__edited_by", viewer)
    return Q()


def _is_by_another(person: str, viewer: Viewer) -> Q:
    """Said without a negation, which would make a subquery of the relation."""
    pk = viewer.user.pk
    return Q(**{f"{person}__isnull": True}) | Q(**{f"{person}__lt": pk}) | Q(**{f"{person}__gt": pk})


def any_of(actions: Sequence[Action], viewer: Viewer, tab: Tab) -> Q:
    """The cases of the tab."""
    found = Q(pk__in=[])
    for action in actions:
        found |= condition(action, viewer, tab)
    # Also where the one who has the case has left, or handles cases no longer.
    return found & ~Q(case_handler__in=case_handlers()) if tab == Tab.UNASSIGNED else found


def with_next(
    cases: QuerySet[Response], viewer: Viewer, tab: Tab, actions: Sequence[Action] = OURS
) -> QuerySet[Response]:
    """Each case with the place in ACTIONS of what is next, and the moment since when; those without are left out."""
    whens = [(action, condition(action, viewer, tab)) for action in actions]
    return cases.filter(any_of(actions, viewer, tab)).annotate(
        next_action=Case(
            *(When(where, then=Value(ACTIONS.index(action))) for action, where in whens), output_field=IntegerField()
        ),
        since=Case(*(When(where, then=action.since) for action, where in whens), output_field=DateTimeField()),
    )


def with_others(cases: QuerySet[Response], viewer: Viewer, tab: Tab) -> QuerySet[Response]:
    """How many actions of ours a case has on the tab, for the rows of one page."""
    ones = [
        Case(When(condition(action, viewer, tab), then=Value(1)), default=Value(0), output_field=IntegerField())
        for action in OURS
    ]
    return cases.annotate(number_of_actions=sum(ones, Value(0)))
