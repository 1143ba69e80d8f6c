"""Checking a survey against its digests: whether anything frozen has been changed behind the portal's back."""

import hashlib
from collections.abc import Iterator

from reports.formal import FormalContent
from reports.letters import LetterContent
from reports.models import DocumentRequest, FormalLetter, Letter, Publication
from reports.sample_verification import sample_faults
from reports.services.publications import publication_digest
from reports.verifying_follow_ups import file_faults, follow_up_faults
from surveys.digests import sha256_text, submission_digest
from surveys.models import FollowUp, Response, Submission, SubmittedAnswer, Survey
from surveys.selectors import tally_submissions
from surveys.services.surveys import is_as_opened


def find_faults(survey: Survey) -> Iterator[str]:
    """Every difference between what was frozen and what is stored, in words an operator can act on."""
    yield from _survey_faults(survey)
    yield from sample_faults(survey)
    for submission in Submission.objects.filter(response__survey=survey).select_related("response__municipality"):
        yield from _submission_faults(survey, submission)
    for follow_up in FollowUp.objects.filter(response__survey=survey).select_related(
        "response__municipality", "question"
    ):
        yield from follow_up_faults(survey, follow_up)
    for letter in Letter.objects.filter(response__survey=survey).select_related("response__municipality").iterator():
        yield from _letter_faults(letter)
    requests = DocumentRequest.objects.filter(response__survey=survey, decided_at__isnull=False)
    for request in requests.select_related("response__municipality").iterator():
        yield from _request_faults(request)
    formal = FormalLetter.objects.filter(response__survey=survey, pdf__isnull=False)
    for letter in formal.select_related("response__municipality").iterator():
        yield from _formal_faults(letter)
    for publication in survey.publications.all():
        yield from _publication_faults(survey, publication)


def _survey_faults(survey: Survey) -> Iterator[str]:
    if survey.is_frozen and not is_as_opened(survey):
        yield "Spørgsmålene er ændret, efter at tilsynet blev åbnet."
    if survey.responses.exclude(municipality__is_demo=survey.is_demo).exists():
        yield "Tilsynet blander demokommuner og rigtige kommuner."
    for response in _with_foreign_submission(survey):
        yield f"{response.municipality.code}: den gældende indsendelse hører til en anden besvarelse."


def _with_foreign_submission(survey: Survey) -> Iterator[Response]:
    responses = survey.responses.filter(current_submission__isnull=False)
    for response in responses.select_related("municipality", "current_submission"):
        if response.current_submission.response_id != response.pk:
            yield response


def _submission_faults(survey: Survey, submission: Submission) -> Iterator[str]:
    place = f"{submission.response.municipality.code}, indsendelse {submission.number}"
    answers = list(submission.answers.select_related("question"))
    files = list(submission.evidence.select_related("evidence__question"))
    found = submission_digest(
        survey=survey.slug,
        municipality=submission.response.municipality.code,
        number=submission.number,
        answers=[
            {
                "question": answer.question.key,
                "choice": answer.choice,
                "not_relevant": answer.not_relevant,
                "comment_sha256": answer.comment_sha256,
            }
            for answer in answers
        ],
        files=[{"question": file.evidence.question.key, "sha256": file.sha256} for file in files],
    )
    if found != submission.digest:
        yield f"{place}: svarene og filerne passer ikke med kontrolsummen."
    for answer in answers:
        if sha256_text(answer.comment) != answer.comment_sha256:
            yield f"{place}, {answer.question.key}: kommentaren er ændret."
    for file in files:
        yield from file_faults(f"{place}, {file.evidence.question.key}", file.evidence, file.sha256)


def _letter_faults(letter: Letter) -> Iterator[str]:
    name = f"brev {letter.number}" if letter.number else "udkast til brev"
    place = f"{letter.response.municipality.code}, {name}"
    if LetterContent.from_json(letter.content).digest != letter.content_digest:
        yield f"{place}: indholdet passer ikke med kontrolsummen."
    if letter.pdf is not None and hashlib.sha256(letter.pdf).hexdigest() != letter.pdf_sha256:
        yield f"{place}: PDF-filen er ændret."


def _request_faults(request: DocumentRequest) -> Iterator[str]:
    if hashlib.sha256(request.pdf).hexdigest() != request.pdf_sha256:
        yield f"{request.response.municipality.code}, aktindsigt {request.number}: PDF-filen er ændret."


def _formal_faults(letter: FormalLetter) -> Iterator[str]:
    place = f"{letter.response.municipality.code}, formelt brev {letter.number}"
    if FormalContent.from_json(letter.content).digest != letter.content_digest:
        yield f"{place}: indholdet passer ikke med kontrolsummen."
    if hashlib.sha256(letter.pdf).hexdigest() != letter.pdf_sha256:
        yield f"{place}: PDF-filen er ændret."


def _publication_faults(survey: Survey, publication: Publication) -> Iterator[str]:
    """Tally the frozen list again: the published figures must follow from it."""
    place = f"Offentliggørelse {publication.number}"
    submissions = list(publication.submissions.all())
    tally = tally_submissions(survey, SubmittedAnswer.objects.filter(submission__in=submissions))
    found = publication_digest(survey, submissions, publication.thresholds, tally, publication.advice_version.number)
    if found != publication.digest:
        yield f"{place}: tallene følger ikke af listen af indsendelser."
    figures = {area["key"]: (area["counted"], area["of"]) for area in publication.content["areas"]}
    if figures != {one.area: (one.counted, one.of) for one in tally.headlines}:
        yield f"{place}: de viste tal er ikke dem, listen giver."
    if hashlib.sha256(publication.pdf).hexdigest() != publication.pdf_sha256:
        yield f"{place}: PDF-filen er ændret."
