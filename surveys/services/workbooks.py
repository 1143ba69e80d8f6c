"""Saving what stands in a workbook: first tried and taken back, then, when the person has confirmed it, for real."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import transaction
from django.db.models import Q, QuerySet

from municipalities.models import Membership, User
from surveys.assignments import select_own_areas
from surveys.cpr import mask
from surveys.enums import Source
from surveys.merge import Value
from surveys.models import AnswerRevision, Question, Response
from surveys.services.answers import Saved, lock_response, value_of
from surveys.services.errors import NotEditableError, ResponseError
from surveys.services.pages import Typed, save_typed
from surveys.workbook.answers import read_choice
from surveys.workbook.text import as_typed
from surveys.workbook.tokens import RowToken, asked_digest, read_token

LOCKED = "Besvarelsen er låst, så regnearket kan ikke læses ind. Intet er ændret. Gem filen, til den er åben igen."
NOT_YOURS = "Området er ikke fordelt til dig. Den ansvarlige i kommunen kan give dig det."
NO_QUESTION = "Rækken hører ikke til et spørgsmål. Flyt teksten til spørgsmålets egen række."
NO_VERSION = (
    "Rækkens version mangler eller er rettet, så portalen kan ikke se, hvad svaret bygger på. Hent regnearket igen, og "
    "flyt svaret over i det."
)
ELSEWHERE = (
    "Rækken er fra en anden kommunes eller et andet tilsyns regneark. Hent jeres eget, og flyt svaret over i det."
)
MIXED = "Rækkens nøgle og version hører til hvert sit spørgsmål. Hent regnearket igen, og flyt svaret over i det."
GONE = "Spørgsmålet er ikke længere med i tilsynet."
CHANGED = "Spørgsmålet er ændret, siden regnearket blev hentet. Læs det, som det er nu, og svar i portalen."
NUL = "Kommentaren har et tegn, der ikke kan gemmes (NUL). Slet det."


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    SAME = "same"
    CONFLICT = "conflict"
    HELD = "held"
    OUTDATED = "outdated"
    NOT_YOURS = "not_yours"
    INVALID = "invalid"


@dataclass(frozen=True)
class FilledRow:
    """A row as it was read: the texts of four cells."""

    number: int
    key: str
    version: str
    answer: str
    comment: str


@dataclass(frozen=True)
class Decision:
    """What the person chose for one question: whose text counts, as they saw it, and whether a number is none."""

    seen: int | None = None
    keeps_stored: bool = False
    is_cpr_denied: bool = False


EMPTY = Value()


@dataclass(frozen=True)
class RowOutcome:
    """`message` says why a row is not saved; `before` is what was stored, `saved` what came of trying."""

    row: FilledRow
    outcome: Outcome
    question: Question | None = None
    message: str = ""
    before: Value = EMPTY
    typed: Typed | None = None
    saved: Saved | None = None


class _RowError(Exception):
    def __init__(self, outcome: Outcome, message: str, question: Question | None = None) -> None:
        super().__init__(message)
        self.outcome, self.question = outcome, question


@transaction.atomic
def save_workbook(
    *,
    responses: QuerySet[Response],
    rows: Sequence[FilledRow],
    membership: Membership,
    by: User,
    decisions: Mapping[str, Decision] | None = None,
    is_trial: bool = False,
    **lookup,
) -> list[RowOutcome]:
    """Save every row that can be, by the function a page saves by; a trial does the same and is taken back.

    An empty cell says nothing, and the others are merged with what was stored since the workbook was fetched. Raises
    NotEditableError where the working copy is closed, Response.DoesNotExist outside the given scope.
    """
    response = lock_response(responses, **lookup)
    if not response.is_open_for_answers:
        raise NotEditableError(LOCKED)
    response.municipality = membership.municipality
    outcomes = _Sheet(response, rows, membership, by, decisions or {}).save_all()
    if is_trial:
        transaction.set_rollback(True)
    return outcomes


class _Sheet:
    """One workbook against one response: three queries, and those of each row that says something new."""

    def __init__(
        self,
        response: Response,
        rows: Sequence[FilledRow],
        membership: Membership,
        by: User,
        decisions: Mapping[str, Decision],
    ) -> None:
        self.response, self.rows, self.by, self.decisions = response, rows, by, decisions
        self.own_areas = select_own_areas(membership, response)
        self.questions = {one.key: one for one in response.survey.questions.select_related("area")}
        self.stored = {one.question_id: value_of(one) for one in response.answers.all()}
        self.tokens = [read_token(row.version) for row in rows]
        self.bases = _select_bases(response, [token for token in self.tokens if token])
        self.first_rows: dict[str, int] = {}

    def save_all(self) -> list[RowOutcome]:
        return [self._save(row, token) for row, token in zip(self.rows, self.tokens, strict=True)]

    def _save(self, row: FilledRow, token: RowToken | None) -> RowOutcome:
        try:
            question = self._question(row, token)
            typed = self._typed(row, token, question)
        except _RowError as error:
            return RowOutcome(row, error.outcome, error.question, str(error))
        before = self.stored.get(question.pk, EMPTY)
        if typed is None:
            return RowOutcome(row, Outcome.SAME, question, before=before)
        if self.own_areas is not None and question.area.key not in self.own_areas:
            return RowOutcome(row, Outcome.NOT_YOURS, question, NOT_YOURS, before)
        try:
            saved = save_typed(self.response, typed, self.by, Source.WORKBOOK)
        except ResponseError as error:
            return RowOutcome(row, Outcome.INVALID, question, str(error), before)
        return RowOutcome(row, self._outcome(typed, saved, before), question, "", before, typed, saved)

    def _question(self, row: FilledRow, token: RowToken | None) -> Question:
        if token is None:
            known = self.questions.get(row.key.strip())
            raise _RowError(Outcome.INVALID, NO_VERSION if row.key or row.version else NO_QUESTION, known)
        if not token.is_of(self.response):
            raise _RowError(Outcome.INVALID, ELSEWHERE)
        question = self.questions.get(token.question)
        if question is None:
            raise _RowError(Outcome.OUTDATED, GONE)
        if row.key.strip() != token.question:
            raise _RowError(Outcome.INVALID, MIXED, question)
        first = self.first_rows.setdefault(question.key, row.number)
        if first != row.number:
            raise _RowError(Outcome.INVALID, f"Spørgsmålet står også i række {first}, og den bruges.", question)
        if token.asked != asked_digest(question):
            raise _RowError(Outcome.OUTDATED, CHANGED, question)
        return question

    def _typed(self, row: FilledRow, token: RowToken, question: Question) -> Typed | None:
        """None where the row says what it said when it was fetched."""
        base = self.bases[token.question, token.version]
        new = replace(_with_choice(base, row.answer, question), comment=_comment(base.comment, row.comment))
        if "\0" in new.comment:
            raise _RowError(Outcome.INVALID, NUL, question)
        if new == base:
            return None
        decision = self.decisions.get(question.key, Decision())
        return Typed(
            question.key,
            new,
            token.version,
            token.version,
            seen=None if decision.keeps_stored else decision.seen,
            is_cpr_denied=decision.is_cpr_denied,
        )

    def _outcome(self, typed: Typed, saved: Saved, before: Value) -> Outcome:
        if saved.held:
            return Outcome.HELD
        decision = self.decisions.get(typed.question, Decision())
        if saved.conflicts and not decision.keeps_stored:
            return Outcome.CONFLICT
        return Outcome.SAME if saved.value == before else Outcome.NEW


def _select_bases(response: Response, tokens: Sequence[RowToken]) -> dict[tuple[str, int], Value]:
    """One query: what each row said when it was fetched; a signed token names a version that was there."""
    own = {(token.question, token.version) for token in tokens if token.is_of(response)}
    bases = {place: Value() for place in own}
    wanted = Q()
    for key, version in own:
        wanted |= Q(answer__question__key=key, version=version)
    found = AnswerRevision.objects.filter(wanted, answer__response=response) if own else AnswerRevision.objects.none()
    return bases | {
        (one.answer.question.key, one.version): value_of(one) for one in found.select_related("answer__question")
    }


def _with_choice(base: Value, text: str, question: Question) -> Value:
    """Only the choice; an empty cell leaves it as it was."""
    if not text.strip():
        return base
    read = read_choice(text)
    if read is None:
        shown = mask(text.strip())
        raise _RowError(Outcome.INVALID, f"»{shown}« er ingen af svarmulighederne. Vælg et svar på listen.", question)
    return replace(base, choice=read.choice, not_relevant=read.not_relevant)


def _comment(base: str, text: str) -> str:
    """An empty cell leaves it as it was, and so does a program that only changed its line breaks or its edges."""
    text = as_typed(text)
    return base if not text or text == as_typed(base) else text
