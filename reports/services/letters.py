"""Issuing an approved letter: fix number and code, render, validate, seal, store, hash; all of it or nothing."""

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
from reports.services.errors import LetterError
from reports.services.finishing import finished_pdf
from reports.services.locking import lock_response, require_current, require_impartial, require_open_case
from surveys.deadlines import COPENHAGEN
from surveys.enums import MailKind
from surveys.services.mails import write_mails


def draft_pdf(content: LetterContent) -> bytes:
    """The letter as it would be issued today, with the watermark."""
    return render_pdf(letter_html(content, state=LetterState.DRAFT))


@transaction.atomic
def issue_letter(*, letter: Letter, by: User, now: datetime | None = None) -> Letter:
    """Issue what was approved, and nothing else; asking again gives the letter that was issued.

    It supersedes the one before; both stay. Those in charge are told in the same transaction, so once. Raises
    LetterError where it is not approved or new answers have come, and AccessibilityError where the PDF is not
    PDF/UA-1: then nothing is stored.
    """
    now = now or timezone.now()
    response = lock_response(letter.response)
    letter = response.letters.get(pk=letter.pk)
    if letter.state in {LetterState.ISSUED, LetterState.SUPERSEDED}:
        return letter
    letter.response = response
    require_open_case(response.survey_id)
    require_impartial(response, by)
    _require_approved(letter)
    require_current(letter)
    letter.number, letter.verification_code = response.letters.sent().count() + 1, new_verification_code()
    content = LetterContent.from_json(letter.content).issued(
        number=letter.number, on=now.astimezone(COPENHAGEN).date(), code=letter.verification_code
    )
    pdf = finished_pdf(letter_html(content, state=LetterState.ISSUED), is_demo=response.survey.is_demo, now=now)
    response.letters.issued().update(state=LetterState.SUPERSEDED, superseded_at=now)
    letter.content, letter.pdf, letter.pdf_sha256 = content.to_json(), pdf, hashlib.sha256(pdf).hexdigest()
    letter.state, letter.issued_at, letter.issued_by = LetterState.ISSUED, now, by
    letter.save()
    write_mails(responses=[response], kind=MailKind.LETTER, now=now, by=by)
    return letter


def _require_approved(letter: Letter) -> None:
    """The digest is taken again of what is stored, so that nothing but the approved words can be sent."""
    if letter.state != LetterState.APPROVED:
        raise LetterError("Brevet er ikke godkendt, så det kan ikke udsendes.")
    if LetterContent.from_json(letter.content).digest != letter.approved_digest:
        raise LetterError("Brevets indhold er ikke det, der blev godkendt. Lav udkastet igen.")
