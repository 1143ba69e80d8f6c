"""Checking what was said in follow-ups against its digests, and each correction against the submission before it."""

from collections.abc import Iterator

from surveys.digests import message_digest, sha256_text
from surveys.models import Evidence, FollowUp, FollowUpFile, FollowUpMessage, Submission, Survey
from surveys.uploads.store import FileFaultError, open_whole

FILE_FAULTS = {"missing": "mangler", "changed": "er ændret"}


def follow_up_faults(survey: Survey, follow_up: FollowUp) -> Iterator[str]:
    """Files that wait for a reply are not frozen yet, and are not read."""
    for place, message in enumerate(follow_up.messages.prefetch_related("files").select_related("submission"), start=1):
        where = f"{follow_up.response.municipality.code}, opfølgning {follow_up.number}, besked {place}"
        yield from _message_faults(survey, follow_up, message, where)


def _message_faults(survey: Survey, follow_up: FollowUp, message: FollowUpMessage, where: str) -> Iterator[str]:
    files = list(message.files.all())
    found = message_digest(
        survey=survey.slug,
        municipality=follow_up.response.municipality.code,
        follow_up=follow_up.number,
        kind=message.kind,
        choice=message.choice,
        not_relevant=message.not_relevant,
        text_sha256=message.text_sha256,
        files=[file.sha256 for file in files],
    )
    if found != message.digest:
        yield f"{where}: beskeden og filerne passer ikke med kontrolsummen."
    if sha256_text(message.text) != message.text_sha256:
        yield f"{where}: teksten er ændret."
    for file in files:
        yield from file_faults(where, file, file.sha256)
    if message.submission and not _is_correction(follow_up, message.submission):
        yield f"{where}: indsendelse {message.submission.number} retter andet end det svar, opfølgningen handler om."


def _is_correction(follow_up: FollowUp, submission: Submission) -> bool:
    """Equal to the submission before but for the one answer."""
    if submission.response_id != follow_up.response_id:
        return False
    before = follow_up.response.submissions.filter(number=submission.number - 1).first()
    return before is not None and _others(before, follow_up) == _others(submission, follow_up)


def _others(submission: Submission, follow_up: FollowUp) -> tuple[set, set]:
    answers = submission.answers.exclude(question=follow_up.question_id)
    return (
        set(answers.values_list("question", "choice", "not_relevant", "comment_sha256")),
        set(submission.evidence.values_list("evidence", "sha256")),
    )


def file_faults(place: str, file: Evidence | FollowUpFile, sha256: str) -> Iterator[str]:
    """The digest holds whether or not the file is still there; here the file itself is read."""
    try:
        open_whole(file.stored_as, sha256).close()
    except FileFaultError as fault:
        yield f"{place}: filen med id {file.pk} {FILE_FAULTS[str(fault)]}."
