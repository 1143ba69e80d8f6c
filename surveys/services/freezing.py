"""Making a submission of frozen answers: its number, its digest and its rows, the same way wherever it comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from municipalities.models import User
from surveys.digests import submission_digest
from surveys.models import Evidence, Response, Submission, SubmittedAnswer, SubmittedEvidence


@dataclass(frozen=True)
class Frozen:
    """One answer as it is frozen; the hash is kept beside the comment, which may later have to be erased."""

    question_id: int
    key: str
    choice: int | None
    not_relevant: bool
    comment: str
    comment_sha256: str


def freeze_submission(
    *,
    response: Response,
    answers: Sequence[Frozen],
    files: Iterable[Evidence],
    by: User | None,
    now: datetime,
    is_late: bool,
) -> Submission:
    """The next submission of a response whose row the caller has locked; which one counts is the caller's to say."""
    files, number = list(files), response.submissions.count() + 1
    submission = Submission.objects.create(
        response=response,
        number=number,
        submitted_at=now,
        submitted_by=by,
        is_late=is_late,
        digest=_digest(response, number, answers, files),
    )
    SubmittedAnswer.objects.bulk_create(_row(submission, answer) for answer in answers)
    SubmittedEvidence.objects.bulk_create(
        SubmittedEvidence(submission=submission, evidence=file, sha256=file.sha256) for file in files
    )
    return submission


def _row(submission: Submission, answer: Frozen) -> SubmittedAnswer:
    return SubmittedAnswer(
        submission=submission,
        question_id=answer.question_id,
        choice=answer.choice,
        not_relevant=answer.not_relevant,
        comment=answer.comment,
        comment_sha256=answer.comment_sha256,
    )


def _digest(response: Response, number: int, answers: Sequence[Frozen], files: Sequence[Evidence]) -> str:
    return submission_digest(
        survey=response.survey.slug,
        municipality=response.municipality.code,
        number=number,
        answers=[
            {
                "question": answer.key,
                "choice": answer.choice,
                "not_relevant": answer.not_relevant,
                "comment_sha256": answer.comment_sha256,
            }
            for answer in answers
        ],
        files=[{"question": file.question.key, "sha256": file.sha256} for file in files],
    )
