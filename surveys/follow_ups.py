"""What the pages read of follow-ups: who said what, the answer they are about, and where each of them stands."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from municipalities.enums import UserKind
from municipalities.models import Municipality, User
from surveys.deadlines import in_words, urgency
from surveys.enums import FollowUpState, MessageKind, SurveyState
from surveys.merge import Value
from surveys.models import FollowUp, FollowUpFile, FollowUpMessage, Response, Survey
from surveys.services.follow_ups import STANDS
from surveys.working_copy import answer_label

TONES = {FollowUpState.UPHELD: "success", FollowUpState.CORRECTED: "success", FollowUpState.ANSWERED: "info"}
# The municipality is spoken to.
OWN_WORDS = {FollowUpState.ASKED: "Venter på jeres svar"}


@dataclass(frozen=True)
class Spoken:
    """One message as it is shown; a correction has the number of the submission it made."""

    label: str
    who: str
    at: datetime
    is_agency: bool
    text: str
    proposal: str
    answer_by: date | None
    files: tuple[FollowUpFile, ...]
    submission: int | None
    change: str
    counts: bool


@dataclass(frozen=True)
class Standing:
    """Where a follow-up stands, in words; `due` only while the municipality's reply is awaited."""

    text: str
    tone: str
    due: str = ""


def select_talk(follow_up: FollowUp, *, names_staff: bool) -> list[Spoken]:
    """Three queries, oldest first. A municipality is told the agency's name, not the person's."""
    files: dict[int, list[FollowUpFile]] = {}
    for file in follow_up.files.filter(message__isnull=False):
        files.setdefault(file.message_id, []).append(file)
    values, current = select_values(follow_up), follow_up.response.current_submission_id
    return [
        _spoken(message, tuple(files.get(message.pk, ())), values, current, names_staff=names_staff)
        for message in follow_up.messages.select_related("by", "submission")
    ]


def select_values(follow_up: FollowUp) -> dict[int, Value]:
    """One query: what was answered in each submission, by its number."""
    rows = follow_up.question.submitted_answers.filter(submission__response=follow_up.response)
    columns = rows.values_list("submission__number", "choice", "not_relevant", "comment")
    return {number: Value(*value) for number, *value in columns}


def _change(values: dict[int, Value], number: int) -> str:
    was, now = (answer_label(values[one]) for one in (number - 1, number))
    if was == now:
        return "Kommentaren til svaret er rettet"
    return f"Svaret er rettet fra »{was}« til »{now}«"


def _spoken(
    message: FollowUpMessage,
    files: tuple[FollowUpFile, ...],
    values: dict[int, Value],
    current: int | None,
    *,
    names_staff: bool,
) -> Spoken:
    is_agency = message.by.kind == UserKind.AGENCY
    proposal = Value(message.choice, message.not_relevant)
    number = message.submission.number if message.submission else None
    return Spoken(
        label=MessageKind(message.kind).label,
        who=str(message.by) if names_staff or not is_agency else settings.SENDER_NAME,
        at=message.at,
        is_agency=is_agency,
        text=message.text,
        proposal=answer_label(proposal) if proposal.is_answered else "",
        answer_by=message.answer_by,
        files=files,
        submission=number,
        change=_change(values, number) if number else "",
        counts=message.submission_id == current,
    )


def select_proposal(follow_up: FollowUp) -> Value | None:
    """One query: the answer proposed last, by either side."""
    messages = follow_up.messages.order_by("-at", "-pk")
    proposals = (Value(message.choice, message.not_relevant) for message in messages)
    return next((proposal for proposal in proposals if proposal.is_answered), None)


@dataclass(frozen=True)
class Counting:
    """The answer as it counts now."""

    value: Value
    number: int

    @property
    def label(self) -> str:
        return answer_label(self.value)


def select_counting(follow_up: FollowUp) -> Counting:
    """One query; there is one, since nothing is asked of what was never submitted."""
    row = follow_up.question.submitted_answers.select_related("submission").get(
        submission=follow_up.response.current_submission_id
    )
    return Counting(Value(row.choice, row.not_relevant, row.comment), row.submission.number)


def standing(follow_up: FollowUp, now: datetime, *, own: bool = False) -> Standing:
    state = FollowUpState(follow_up.state)
    text = OWN_WORDS.get(state, state.label) if own else state.label
    if state != FollowUpState.ASKED:
        return Standing(text, "" if own and state == FollowUpState.ANSWERED else TONES[state])
    is_late = urgency(follow_up.answer_by, now) == "error"
    return Standing(text, "error" if is_late else "warning", in_words(follow_up.answer_by, now))


@dataclass(frozen=True)
class Row:
    """One follow-up in a list."""

    follow_up: FollowUp
    url: str
    standing: Standing

    @property
    def is_awaited(self) -> bool:
        return self.follow_up.state == FollowUpState.ASKED


@dataclass(frozen=True)
class CaseFollowUps:
    """Those of one response as the agency's page of it shows them; `ask_url` is what stands before a question's key
    where one may be opened, and else empty."""

    rows: tuple[Row, ...] = ()
    ask_url: str = ""

    def link(self, question: str) -> tuple[str, str] | None:
        """The address and the words at an answer's heading: what is going on about it, or the way to begin."""
        for row in self.rows:
            if row.follow_up.is_open and row.follow_up.question.key == question:
                return row.url, f"Opfølgning {row.follow_up.number} er i gang"
        return (f"{self.ask_url}{question}/", "Følg op på svaret") if self.ask_url else None


def select_case_follow_ups(response: Response, user: User, now: datetime, *, may_ask: bool) -> CaseFollowUps:
    """One query."""
    found = FollowUp.objects.visible_to(user).filter(response=response).select_related("question")
    place = [response.survey.slug, response.municipality.code]
    rows = tuple(
        Row(one, reverse("surveys:agency_follow_up", args=[*place, one.number]), standing(one, now)) for one in found
    )
    can_be_asked = may_ask and response.state in STANDS and response.survey.state != SurveyState.ARCHIVED
    case = reverse("surveys:response", args=place)
    return CaseFollowUps(rows, f"{case}opfoelgning/ny/" if can_be_asked else "")


def select_own_follow_ups(response: Response, user: User, now: datetime) -> list[Row]:
    """One query: a municipality's in one survey, newest first."""
    found = FollowUp.objects.visible_to(user).filter(response=response).select_related("question")
    return [_own_row(one, response.municipality, response.survey, now) for one in found]


def select_own_awaited(municipality: Municipality, user: User, now: datetime) -> list[Row]:
    """One query: in all surveys, the first day to answer by first."""
    awaited = FollowUp.objects.visible_to(user).awaiting_municipality().filter(response__municipality=municipality)
    found = awaited.select_related("question", "response__survey").order_by("answer_by", "pk")
    return [_own_row(one, municipality, one.response.survey, now) for one in found]


def _own_row(one: FollowUp, municipality: Municipality, survey: Survey, now: datetime) -> Row:
    url = reverse("surveys:follow_up", args=[municipality.slug, survey.slug, one.number])
    return Row(one, url, standing(one, now, own=True))
