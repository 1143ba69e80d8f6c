"""Dividing a response among contributors."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import QuerySet

from municipalities.models import User
from surveys.assignments import select_assignments
from surveys.models import AreaAssignment, Response
from surveys.services.answers import lock_response


@transaction.atomic
def assign_areas(
    *,
    responses: QuerySet[Response],
    wanted: Mapping[int, Collection[str]],
    is_open_to_all: bool,
    by: User,
    **lookup,
) -> None:
    """Give each contributor, by id, exactly the areas wanted; others are left out, and nothing they wrote changes.

    Raises Response.DoesNotExist outside the given scope.
    """
    response = lock_response(responses, **lookup)
    response.is_open_to_all = is_open_to_all
    response.save(update_fields=["is_open_to_all"])
    current = select_assignments(response)
    areas = {area.key: area for area in response.survey.areas.all()}
    for person in current.people:
        keys, had = set(wanted.get(person.pk, ())) & areas.keys(), current.of(person)
        response.assignments.filter(user=person, area__key__in=had - keys).delete()
        AreaAssignment.objects.bulk_create(
            AreaAssignment(response=response, area=areas[key], user=person, assigned_by=by) for key in keys - had
        )
