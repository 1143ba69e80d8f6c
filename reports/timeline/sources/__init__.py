"""The register of what a timeline is made of. A new kind of row in a case gets one function here, and nothing more.

Each takes the response (with its survey and municipality read) and gives entries, in a fixed number of queries.
"""

from collections.abc import Callable, Iterable

from reports.timeline.entries import Entry
from reports.timeline.sources.asking import asked
from reports.timeline.sources.follow_ups import follow_ups
from reports.timeline.sources.formal import formal_letters
from reports.timeline.sources.handling import assignments, conflicts
from reports.timeline.sources.letters import letters, publications
from reports.timeline.sources.mails import mails
from reports.timeline.sources.measurements import measurements
from reports.timeline.sources.notes import notes
from reports.timeline.sources.requests import document_requests
from reports.timeline.sources.responses import cpr_denials, extensions, moves
from reports.timeline.sources.submissions import submissions
from reports.timeline.sources.surveys import errata, survey_moves
from surveys.models import Response

SOURCES: tuple[Callable[[Response], Iterable[Entry]], ...] = (
    survey_moves,
    errata,
    asked,
    assignments,
    conflicts,
    moves,
    submissions,
    extensions,
    cpr_denials,
    measurements,
    follow_ups,
    notes,
    mails,
    letters,
    formal_letters,
    publications,
    document_requests,
)
