"""The agency's internal notes. They never leave the house by themselves."""

from collections.abc import Iterator

from reports.enums import EntryKind
from reports.timeline.entries import Entry, Passage
from surveys.models import InternalNote, Response


def notes(response: Response) -> Iterator[Entry]:
    """One query; writing a note and striking it out are two entries, and a note that is struck out stays readable."""
    for note in response.notes.select_related("by", "struck_by", "question"):
        key, place = f"note-{note.pk}", "et svar" if note.question else "sagen"
        yield Entry(
            key=key,
            kind=EntryKind.NOTE,
            pk=note.pk,
            at=note.at,
            title=f"Note til {place}{', streget over siden' if note.is_struck else ''}",
            by=str(note.by),
            note=_about(note),
            words=Passage(f"{key}-words", "teksten", note.text),
            internal=True,
        )
        if note.is_struck:
            yield Entry(
                key=f"{key}-struck",
                kind=EntryKind.NOTE,
                pk=note.pk,
                at=note.struck_at,
                title=f"En note til {place} blev streget over",
                by=str(note.struck_by),
                note=_about(note),
                words=Passage(f"{key}-reason", "begrundelsen", note.struck_reason),
                internal=True,
            )


def _about(note: InternalNote) -> str:
    return f"Til spørgsmålet »{note.about}«" if note.about else ""
