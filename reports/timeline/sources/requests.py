"""Requests to see the case's documents: when each came, and what was decided."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format

from reports.documents import Link
from reports.enums import EntryKind
from reports.timeline.entries import Entry
from surveys.models import Response


def document_requests(response: Response) -> Iterator[Entry]:
    """One query."""
    for one in response.document_requests.without_bytes().select_related("registered_by", "decided_by"):
        place = [response.survey.slug, response.municipality.code, one.number]
        name = f"Anmodning om aktindsigt nr. {one.number}"
        yield Entry(
            key=f"request-{one.pk}",
            kind=EntryKind.REQUEST,
            pk=one.pk,
            at=one.registered_at,
            title=f"{name} blev registreret",
            by=str(one.registered_by),
            note=f"Modtaget {date_format(one.received_on)}, {one.reference}",
            link=Link(f"Se anmodning nr. {one.number}", reverse("reports:document_request", args=place)),
        )
        if one.decided_at:
            yield Entry(
                key=f"request-{one.pk}-decided",
                kind=EntryKind.REQUEST,
                pk=one.pk,
                at=one.decided_at,
                title=f"{name} blev afgjort",
                by=str(one.decided_by),
                note=f"PDF-filens kontrolsum (SHA-256): {one.pdf_sha256}",
            )
