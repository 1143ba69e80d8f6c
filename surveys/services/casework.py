"""What the agency keeps about a case beside the response: journal number and case handler."""

from collections.abc import Iterable

from django.db import transaction

from municipalities.models import User
from surveys.journal import PlannedNumber
from surveys.models import Response, Survey
from surveys.services.assigning import give_cases
from surveys.services.errors import ResponseError


@transaction.atomic
def set_case(*, response: Response, journal_number: str, case_handler: User | None, by: User | None = None) -> Response:
    """One response's number and handler; an empty number takes it away.

    Raises AssignmentError where a conflict of interest keeps the new handler, or who sets it, from the municipality.
    """
    give_cases(plan={response.pk: case_handler}, by=by)
    locked = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if locked.journal_number != journal_number:
        locked.journal_number = journal_number
        locked.save(update_fields=["journal_number"])
    return locked


@transaction.atomic
def set_journal_numbers(*, survey: Survey, planned: Iterable[PlannedNumber], by: User) -> int:
    """Set all or none, and only over the numbers that were shown. Returns how many changed.

    Raises ResponseError where a number changed since it was shown, or a municipality is no longer in the survey, or
    is one the person is kept from.
    """
    planned = list(planned)
    responses = {
        response.municipality.code: response
        for response in Response.objects.visible_to(by)
        .select_for_update(of=("self",))
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
