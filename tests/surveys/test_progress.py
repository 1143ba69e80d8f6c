from datetime import datetime, timedelta

import pytest

from surveys.deadlines import COPENHAGEN, urgency
from surveys.enums import ResponseState
from surveys.progress import AreaProgress, NextAction, first_incomplete, next_action, overall_words, saved_words

NONE = AreaProgress("deletion", "Sletning", 0, 4)
SOME = AreaProgress("deletion", "Sletning", 1, 4)
ALL = AreaProgress("deletion", "Sletning", 4, 4)
OTHER_NONE = AreaProgress("dane", "DANE", 0, 3)
OTHER_ALL = AreaProgress("dane", "DANE", 3, 3)
READ = NextAction("Læs svarene", "submit")


@pytest.mark.parametrize(
    ("area", "words"), [(NONE, "Ikke begyndt"), (SOME, "1 af 4 besvaret"), (ALL, "Alle 4 besvaret")]
)
def test_area_progress_words_say_how_far(area, words):
    assert area.words == words


def test_overall_words_sum_the_areas():
    assert overall_words([SOME, OTHER_ALL]) == "4 af 7 spørgsmål besvaret"


def test_first_incomplete_is_the_first_in_order():
    assert first_incomplete([ALL, OTHER_NONE]) == OTHER_NONE
    assert first_incomplete([ALL, OTHER_ALL]) is None


@pytest.mark.parametrize(
    ("areas", "state", "may_answer", "may_submit", "action"),
    [
        ([NONE, OTHER_NONE], "draft", True, True, NextAction("Begynd med Sletning", "area", "deletion")),
        ([SOME, OTHER_NONE], "draft", True, False, NextAction("Fortsæt med Sletning", "area", "deletion")),
        ([ALL, OTHER_NONE], "returned", True, True, NextAction("Fortsæt med DANE", "area", "dane")),
        ([ALL, OTHER_ALL], "draft", True, True, NextAction("Tjek jeres svar", "submit")),
        ([ALL, OTHER_ALL], "returned", True, True, NextAction("Tjek jeres svar", "submit")),
        ([ALL, OTHER_NONE], "draft", False, False, READ),
        ([ALL, OTHER_ALL], "ready", False, False, READ),
        ([ALL, OTHER_ALL], "ready", False, True, NextAction("Tjek og godkend svarene", "submit")),
        ([ALL, OTHER_ALL], "submitted", False, True, NextAction("Se jeres kvittering", "receipt")),
        ([ALL, OTHER_ALL], "accepted", False, False, NextAction("Se jeres kvittering", "receipt")),
    ],
)
def test_next_action_is_the_one_thing_to_do(areas, state, may_answer, may_submit, action):
    assert next_action(areas=areas, state=ResponseState(state), may_answer=may_answer, may_submit=may_submit) == action


NOW = datetime(2026, 11, 23, 0, 30, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (None, ""),
        (datetime(2026, 11, 23, 0, 5, tzinfo=COPENHAGEN), "Gemt 00.05"),
        (datetime(2026, 11, 22, 23, 59, tzinfo=COPENHAGEN), "Gemt 22. november 2026 kl. 23.59"),
        (datetime(2025, 11, 23, 0, 5, tzinfo=COPENHAGEN), "Gemt 23. november 2025 kl. 00.05"),
    ],
)
def test_saved_words_give_the_date_unless_it_was_today(at, words):
    assert saved_words(at, NOW) == words


@pytest.mark.parametrize(
    ("days", "tone"), [(-1, "error"), (0, "warning"), (1, "warning"), (7, "warning"), (8, ""), (30, "")]
)
def test_urgency_grows_in_the_last_week(days, tone):
    assert urgency((NOW + timedelta(days=days)).date(), NOW) == tone
