"""A survey's own words for its formal letters, and the lawyer's mark on them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from reports.enums import FormalKind
from reports.formal_texts import Words
from reports.models import FormalText
from reports.selectors.formal import SurveyText, select_text
from reports.services.errors import LetterError
from reports.services.formal_making import renew_drafts
from surveys.enums import SurveyState
from surveys.models import Survey
from surveys.services.surveys import lock_survey

ARCHIVED = "Tilsynet er arkiveret, så teksterne kan ikke længere ændres eller markeres."
CHANGED = "Teksten er ændret, siden du så den. Læs den igen, og vælg så."


@transaction.atomic
def save_words(
    *, survey: Survey, kind: FormalKind, words: Words, by: User, seen: str, now: datetime | None = None
) -> None:
    """Words that differ take the lawyer's mark off. `seen` is the digest of what the person had before them.

    Raises LetterError where someone else changed them meanwhile: nothing is overwritten unseen.
    """
    text = _lock(survey, kind, seen)
    if words == text.words and text.own:
        return
    fields = {"heading": words.heading, "body": words.body, "changed_by": by, "changed_at": now or timezone.now()}
    unmarked = {"reviewed_by": None, "reviewed_at": None}
    FormalText.objects.update_or_create(survey=survey, kind=kind, defaults=fields | unmarked)


@transaction.atomic
def reset_words(*, survey: Survey, kind: FormalKind, seen: str) -> None:
    """Back to the default words, which carry no mark."""
    _lock(survey, kind, seen)
    FormalText.objects.filter(survey=survey, kind=kind).delete()


@transaction.atomic
def mark_reviewed(*, survey: Survey, kind: FormalKind, by: User, seen: str, now: datetime | None = None) -> int:
    """Say that a lawyer has gone through these very words; returns how many drafts are made for good now.

    The words are stored with the mark, so that other default ones in a later release do not slip in under it.
    """
    text = _lock(survey, kind, seen)
    mark = {"reviewed_by": by, "reviewed_at": now or timezone.now()}
    words = {"heading": text.words.heading, "body": text.words.body}
    FormalText.objects.update_or_create(survey=survey, kind=kind, defaults=words | mark)
    return renew_drafts()


def _lock(survey: Survey, kind: FormalKind, seen: str) -> SurveyText:
    survey = lock_survey(survey)
    if survey.state == SurveyState.ARCHIVED:
        raise LetterError(ARCHIVED)
    text = select_text(survey, kind)
    if text.words.digest != seen:
        raise LetterError(CHANGED)
    return text
