"""Issuing letters: approve the content, fix number and code, render, validate, store, hash; all of it or nothing."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from reports.enums import LetterState
from reports.html import letter_html
from reports.letters import LetterContent, new_verification_code
from reports.models import Letter
from reports.pdf import render_pdf
from reports.selectors.letters import select_letter
from reports.services.errors import LetterError
from reports.validation import require_accessible
from surveys.deadlines import COPENHAGEN
from surveys.models import Response

COUNTED_STATES = ("submitted", "accepted")


def draft_pdf(content: LetterContent) -> bytes:
    """The letter as it would be issued today, with the watermark."""
    return render_pdf(letter_html(content, state=LetterState.DRAFT))


@transaction.atomic
def issue_letter(*, response: Response, by: User, now: datetime | None = None) -> Letter:
    """Issue the letter to the current submission; asking again gives the letter that was issued to it.

    A later submission makes a new letter, which supersedes the old; both stay. Raises LetterError where there is
    nothing to write about, and AccessibilityError where the PDF is not PDF/UA-1: then nothing is stored.
    """
    now = now or timezone.now()
    response = _lock(response)
    _require_issuable(response)
    issued = response.letters.issued().first()
    if issued and issued.submission_id == response.current_submission_id:
        return issued
    number = response.letters.count() + 1
    code = new_verification_code()
    content = select_letter(response).issued(number=number, on=now.astimezone(COPENHAGEN).date(), code=code)
    pdf = render_pdf(letter_html(content, state=LetterState.ISSUED))
    require_accessible(pdf)
    if issued:
        issued.state, issued.superseded_at = LetterState.SUPERSEDED, now
        issued.save(update_fields=["state", "superseded_at"])
    return Letter.objects.create(
        response=response,
        submission=response.current_submission,
        number=number,
        verification_code=code,
        state=LetterState.ISSUED,
        content=content.to_json(),
        content_digest=content.digest,
        approved_by=by,
        approved_digest=content.digest,
        issued_at=now,
        issued_by=by,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
    )


def _lock(response: Response) -> Response:
    """One letter at a time to one municipality: a double click waits here and is given the same letter."""
    return (
        Response.objects.select_related("survey", "municipality", "current_submission", "case_handler")
        .select_for_update(of=("self",))
        .get(pk=response.pk)
    )


def _require_issuable(response: Response) -> None:
    if response.current_submission is None:
        raise LetterError("Kommunen har ikke indsendt en besvarelse, så der er intet at skrive om.")
    if response.state not in COUNTED_STATES:
        raise LetterError(f"Besvarelsen er »{response.state_label}«. Et brev kan udsendes, når den er indsendt igen.")
