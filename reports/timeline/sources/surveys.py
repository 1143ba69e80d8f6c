"""What happened to the whole survey, and so to this case."""

from collections.abc import Iterator

from reports.enums import EntryKind
from reports.timeline.entries import Entry, Passage
from surveys.enums import SurveyState
from surveys.markdown import as_text
from surveys.models import Erratum, Response

TITLES = {
    SurveyState.OPEN: "Tilsynet blev åbnet",
    SurveyState.CLOSED: "Tilsynet blev lukket for besvarelser",
    SurveyState.PUBLISHED: "Tilsynet blev offentliggjort",
    SurveyState.ARCHIVED: "Tilsynet blev arkiveret",
}


def survey_moves(response: Response) -> Iterator[Entry]:
    """One query."""
    for event in response.survey.events.select_related("by"):
        key = f"survey-{event.pk}"
        again = event.from_state == SurveyState.CLOSED and event.to_state == SurveyState.OPEN
        yield Entry(
            key=key,
            kind=EntryKind.SURVEY,
            pk=event.pk,
            at=event.at,
            title="Tilsynet blev genåbnet" if again else TITLES.get(event.to_state, event.get_to_state_display()),
            by=str(event.by or ""),
            words=Passage(f"{key}-reason", "begrundelsen", event.reason) if event.reason else None,
        )


def errata(response: Response) -> Iterator[Entry]:
    """One query. A new wording says that it is one; only a withdrawal is an entry of its own."""
    found = Erratum.objects.filter(question__survey=response.survey_id)
    for one in found.select_related("by", "ended_by", "question"):
        key, name = f"erratum-{one.pk}", "Ny ordlyd af en rettelse" if one.corrects_id else "En rettelse"
        yield Entry(
            key=key,
            kind=EntryKind.SURVEY,
            pk=one.pk,
            at=one.at,
            title=f"{name} til et spørgsmål",
            by=str(one.by),
            note=f"Spørgsmålet »{one.question.text}«",
            words=Passage(f"{key}-words", "teksten", as_text(one.text)),
        )
        if one.is_withdrawn:
            yield _withdrawn(key, one)


def _withdrawn(key: str, one: Erratum) -> Entry:
    return Entry(
        key=f"{key}-withdrawn",
        kind=EntryKind.SURVEY,
        pk=one.pk,
        at=one.ended_at,
        title="En rettelse til et spørgsmål blev trukket tilbage",
        by=str(one.ended_by),
        note=f"Spørgsmålet »{one.question.text}«",
        words=Passage(f"{key}-reason", "begrundelsen", one.reason),
    )
