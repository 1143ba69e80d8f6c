"""Requests to see a case's documents: registered, parts chosen, decided. What is decided is the PDF that was stored."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from municipalities.models import User
from reports import frozen
from reports.html import case_html
from reports.models import DocumentRequest
from reports.pdf import render_pdf
from reports.services.errors import RequestError
from reports.services.locking import lock_response
from reports.timeline.bases import BY_KEY
from reports.timeline.choosing import complete
from reports.timeline.document import copy_document, fingerprint
from reports.timeline.entries import Case
from reports.timeline.selectors import select_case
from reports.validation import require_accessible
from surveys.handlers import KEPT_FROM, is_kept_from
from surveys.models import Response
from surveys.reminders import local_day
from surveys.working_days import add_working_days

WORKING_DAYS = 7
OLDEST = timedelta(days=365)
TWICE = timedelta(minutes=1)
DECIDED = "Anmodningen er afgjort og kan ikke ændres. Registrér en ny, hvis der bedes om mere."
CHANGED = "Sagen eller valgene er ændret, siden du så dem. Se dem igennem igen."


@transaction.atomic
def register_request(
    *, response: Response, by: User, law: str, received_on: date, reference: str, now: datetime | None = None
) -> DocumentRequest:
    """The seven working days run from the day after it came. Raises RequestError where that day cannot be.

    A button pressed twice registers one: it could not be deleted.
    """
    now = now or timezone.now()
    response = lock_response(response)
    _require_impartial(response, by)
    today = local_day(now)
    if received_on > today:
        raise RequestError("Datoen ligger i fremtiden. Skriv den dag, anmodningen kom.")
    if received_on < today - OLDEST:
        raise RequestError("Datoen ligger mere end et år tilbage. Skriv den dag, anmodningen kom.")
    asked = {"law": law, "reference": reference, "received_on": received_on}
    same = response.document_requests.filter(**asked, registered_by=by, registered_at__gt=now - TWICE)
    return same.filter(decided_at__isnull=True).first() or DocumentRequest.objects.create(
        **asked,
        response=response,
        number=response.document_requests.count() + 1,
        due_on=add_working_days(received_on, WORKING_DAYS),
        registered_by=by,
        registered_at=now,
    )


@transaction.atomic
def choose_parts(
    *, request: DocumentRequest, by: User, choices: Mapping[str, str], seen: str, now: datetime | None = None
) -> DocumentRequest:
    """Store which parts are left out, and why. `seen` is the fingerprint of what the person chose from.

    Raises RequestError where it is decided, or something came in between: nothing is overwritten unseen.
    """
    request, case = _lock(request, by)
    before = complete(case, request.law, request.choices)
    if fingerprint(case, before) != seen:
        raise RequestError(CHANGED)
    _require_bases(request, choices)
    request.choices = complete(case, request.law, choices)
    request.chosen_by, request.chosen_at = by, now or timezone.now()
    request.save(update_fields=["choices", "chosen_by", "chosen_at"])
    return request


def decide_request(*, request: DocumentRequest, by: User, seen: str, now: datetime | None = None) -> DocumentRequest:
    """Make the copy of what was seen, validate it, and store its bytes with their hash.

    A long copy takes seconds, in which nothing is locked: what was seen is held against the case before and after.
    Raises RequestError where it is decided already, the parts are not chosen, or the case is another by now, and
    AccessibilityError where the PDF is not PDF/UA-1. Then nothing is stored.
    """
    now = now or timezone.now()
    request, case, choices = _seen(request, seen, by)
    copy = copy_document(case, request, choices, now, is_decided=True)
    pdf = render_pdf(case_html(copy))
    require_accessible(pdf)
    with transaction.atomic():
        request, _case, choices = _seen(request, seen, by)
        request.choices, request.omissions = choices, frozen.to_plain(copy.omissions)
        request.decided_by, request.decided_at = by, now
        request.pdf, request.pdf_sha256 = pdf, hashlib.sha256(pdf).hexdigest()
        request.save(update_fields=["choices", "omissions", "decided_by", "decided_at", "pdf", "pdf_sha256"])
    return request


@transaction.atomic
def _seen(request: DocumentRequest, seen: str, by: User) -> tuple[DocumentRequest, Case, dict[str, str]]:
    """What is to be decided, as long as it is what the person had before them."""
    request, case = _lock(request, by)
    if request.chosen_at is None:
        raise RequestError("Vælg først, hvad der skal med.")
    choices = complete(case, request.law, request.choices)
    if fingerprint(case, choices) != seen:
        raise RequestError(CHANGED)
    return request, case, choices


def _lock(request: DocumentRequest, by: User) -> tuple[DocumentRequest, Case]:
    """The response is the lock of its requests, and the case is read behind it."""
    response = lock_response(request.response)
    _require_impartial(response, by)
    request = response.document_requests.get(pk=request.pk)
    if request.is_decided:
        raise RequestError(DECIDED)
    request.response = response
    return request, select_case(response)


def _require_impartial(response: Response, by: User) -> None:
    if is_kept_from(by, response):
        raise RequestError(KEPT_FROM)


def _require_bases(request: DocumentRequest, choices: Mapping[str, str]) -> None:
    """Each basis must be one of the law that is asked by."""
    known = {"", *(key for key, basis in BY_KEY.items() if basis.law == request.law)}
    if not known.issuperset(choices.values()):
        raise RequestError("En af delene er udeladt uden en gyldig hjemmel. Vælg hjemlen på listen.")
