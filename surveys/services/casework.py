"""What the agency keeps about a case beside the response: journal number and case handler."""

from collections.abc import Iterable

from django.db import transaction

from municipalities.models import User
from surveys.journal import PlannedNumber
from surveys.models import Response, Survey
from surveys.services.errors import ResponseError


@transaction.atomic
def set_case(*, response: Response, journal_number: str, case_handler: User | None) -> Response:
    """One response's number and handler; an empty number takes it away."""
    locked = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    locked.journal_number, locked.case_handler = journal_number, case_handler
    locked.save(update_fields=["journal_number", "case_handler"])
    return locked


@transaction.atomic
def set_journal_numbers(*, survey: Survey, planned: Iterable[PlannedNumber]) -> int:
    """Set all or none, and only over the numbers that were shown. Returns how many changed.

    Raises ResponseError where a number changed since it was shown, or a municipality is no longer in the survey.
    """
    planned = list(planned)
    responses = {
        response.municipality.code: response
        for response in Response.objects.select_for_update(of=("self",))
        .select_related("municipality")
        .filter(survey=survey)
    }
    changed = []
    for row in planned:
        response = responses.get(row.code)
        if response is None or response.journal_number != row.before:
            raise ResponseError(
                f"Journalnummeret for {row.name} er ændret, siden du så listen. Intet er gemt. Se listen igen."
            )
        if row.number != row.before:
            response.journal_number = row.number
            changed.append(response)
    Response.objects.bulk_update(changed, ["journal_number"], batch_size=500)
    return len(changed)
