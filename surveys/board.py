"""The board: a survey's responses as the agency follows them. Progress only; draft answers are never read here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse

from municipalities.models import Region, User
from municipalities.ordering import danish_order
from surveys.deadlines import in_words, urgency
from surveys.enums import ResponseState as R
from surveys.models import Mail, Question, Response, Survey
from surveys.states import AWAITED

PAGE_SIZE = 50


@dataclass(frozen=True)
class BoardState:
    """A state as the board shows and counts it: "Ikke begyndt" is derived, so there is one more than in the model."""

    key: str
    label: str
    tone: str
    where: Q


# The same rule as Response.state_label; a test holds the two together.
UNTOUCHED = Q(answered_count=0, current_submission__isnull=True)
STATES = (
    BoardState("ikke-begyndt", "Ikke begyndt", "", Q(state=R.DRAFT) & UNTOUCHED),
    BoardState("kladde", "Kladde", "info", Q(state=R.DRAFT) & ~UNTOUCHED),
    BoardState("klar", "Klar til godkendelse", "info", Q(state=R.READY)),
    BoardState("indsendt", "Indsendt", "success", Q(state=R.SUBMITTED)),
    BoardState("sendt-tilbage", "Sendt tilbage", "warning", Q(state=R.RETURNED)),
    BoardState("godkendt", "Godkendt", "success", Q(state=R.ACCEPTED)),
    BoardState("udtaget", "Udtaget", "", Q(state=R.WITHDRAWN)),
)
BY_KEY = {state.key: state for state in STATES}
BY_LABEL = {state.label: state for state in STATES}
KEY_OF = {state: BY_LABEL[state.label].key for state in R}


def board_state(response: Response) -> BoardState:
    return BY_LABEL[response.state_label]


@dataclass(frozen=True)
class Wanted:
    """What the address asks for."""

    q: str = ""
    state: str = ""
    region: int | None = None
    sort: str = "kommune"
    page: str | None = None


@dataclass(frozen=True)
class Counts:
    """How many responses stand where."""

    by_state: Mapping[str, int]
    respondents: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def invited(self) -> int:
        return self.total - self.by_state["udtaget"]

    def of(self, *keys: str) -> int:
        return sum(self.by_state[key] for key in keys)


@dataclass(frozen=True)
class BoardRow:
    """One line of the board; the words are chosen here, the template prints them."""

    name: str
    code: str
    url: str
    region: str
    state: BoardState
    answered: int
    questions: int
    deadline: date
    deadline_words: str
    has_own_deadline: bool
    is_overdue: bool
    submitted_at: datetime | None
    is_late: bool
    case_handler: str
    journal_number: str


@dataclass(frozen=True)
class KeptRow:
    """A municipality that a conflict of interest keeps the person from: its name, and why there is nothing more."""

    name: str
    code: str
    state: BoardState = BoardState("inhabil", "Du er inhabil", "", Q())
    url: str = ""


SORTS = {
    "kommune": danish_order("municipality__name"),
    "region": danish_order("region__name"),
    "status": Case(
        *(When(state.where, then=Value(place)) for place, state in enumerate(STATES)),
        output_field=IntegerField(),
    ),
    "fremdrift": F("answered_count"),
    "frist": Coalesce("own_deadline", "survey__deadline"),
    "indsendt": F("current_submission__submitted_at"),
    "sagsbehandler": danish_order("case_handler__name"),
    "journalnummer": NullIf("journal_number", Value("")),
}
NUMERIC_SORTS = {"fremdrift"}


def select_counts(responses: QuerySet[Response]) -> dict[int, Counts]:
    """One grouped query for any number of surveys and responses: the counts by survey."""
    rows = (
        responses.order_by()
        .values_list("survey", "state")
        .annotate(number=Count("pk"), untouched=Count("pk", filter=UNTOUCHED), submitted=Count("current_submission"))
    )
    by_survey: dict[int, list[tuple]] = {}
    for survey, *row in rows:
        by_survey.setdefault(survey, []).append(row)
    return {survey: _counts(rows) for survey, rows in by_survey.items()}


def _counts(rows: list[tuple]) -> Counts:
    by_state, respondents = dict.fromkeys(BY_KEY, 0), 0
    for state, number, untouched, submitted in rows:
        if state == R.DRAFT:
            by_state["ikke-begyndt"], by_state["kladde"] = untouched, number - untouched
        else:
            by_state[KEY_OF[state]] = number
        respondents += 0 if state == R.WITHDRAWN else submitted
    return Counts(by_state, respondents)


NO_RESPONSES = Counts(dict.fromkeys(BY_KEY, 0), 0)


def with_board_counts(surveys: QuerySet[Survey], user: User) -> QuerySet[Survey]:
    """In the survey's own query: how many questions it has, and how many of its mails could be sent again."""
    mails = Mail.objects.visible_to(user).may_be_sent_again().filter(response__survey=OuterRef("pk"))
    questions = Question.objects.filter(survey=OuterRef("pk"))
    return surveys.annotate(
        question_count=_count(questions.values("survey")), unsent_mails=_count(mails.values("response__survey"))
    )


