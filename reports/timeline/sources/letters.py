"""Letters to the municipality, and the publications that count what it answered."""

from collections.abc import Iterator

from django.db.models import Min
from django.urls import reverse
from django.utils.formats import date_format

from reports.documents import Fact, Link
from reports.enums import EntryKind
from reports.models import Letter, Publication
from reports.timeline.entries import Annex, Entry
from surveys.deadlines import COPENHAGEN
from surveys.models import Response


def letters(response: Response) -> Iterator[Entry]:
    """One query; each act on a letter that is still known is an entry."""
    people = ("drafted_by", "approved_by", "issued_by", "submission")
    for letter in response.letters.without_bytes().select_related(*people).order_by("created_at", "pk"):
        yield from _acts(response, letter)


def _acts(response: Response, letter: Letter) -> Iterator[Entry]:
    acts = (
        ("drafted", letter.created_at, letter.drafted_by, "Udkast til vejledningsbrev", True),
        ("approved", letter.approved_at, letter.approved_by, "Vejledningsbrevet blev godkendt", True),
        ("issued", letter.issued_at, letter.issued_by, f"Vejledningsbrev nr. {letter.number} blev udsendt", False),
        ("superseded", letter.superseded_at, None, f"Vejledningsbrev nr. {letter.number} blev erstattet", False),
    )
    for act, at, by, title, is_internal in acts:
        if at:
            is_sent = act == "issued"
            yield Entry(
                key=f"letter-{letter.pk}-{act}",
                kind=EntryKind.LETTER,
                pk=letter.pk,
                at=at,
                title=title,
                by=str(by or ""),
                internal=is_internal,
                link=_link(response, letter) if is_sent else None,
                annex=_annex(letter) if is_sent else None,
            )


def _link(response: Response, letter: Letter) -> Link:
    place = [response.survey.slug, response.municipality.code, letter.number]
    return Link(f"Se vejledningsbrev nr. {letter.number} (PDF)", reverse("reports:agency_letter_pdf", args=place))


def _annex(letter: Letter) -> Annex:
    """The letter is a document of its own; here stands what shows which one it is."""
    return Annex(
        key=f"letter-{letter.pk}-annex",
        title=f"Vejledningsbrev nr. {letter.number}",
        facts=(
            Fact("Udsendt", date_format(letter.issued_at.astimezone(COPENHAGEN), "DATETIME_FORMAT")),
            Fact("Bygger på", f"Indsendelse nr. {letter.submission.number}"),
            Fact("Kontrolkode", letter.verification_code),
            Fact("Indhold (SHA-256)", letter.content_digest),
            Fact("PDF-fil (SHA-256)", letter.pdf_sha256),
        ),
    )


def publications(response: Response) -> Iterator[Entry]:
    """One query: those whose frozen list has a submission of this response."""
    found = Publication.objects.filter(submissions__response=response).annotate(counted=Min("submissions__number"))
    for one in found.select_related("published_by").defer("pdf", "content", "thresholds"):
        yield Entry(
            key=f"publication-{one.pk}",
            kind=EntryKind.PUBLICATION,
            pk=one.pk,
            at=one.published_at,
            title=f"Offentliggørelse nr. {one.number} talte indsendelse nr. {one.counted} med",
            by=str(one.published_by or ""),
            link=Link(
                f"Se offentliggørelse nr. {one.number}",
                reverse("reports:results_number", args=[response.survey.slug, one.number]),
            ),
        )
