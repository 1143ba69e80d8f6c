"""How the municipality came to be asked: chosen before the survey opened, or added later."""

from collections.abc import Iterator

from django.urls import reverse

from reports.documents import Link
from reports.enums import EntryKind
from reports.timeline.entries import Entry, Passage
from surveys.models import Addition, Opening, Response, Sample


def asked(response: Response) -> Iterator[Entry]:
    """Two queries, whichever it was. Who else was or could have been chosen is not told."""
    addition = Addition.objects.filter(response=response).select_related("by").first()
    openings = Opening.objects.filter(survey=response.survey_id).select_related("sample__made_by")
    opening = openings.defer("sample__frame").first()
    link = Link("Se udvælgelsen", reverse("surveys:sample", args=[response.survey.slug]))
    if addition:
        yield _added(addition, link)
    elif opening and response.municipality.code in opening.sample.codes:
        yield _chosen(opening.sample, link)


def _added(addition: Addition, link: Link) -> Entry:
    key = f"addition-{addition.pk}"
    return Entry(
        key=key,
        kind=EntryKind.CASE,
        pk=addition.pk,
        at=addition.at,
        title="Kommunen blev tilføjet, efter at tilsynet var åbnet",
        by=str(addition.by),
        words=Passage(f"{key}-reason", "begrundelsen", addition.reason),
        link=link,
    )


def _chosen(sample: Sample, link: Link) -> Entry:
    key, seed = f"sample-{sample.pk}", f"Startværdi {sample.seed}. " if sample.seed else ""
    return Entry(
        key=key,
        kind=EntryKind.CASE,
        pk=sample.pk,
        at=sample.made_at,
        title=f"Kommunen blev udvalgt: {sample.method_label} (udvælgelse nr. {sample.number})",
        by=str(sample.made_by or ""),
        note=f"{seed}SHA-256 {sample.digest}",
        words=Passage(f"{key}-reason", "begrundelsen", sample.reason) if sample.reason else None,
        link=link,
    )
