"""Publishing: freeze the list of submissions and what is said of it. A correction makes the next number."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from reports.html import report_html
from reports.models import Publication
from reports.pdf import render_pdf
from reports.selectors.report import select_report
from reports.services.errors import PublicationError
from reports.validation import require_accessible
from surveys.deadlines import COPENHAGEN
from surveys.digests import digest
from surveys.enums import SurveyState
from surveys.models import AdviceVersion, Submission, SubmittedAnswer, Survey
from surveys.selectors import tally_submissions
from surveys.services.advice import use_advice
from surveys.services.errors import SurveyError
from surveys.services.surveys import lock_survey, move_survey
from surveys.tally import Tally

PUBLISHABLE = (SurveyState.CLOSED, SurveyState.PUBLISHED)


@transaction.atomic
def publish_survey(*, survey: Survey, by: User | None, now: datetime | None = None) -> Publication:
    """Freeze today's current submissions as the next publication; where nothing changed, the last one is returned.

    Raises PublicationError where the survey is still open, or nobody has answered.
    """
    now = now or timezone.now()
    survey = lock_survey(survey)
    _require_publishable(survey)
    submissions = list(Submission.objects.filter(current_of__in=survey.responses.respondents()).order_by("pk"))
    if not submissions:
        raise PublicationError("Ingen kommuner har indsendt, så der er intet at offentliggøre.")
    tally = tally_submissions(survey, SubmittedAnswer.objects.filter(submission__in=submissions))
    thresholds = {one.question: one.threshold for one in tally.headlines}
    advice = _use_advice(survey)
    fingerprint = publication_digest(survey, submissions, thresholds, tally, advice.number)
    last = survey.publications.order_by("-number").first()
    if last and last.digest == fingerprint:
        return last
    publication = _freeze(
        survey, submissions, thresholds, tally, advice, fingerprint, (last.number if last else 0) + 1, by, now
    )
    if survey.state == SurveyState.CLOSED:
        move_survey(survey=survey, target=SurveyState.PUBLISHED, by=by, now=now)
    return publication


def _use_advice(survey: Survey) -> AdviceVersion:
    try:
        return use_advice(survey=survey)
    except SurveyError as error:
        raise PublicationError(str(error)) from error


def publication_digest(
    survey: Survey, submissions: list[Submission], thresholds: dict, tally: Tally, advice_number: int
) -> str:
    """Covers the digests of all submissions, what counts, the figures and the advice used: enough to redo them."""
    return digest(
        {
            "survey": survey.slug,
            "content": survey.content_digest,
            "submissions": sorted(one.digest for one in submissions),
            "thresholds": thresholds,
            "advice": advice_number,
            "figures": {one.question: [one.counted, one.of] for one in tally.headlines},
        }
    )


def _freeze(
    survey: Survey,
    submissions: list[Submission],
    thresholds: dict,
    tally: Tally,
    advice: AdviceVersion,
    fingerprint: str,
    number: int,
    by: User | None,
    now: datetime,
) -> Publication:
    day = now.astimezone(COPENHAGEN).date()
    content = select_report(survey, tally, advice, number=number, published=day, digest=fingerprint)
    pdf = render_pdf(report_html(content))
    require_accessible(pdf)
    publication = Publication.objects.create(
        survey=survey,
        number=number,
        published_at=now,
        published_by=by,
        thresholds=thresholds,
        advice_version=advice,
        content=content.to_json(),
        digest=fingerprint,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
    )
    publication.submissions.set(submissions)
    return publication


def _require_publishable(survey: Survey) -> None:
    if survey.state not in PUBLISHABLE:
        raise PublicationError(
            f"Tilsynet er »{survey.state_label}«. Luk tilsynet for besvarelser, før resultatet offentliggøres."
        )
