import time

import pytest
from django.core.cache import cache

from surveys.uploads.limits import RefusedFileError
from surveys.uploads.turns import takes_turn

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_gets_one_turn_at_a_time_and_others_theirs():
    with takes_turn(1), takes_turn(2), pytest.raises(RefusedFileError, match="busy"), takes_turn(1):
        pass
    with takes_turn(1):
        pass


def test_a_turn_ends_however_the_reading_ended():
    with pytest.raises(RefusedFileError, match="too_heavy"), takes_turn(1):
        raise RefusedFileError("too_heavy")
    with takes_turn(1):
        pass


def test_a_second_click_waits_for_the_first():
    cache.set("reads-a-file:1", True, 1)
    begun = time.monotonic()
    with takes_turn(1):
        assert time.monotonic() - begun < 2.5
