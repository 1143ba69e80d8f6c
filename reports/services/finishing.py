"""The last steps of every letter that leaves the house, and what becomes of one that could not be made."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from reports.pdf import AssetError, render_pdf
from reports.sealing import seal_pdf
from reports.services.errors import LetterError
from reports.validation import AccessibilityError, require_accessible

logger = logging.getLogger(__name__)

UNMADE = "Brevet kunne ikke dannes på grund af en fejl i portalen. Prøv igen. Hjælper det ikke, så kontakt driften."
Made = TypeVar("Made")


def finished_pdf(html: str, *, is_demo: bool, now: datetime) -> bytes:
    """Render, validate, seal if configured: the bytes to store.

    Raises AccessibilityError where the PDF is not PDF/UA-1, LetterError where the certificate is not valid today.
    """
    pdf = render_pdf(html)
    require_accessible(pdf)
    # Afterwards, since the validator takes no signed file; a seal adds to the file and changes none of it.
    return seal_pdf(pdf, is_demo=is_demo, now=now)


def attempt(work: Callable[[], Made], *, what: str) -> tuple[Made | None, str]:
    """What the work made, and why it made nothing: all of it or nothing is written.

    What the person can mend is told in its own words; a fault of ours stands in the log.
    """
    try:
        with transaction.atomic():
            return work(), ""
    except LetterError as error:
        return None, str(error)
    except (AssetError, AccessibilityError):
        logger.exception("%s failed", what)
        return None, UNMADE
