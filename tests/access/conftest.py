"""One world for all tests of a module, since making it takes longer than looking at it."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.access.world import World, make_world


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """In a transaction around the tests' own, each of which is taken back by itself; then it is taken back too."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(db, shared_world) -> World:
    return shared_world
