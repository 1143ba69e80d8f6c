"""The letters that an act of the case itself causes: the opening letter, a reminder, an answer, a return."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format

from reports.documents import Fact, Link
from reports.enums import EntryKind, FormalState
from reports.models import FormalLetter
from reports.timeline.entries import Annex, Entry, Passage
from surveys.deadlines import COPENHAGEN
from surveys.models import Response

ENDINGS = {
    FormalState.WAITING: "venter på at blive dannet",
    FormalState.ISSUED: "blev udsendt",
    FormalState.FAILED: "kunne ikke dannes",
    FormalState.DROPPED: "bortfaldt",
}
# On its way or sent. A draft, and a letter that came to nothing, are the agency's own.
MEANT_FOR_THE_MUNICIPALITY = (FormalState.WAITING, FormalState.ISSUED)


def formal_letters(response: Response) -> Iterator[Entry]:
    """One query. A letter stands where it was made, else where it was caused."""
    for letter in response.formal_letters.without_bytes().select_related("caused_by").order_by("number"):
        key = f"formal-{letter.pk}"
        yield Entry(
            key=key,
            kind=EntryKind.LETTER,
            pk=letter.pk,
            at=letter.made_at or letter.caused_at,
            title=_title(letter),
            by=str(letter.caused_by or ""),
            words=Passage(f"{key}-reason", "årsagen", letter.reason) if letter.reason else None,
            internal=letter.state not in MEANT_FOR_THE_MUNICIPALITY,
            link=_link(response, letter) if letter.is_made else None,
            annex=_annex(key, letter) if letter.is_made else None,
        )


def _title(letter: FormalLetter) -> str:
    return _name(letter) if letter.state == FormalState.DRAFT else f"{_name(letter)} {ENDINGS[letter.state]}"


def _name(letter: FormalLetter) -> str:
    name = f"{letter.get_kind_display()} (formelt brev nr. {letter.number})"
    return f"Udkast til {name[0].lower()}{name[1:]}" if letter.state == FormalState.DRAFT else name


def _link(response: Response, letter: FormalLetter) -> Link:
    place = [response.survey.slug, response.municipality.code, letter.number]
    return Link(f"Se formelt brev nr. {letter.number} (PDF)", reverse("reports:formal_letter_pdf", args=place))


def _annex(key: str, letter: FormalLetter) -> Annex:
    """As of a guidance letter: what shows which one it is. A draft has no code."""
    facts = (
        Fact("Dannet", date_format(letter.made_at.astimezone(COPENHAGEN), "DATETIME_FORMAT")),
        Fact("Kontrolkode", letter.verification_code or ""),
        Fact("Indhold (SHA-256)", letter.content_digest),
        Fact("PDF-fil (SHA-256)", letter.pdf_sha256),
    )
    return Annex(f"{key}-annex", _name(letter), tuple(fact for fact in facts if fact.text))
