"""What happened to the whole survey, and so to this case."""

from collections.abc import Iterator

from reports.enums import EntryKind
from reports.timeline.entries import Entry, Passage
from surveys.enums import SurveyState
from surveys.models import Response

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
