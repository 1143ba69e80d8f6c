"""The DANE answers that were submitted, each beside what the municipality could see measured.

The one rule: the latest measurement of each approved domain at or before the moment of submission. What was measured
afterwards is shown as later, and never held against the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format

from municipalities.dane.verdicts import Reason, Verdict
from municipalities.dane_words import VERDICTS, WORDS
from municipalities.domains import readable
from municipalities.models import User
from municipalities.ordering import danish_order
from surveys.dane_groups import group_of
from surveys.deadlines import COPENHAGEN
from surveys.enums import DaneGroup
from surveys.measurements import MeasuredDomain, MeasuredMunicipality, select_measured
from surveys.measuring_page import TONES
from surveys.merge import Value
from surveys.models import Question, Response, Submission, SubmittedAnswer, Survey
from surveys.tally import counts
from surveys.working_copy import answer_label

AREA = "dane"
# In an address: tells the page that opens a follow-up to suggest words about the measurement.
MEASURED = "maaling"
NOT_MEASURED = "Ikke målt"
NOTHING = MeasuredMunicipality()


@dataclass(frozen=True)
class DomainLine:
    """One domain in short: its verdict, why, and where the evidence is; no verdict where it was not measured."""

    domain: str
    verdict: Verdict | None = None
    why: str = ""
    number: int = 0
    measured_at: datetime | None = None
    url: str = ""
    is_lab: bool = False

    @property
    def words(self) -> str:
        return verdict_words(self.verdict)

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "")


@dataclass(frozen=True)
class Later:
    """What was measured after the submission, of the municipality as a whole."""

    verdict: str
    measured_at: datetime
    is_other: bool

    @property
    def words(self) -> str:
        day = date_format(self.measured_at.astimezone(COPENHAGEN), "SHORT_DATE_FORMAT")
        if self.is_other:
            return f"Efter indsendelsen, {day}: {self.verdict}"
        return f"Det samme {day}, efter indsendelsen"


@dataclass(frozen=True)
class Compared:
    """One submitted answer and what was measured by then."""

    response: Response
    question: Question
    choice: int | None
    submitted_at: datetime
    measured: MeasuredMunicipality
    afterwards: MeasuredMunicipality

    @property
    def is_counting(self) -> bool:
        return counts(self.choice, self.question.threshold)

    @property
    def answer(self) -> str:
        return answer_label(Value(self.choice))

    @property
    def verdict(self) -> Verdict | None:
        return self.measured.verdict

    @property
    def group(self) -> DaneGroup:
        return group_of(counts=self.is_counting, verdict=self.verdict)

    @property
    def words(self) -> str:
        return verdict_words(self.verdict)

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "")

    @property
    def lines(self) -> tuple[DomainLine, ...]:
        return tuple(_line(one, self.response) for one in self.measured.domains)

    @property
    def later(self) -> Later | None:
        at = self.afterwards.measured_at
        if at is None or at <= self.submitted_at:
            return None
        now = self.afterwards.verdict
        return Later(verdict_words(now), at, is_other=now != self.verdict)


def verdict_words(verdict: Verdict | None) -> str:
    return VERDICTS[verdict] if verdict else NOT_MEASURED


def select_dane_question(survey: Survey) -> Question | None:
    """One query; None where the survey has no such area."""
    return survey.questions.select_related("area").filter(area__key=AREA, is_headline=True).first()


def is_about_dane(question: Question) -> bool:
    """The headline question is the one that measurements stand beside."""
    return question.is_headline and question.area.key == AREA


def select_compared(survey: Survey, question: Question, user: User, now: datetime) -> list[Compared]:
    """Five queries however many: the respondents with their answers, and what was measured by then and since.

    All of them in Danish order, also those a conflict keeps the person from (`response.is_kept_from`): they are in the
    figures, and their rows are the caller's to leave out.
    """
    answers = SubmittedAnswer.objects.filter(question=question, submission=OuterRef("current_submission"))
    responses = Response.objects.names_visible_to(user).respondents().filter(survey=survey).marked_for(user)
    found = responses.annotate(dane_choice=Subquery(answers.values("choice")[:1]))
    return _compared(found.select_related("survey", "municipality", "current_submission"), question, now)


def _compared(found: QuerySet[Response], question: Question, now: datetime) -> list[Compared]:
    rows = list(found.order_by(danish_order("municipality__name"), "pk"))
    submitted = {row.municipality_id: row.current_submission.submitted_at for row in rows}
    measured, afterwards = select_measured(list(submitted), submitted), select_measured(list(submitted), now)
    return [
        Compared(
            response=row,
            question=question,
            choice=row.dane_choice,
            submitted_at=submitted[row.municipality_id],
            measured=measured[row.municipality_id],
            afterwards=afterwards[row.municipality_id],
        )
        for row in rows
    ]


def select_beside(response: Response, submission: Submission, now: datetime) -> Compared | None:
    """Five queries: the DANE answer of one submission with what was measured by then and since.

    None where the survey does not ask about DANE.
    """
    given = submission.answers.filter(question__area__key=AREA, question__is_headline=True)
    answer = given.select_related("question").first()
    if answer is None:
        return None
    of = [response.municipality_id]
    return Compared(
        response=response,
        question=answer.question,
        choice=answer.choice,
        submitted_at=submission.submitted_at,
        measured=select_measured(of, submission.submitted_at).get(response.municipality_id, NOTHING),
        afterwards=select_measured(of, now).get(response.municipality_id, NOTHING),
    )


def count_groups(compared: Iterable[Compared]) -> dict[DaneGroup, int]:
    found = [one.group for one in compared]
    return {group: found.count(group) for group in DaneGroup}


def measurement_url(response: Response, pk: int) -> str:
    return reverse("surveys:agency_measurement", args=[response.survey.slug, response.municipality.code, pk])


def _line(one: MeasuredDomain, response: Response) -> DomainLine:
    if one.measurement is None:
        return DomainLine(readable(one.domain))
    return DomainLine(
        domain=readable(one.domain),
        verdict=one.verdict,
        why=WORDS[Reason(one.measurement.reason)].why,
        number=one.measurement.pk,
        measured_at=one.measurement.measured_at,
        url=measurement_url(response, one.measurement.pk),
        is_lab=one.measurement.is_lab,
    )