def _count(grouped: QuerySet) -> Coalesce:
    return Coalesce(Subquery(grouped.order_by().annotate(number=Count("pk")).values("number")), 0)


def select_regions(survey: Survey) -> list[tuple[str, str]]:
    """The regions of those asked, for the filter. One query."""
    asked = Region.objects.filter(Exists(survey.responses.order_by().filter(region=OuterRef("pk"))))
    return [(str(pk), name) for pk, name in asked.values_list("pk", "name")]


def select_page(responses: QuerySet[Response], wanted: Wanted, counts: Counts) -> Page:
    """One query for the page's rows, and one to count them unless the counts by state know already.

    Only keys are sorted; what a row shows is read for the page's rows alone.
    """
    found = _filter(responses, wanted)
    order = _order(wanted.sort)
    paginator = Paginator(found.order_by(*order).values("pk"), PAGE_SIZE)
    if not wanted.q and not wanted.region:
        paginator.count = counts.by_state.get(wanted.state, counts.total)
    page = paginator.get_page(wanted.page)
    shown = responses.filter(pk__in=page.object_list).order_by(*order)
    page.object_list = shown.select_related("municipality", "region", "current_submission", "case_handler")
    return page


def _filter(responses: QuerySet[Response], wanted: Wanted) -> QuerySet[Response]:
    if wanted.state in BY_KEY:
        responses = responses.filter(BY_KEY[wanted.state].where)
    if wanted.region:
        responses = responses.filter(region=wanted.region)
    if wanted.q:
        # SQLite ignores case in a-z only, so a search for "ærø" is tried as "Ærø" too.
        responses = responses.filter(
            Q(municipality__name__icontains=wanted.q)
            | Q(municipality__name__icontains=wanted.q.capitalize())
            | Q(municipality__code__istartswith=wanted.q)
        )
    return responses


def _order(sort: str) -> list:
    """The wanted column, then the name; rows without a value come last either way."""
    name = sort.removeprefix("-")
    key = SORTS.get(name, SORTS["kommune"])
    if name not in SORTS or name == "kommune":
        return [key.desc() if sort == "-kommune" else key.asc(), "pk"]
    first = key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)
    return [first, SORTS["kommune"].asc(), "pk"]


def board_rows(page: Page, survey: Survey, questions: int, now: datetime) -> list[BoardRow | KeptRow]:
    return [_row(response, survey, questions, now) for response in page]


def _row(response: Response, survey: Survey, questions: int, now: datetime) -> BoardRow | KeptRow:
    if response.is_kept_from:
        return KeptRow(response.municipality.name, response.municipality.code)
    deadline = response.own_deadline or survey.deadline
    submission = response.current_submission
    is_awaited = response.state in AWAITED
    return BoardRow(
        name=response.municipality.name,
        code=response.municipality.code,
        url=reverse("surveys:response", args=[survey.slug, response.municipality.code]),
        region=response.region.name.removeprefix("Region "),
        state=board_state(response),
        answered=response.answered_count,
        questions=questions,
        deadline=deadline,
        deadline_words=in_words(deadline, now) if is_awaited else "",
        has_own_deadline=response.own_deadline is not None,
        is_overdue=is_awaited and urgency(deadline, now) == "error",
        submitted_at=submission.submitted_at if submission else None,
        is_late=bool(submission and submission.is_late),
        case_handler=str(response.case_handler or ""),
        journal_number=response.journal_number,
    )


def municipalities_in_words(number: int) -> str:
    return "1 kommune" if number == 1 else f"{number} kommuner"
