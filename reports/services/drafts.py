"""A letter before it is sent: drafted from the submission, edited in its free texts, approved by another."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from reports.enums import LetterState
from reports.letters import LetterContent
from reports.models import Letter
from reports.selectors.letters import select_letter
from reports.selectors.survey import select_asked
from reports.services.errors import LetterError
from reports.services.locking import (
    lock_response,
    require_current,
    require_impartial,
    require_open_case,
    require_submitted,
)
from surveys.models import AdviceVersion, Response
from surveys.services.advice import use_advice
from surveys.services.errors import SurveyError

CHANGED = "Brevet er ændret, siden du så det. Læs det igen, og vælg så."


@transaction.atomic
def draft_letter(*, response: Response, by: User) -> Letter:
    """The response's draft, with today's facts; what staff have written in it stays.

    Where nothing is new the draft is left as it is, approval and all. Raises LetterError where there is nothing to
    write about.
    """
    response = lock_response(response)
    require_open_case(response.survey_id)
    require_impartial(response, by)
    require_submitted(response)
    draft = response.letters.drafts().first()
    version = _use_advice(response)
    facts = select_letter(response, select_asked(version))
    if draft is None:
        draft = Letter(response=response)
    else:
        stored = LetterContent.from_json(draft.content)
        facts = facts.with_texts(greeting=stored.greeting, extra=stored.extra)
        if facts.digest == draft.content_digest and draft.submission_id == response.current_submission_id:
            return _keep(draft, version)
    draft.submission, draft.drafted_by, draft.advice_version = response.current_submission, by, version
    _set_content(draft, facts)
    draft.save()
    return draft


def _use_advice(response: Response) -> AdviceVersion:
    try:
        return use_advice(survey=response.survey)
    except SurveyError as error:
        raise LetterError(str(error)) from error


def _keep(draft: Letter, version: AdviceVersion) -> Letter:
    """Newer advice that says the same to this municipality changes nothing that was approved."""
    if draft.advice_version_id != version.pk:
        draft.advice_version = version
        draft.save(update_fields=["advice_version"])
    return draft


@transaction.atomic
def edit_letter(*, letter: Letter, by: User, greeting: str, extra: str, seen: str) -> Letter:
    """Set the free texts, which withdraws an approval; `seen` is the digest of what the person had before them.

    Raises LetterError where someone else changed it meanwhile: nothing is overwritten unseen.
    """
    letter = _lock(letter)
    require_impartial(letter.response, by)
    if letter.content_digest != seen:
        raise LetterError(CHANGED)
    content = LetterContent.from_json(letter.content).with_texts(greeting=greeting, extra=extra)
    if content.digest == letter.content_digest:
        return letter
    letter.edited_by = by
    _set_content(letter, content)
    letter.save()
    return letter


@transaction.atomic
def approve_letter(*, letter: Letter, by: User, digest: str, now: datetime | None = None) -> Letter:
    """Approve the very content the person read, named by its digest. Approving it again changes nothing.

    Raises LetterError where it says something else by now, or the approver wrote it.
    """
    letter = _lock(letter)
    require_impartial(letter.response, by)
    if letter.content_digest != digest:
        raise LetterError(CHANGED)
    if letter.state == LetterState.APPROVED:
        return letter
    if reason := why_not_approve(letter, by):
        raise LetterError(reason)
    require_current(letter)
    _require_news(letter)
    letter.state, letter.approved_by, letter.approved_digest = LetterState.APPROVED, by, digest
    letter.approved_at = now or timezone.now()
    letter.save(update_fields=["state", "approved_by", "approved_at", "approved_digest"])
    return letter


def why_not_approve(letter: Letter, by: User) -> str:
    """Two people stand behind each letter: whoever drafted it or edited it last is not the one who approves."""
    if letter.drafted_by_id == by.pk:
        return "Du har selv lavet udkastet. En anden leder skal godkende brevet."
    if letter.edited_by_id == by.pk:
        return "Du har selv rettet brevet sidst. En anden leder skal godkende det."
    return ""


def _lock(letter: Letter) -> Letter:
    """The response is the lock of all its letters; raises LetterError where the letter is no longer a draft."""
    response = lock_response(letter.response)
    require_open_case(response.survey_id)
    found = response.letters.drafts().filter(pk=letter.pk).first()
    if found is None:
        raise LetterError("Brevet er udsendt og kan ikke ændres. Lav et nyt udkast, hvis noget skal rettes.")
    found.response = response
    return found


def _set_content(letter: Letter, content: LetterContent) -> None:
    """Whatever was approved was something else."""
    letter.content, letter.content_digest = content.to_json(), content.digest
    letter.state, letter.approved_by, letter.approved_at, letter.approved_digest = LetterState.DRAFT, None, None, ""


def _require_news(letter: Letter) -> None:
    """A correction that corrects nothing would only make the municipality compare two letters that are alike."""
    issued = letter.response.letters.issued().without_bytes().first()
    if issued and issued.content_digest == letter.content_digest:
        raise LetterError(f"Brevet siger det samme som brev nr. {issued.number}, der gælder. Der er intet at rette.")
