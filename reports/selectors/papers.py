"""What the receipt and the blank questionnaire say."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch

from reports.documents import (
    BlankArea,
    BlankContent,
    BlankQuestion,
    CopyContent,
    PaperFile,
    ReceiptAnswer,
    ReceiptArea,
    ReceiptContent,
)
from reports.selectors.survey import correction_of, sender_of
from surveys.accountability import select_accountable
from surveys.deadlines import COPENHAGEN, deadline_end
from surveys.enums import NOT_RELEVANT_LABEL, UNANSWERED_LABEL, Choice
from surveys.errata import note_of, with_erratum
from surveys.models import Area, Evidence, Question, Response, SubmittedAnswer, Survey
from surveys.working_copy import select_submitted_files, select_working_copy


def answer_label(choice: int | None, *, not_relevant: bool) -> str:
    if not_relevant:
        return NOT_RELEVANT_LABEL
    return UNANSWERED_LABEL if choice is None else str(Choice(choice).label)


def select_receipt(response: Response) -> ReceiptContent:
    """Four queries: the current submission's answers with their questions, files, areas, and who made it ready."""
    submission, survey = response.current_submission, response.survey
    answers = with_erratum(submission.answers, "question__").select_related("question").order_by("question__order")
    accountable = select_accountable(response, submission)
    prepared = accountable.prepared
    by_area: dict[int, list[SubmittedAnswer]] = defaultdict(list)
    for answer in answers:
        by_area[answer.question.area_id].append(answer)
    files: dict[int, list[Evidence]] = defaultdict(list)
    for file in select_submitted_files(submission):
        files[file.question_id].append(file)
    return ReceiptContent(
        survey_title=survey.title,
        is_demo=survey.is_demo,
        sender=sender_of(survey),
        municipality=response.municipality.official_name,
        cvr=response.municipality.cvr,
        number=submission.number,
        submitted_at=submission.submitted_at.astimezone(COPENHAGEN),
        submitted_by=accountable.submitted.person,
        prepared_by=prepared.person if prepared else "",
        prepared_at=prepared.at.astimezone(COPENHAGEN) if prepared else None,
        deadline=deadline_end(response.deadline),
        late=submission.is_late,
        digest=submission.digest,
        areas=tuple(
            ReceiptArea(
                number=area.order,
                title=area.title,
                answers=tuple(_receipt_answer(answer, files[answer.question_id]) for answer in by_area[area.pk]),
            )
            for area in Area.objects.filter(survey=survey)
        ),
    )


def select_copy(response: Response, now: datetime) -> CopyContent:
    """Four queries: the working copy, with who saved it left out: a paper is the municipality's, not a person's."""
    copy = select_working_copy(response)
    return CopyContent(
        survey_title=response.survey.title,
        is_demo=response.survey.is_demo,
        sender=sender_of(response.survey),
        municipality=response.municipality.official_name,
        state=response.state_label,
        printed_at=now.astimezone(COPENHAGEN),
        answered=sum(area.answered for area in copy.progress),
        of=sum(area.total for area in copy.progress),
        areas=tuple(
            ReceiptArea(
                number=area.area.order,
                title=area.area.title,
                answers=tuple(
                    ReceiptAnswer(
                        one.question.text,
                        one.label,
                        one.value.comment,
                        _paper_files(one.files),
                        correction_of(one.erratum),
                    )
                    for one in area.asked
                ),
            )
            for area in copy.areas
        ),
    )


def _receipt_answer(answer: SubmittedAnswer, files: Iterable[Evidence]) -> ReceiptAnswer:
    return ReceiptAnswer(
        question=answer.question.text,
        answer=answer_label(answer.choice, not_relevant=answer.not_relevant),
        comment=answer.comment,
        files=_paper_files(files),
        erratum=correction_of(note_of(answer)),
    )


def _paper_files(files: Iterable[Evidence]) -> tuple[PaperFile, ...]:
    return tuple(PaperFile(file.name, file.size, file.sha256) for file in files)


def select_blank(survey: Survey) -> BlankContent:
    """Two queries: areas and their questions."""
    return BlankContent(
        survey_title=survey.title,
        is_demo=survey.is_demo,
        sender=sender_of(survey),
        deadline=deadline_end(survey.deadline) if survey.deadline else None,
        areas=tuple(
            BlankArea(
                number=area.order,
                title=area.title,
                why=area.why,
                questions=tuple(
                    BlankQuestion(
                        text=question.text,
                        unit=question.unit,
                        help=question.help,
                        is_headline=question.is_headline,
                        may_be_not_relevant=question.allows_not_relevant,
                        erratum=correction_of(note_of(question)),
                    )
                    for question in area.questions.all()
                ),
            )
            for area in survey.areas.prefetch_related(
                Prefetch("questions", with_erratum(Question.objects.order_by("order")))
            )
        ),
    )
