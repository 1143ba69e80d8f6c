"""One case with everything that happened in it."""

from reports.selectors.letters import UNASSIGNED
from reports.selectors.survey import sender_of
from reports.timeline.entries import Case, Entry, Standing, in_order
from reports.timeline.sources import SOURCES
from surveys.models import Response


def select_entries(response: Response) -> tuple[Entry, ...]:
    """As many queries as the sources say, however long the case is."""
    return in_order(entry for source in SOURCES for entry in source(response))


def select_case(response: Response) -> Case:
    """The response must have its survey, municipality, region and case handler read."""
    survey = response.survey
    return Case(
        survey_title=survey.title,
        is_demo=survey.is_demo,
        sender=sender_of(survey),
        municipality=response.municipality.official_name,
        cvr=response.municipality.cvr,
        region=str(response.region),
        journal_number=response.journal_number,
        entries=select_entries(response),
        standing=Standing(
            case_handler=str(response.case_handler or UNASSIGNED),
            survey_state=survey.state_label,
            state=response.state_label,
            deadline=response.deadline,
        ),
    )
