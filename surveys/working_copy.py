"""What a municipality's pages read of its response: the areas and questions, each with its current answer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, FilteredRelation, Q

from surveys.enums import NOT_RELEVANT_LABEL, UNANSWERED_LABEL, Choice, ResponseState, Source
from surveys.errata import Note, note_of, with_erratum
from surveys.history import Kept
from surveys.merge import Value
from surveys.models import Answer, AnswerRevision, Area, Evidence, Question, Response, ResponseEvent, Submission
from surveys.progress import AreaProgress
from surveys.services.answers import Saved, value_of
from surveys.services.pages import Typed


def answer_label(value: Value) -> str:
    if value.not_relevant:
        return NOT_RELEVANT_LABEL
    return UNANSWERED_LABEL if value.choice is None else str(Choice(value.choice).label)


@dataclass(frozen=True)
class Asked:
    """One question with its answer; the number is its place in the area."""

    question: Question
    answer: Answer | None
    value: Value
    number: int
    files: tuple[Evidence, ...] = ()

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def anchor(self) -> str:
        return anchor_of(self.key)

    @property
    def label(self) -> str:
        return answer_label(self.value)

    @property
    def erratum(self) -> Note | None:
        return note_of(self.question)


def anchor_of(question: str) -> str:
    return f"spoergsmaal-{question}"


@dataclass(frozen=True)
class AreaCopy:
    area: Area
    asked: tuple[Asked, ...]

    @property
    def progress(self) -> AreaProgress:
        answered = sum(one.value.is_answered for one in self.asked)
        return AreaProgress(self.area.key, self.area.title, answered, len(self.asked))


@dataclass(frozen=True)
class WorkingCopy:
    response: Response
    areas: tuple[AreaCopy, ...]
    # All that were ever added, also those taken off again.
    files: tuple[Evidence, ...] = ()

    @property
    def progress(self) -> list[AreaProgress]:
        return [area.progress for area in self.areas]

    @property
    def answers(self) -> list[Answer]:
        return [asked.answer for area in self.areas for asked in area.asked if asked.answer]


def select_working_copy(response: Response, *, with_files: bool = True) -> WorkingCopy:
    """Four queries: areas, questions, answers with who saved them, and files, which not every page shows."""
    answers = {answer.question_id: answer for answer in response.answers.select_related("saved_by")}
    files = tuple(response.evidence.select_related("added_by")) if with_files else ()
    return _copy(response, {key: (answer, value_of(answer)) for key, answer in answers.items()}, files)


def select_blank_copy(response: Response) -> WorkingCopy:
    """Two queries: the areas and questions alone, also for a response that is stored nowhere."""
    return _copy(response, {}, ())


def select_progress(response: Response) -> list[AreaProgress]:
    """One query: how far each area has come, without reading a question or an answer."""
    mine = FilteredRelation("questions__answers", condition=Q(questions__answers__response=response))
    answered = Q(mine__choice__isnull=False) | Q(mine__not_relevant=True)
    areas = response.survey.areas.annotate(mine=mine, total=Count("questions"), done=Count("mine", filter=answered))
    # A grouped query leaves the model's own order out, and PostgreSQL then gives any.
    return [AreaProgress(*row) for row in areas.order_by("order").values_list("key", "title", "done", "total")]


def select_area_copy(response: Response, key: str) -> AreaCopy:
    """Three queries: one area with its questions, answers and files. Raises Area.DoesNotExist."""
    questions = list(with_erratum(response.survey.questions.filter(area__key=key)).select_related("area"))
    area = questions[0].area if questions else response.survey.areas.get(key=key)
    saved = response.answers.filter(question__in=questions).select_related("saved_by")
    answers = {answer.question_id: answer for answer in saved}
    files = _by_question(response.evidence.current().filter(question__in=questions))
    values = {key: (one, value_of(one)) for key, one in answers.items()}
    return AreaCopy(area, _asked(questions, values, files))


def select_submitted_copy(response: Response, submission: Submission) -> WorkingCopy:
    """Four queries: as select_working_copy(), with the answers and files frozen in a submission."""
    rows = submission.answers.all()
    values = {row.question_id: (None, Value(row.choice, row.not_relevant, row.comment)) for row in rows}
    return _copy(response, values, select_submitted_files(submission), has_frozen=True)


def select_submitted_files(submission: Submission) -> tuple[Evidence, ...]:
    """One query: the files a submission froze, in the order they were added."""
    return tuple(Evidence.objects.filter(submitted__submission=submission))


def _copy(
    response: Response,
    answers: dict[int, tuple[Answer | None, Value]],
    files: tuple[Evidence, ...],
    *,
    has_frozen: bool = False,
) -> WorkingCopy:
    """A frozen file is shown also where it was since taken off the working copy."""
    shown = _by_question(file for file in files if file.is_current or has_frozen)
    questions: dict[int, list[Question]] = defaultdict(list)
    for question in with_erratum(response.survey.questions.all()):
        questions[question.area_id].append(question)
    areas = (AreaCopy(area, _asked(questions[area.pk], answers, shown)) for area in response.survey.areas.all())
    return WorkingCopy(response, tuple(areas), files)


def _by_question(files: Iterable[Evidence]) -> dict[int, tuple[Evidence, ...]]:
    found: dict[int, tuple[Evidence, ...]] = {}
    for file in files:
        found[file.question_id] = (*found.get(file.question_id, ()), file)
    return found


def _asked(
    questions: Iterable[Question],
    answers: dict[int, tuple[Answer | None, Value]],
    files: dict[int, tuple[Evidence, ...]],
) -> tuple[Asked, ...]:
    return tuple(
        Asked(question, *answers.get(question.pk, (None, Value())), number, files.get(question.pk, ()))
        for number, question in enumerate(questions, start=1)
    )


def select_sent_back(response: Response) -> ResponseEvent | None:
    """One query, or none where it cannot be: why an open response was sent back, and by whom.

    The agency returns what was submitted; the municipality's own approver sends back a draft.
    """
    may_be_draft = response.survey.requires_approval and response.state == ResponseState.DRAFT
    if response.state != ResponseState.RETURNED and not may_be_draft:
        return None
    event = response.events.select_related("by").last()
    return event if event and event.to_state == response.state else None


def select_history(response: Response, question: Question) -> list[Kept]:
    """One query: every value the answer has had, oldest first."""
    revisions = AnswerRevision.objects.filter(answer__response=response, answer__question=question)
    return [
        Kept(
            value_of(one),
            str(one.saved_by or ""),
            one.saved_at,
            "" if one.source == Source.PAGE else str(Source(one.source).label),
        )
        for one in revisions.select_related("saved_by")
    ]


@dataclass(frozen=True)
class FileChange:
    """A file added to an answer, or taken off again."""

    name: str
    is_added: bool
    by: str
    at: datetime


def select_file_changes(response: Response, question: Question) -> list[FileChange]:
    """One query: also of files that are gone."""
    files = response.evidence.filter(question=question).select_related("added_by", "removed_by")
    added = [FileChange(file.name, True, str(file.added_by or ""), file.added_at) for file in files]
    gone = [file for file in files if not file.is_current]
    return added + [FileChange(file.name, False, str(file.removed_by or ""), file.removed_at) for file in gone]


@dataclass(frozen=True)
class OtherHand:
    """A field in which another hand's value is stored, beside what the person has on the screen."""

    field: str
    is_conflict: bool
    by: str
    at: datetime
    theirs: str
    mine: str


def select_other_hands(typed: Typed, saved: Saved) -> list[OtherHand]:
    """One query, and none where the screen shows what is stored."""
    fields = [name for name, of in SHOWN.items() if of(typed.value) != of(saved.value)]
    if saved.held:  # the person's own comment, not another hand's, is what the screen has and the database has not
        fields = [name for name in fields if name != "comment"]
    if not fields or saved.answer is None:
        return []
    revisions = list(saved.answer.revisions.select_related("saved_by").order_by("-version"))
    hands = []
    for name in fields:
        of = SHOWN[name]
        wrote = revisions[0]
        for revision in revisions:
            if of(value_of(revision)) != of(saved.value):
                break
            wrote = revision
        by = str(wrote.saved_by) if wrote.saved_by else "En import"
        hands.append(OtherHand(name, name in saved.conflicts, by, wrote.saved_at, of(saved.value), of(typed.value)))
    return hands


SHOWN = {"choice": answer_label, "comment": lambda value: value.comment}
