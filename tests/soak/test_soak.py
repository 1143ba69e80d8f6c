"""The checker finds what is lost, and a short soak and a few races run as script/soak runs them."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from surveys.merge import Value
from surveys.models import Answer, AnswerRevision, Response, ResponseEvent, Submission
from tests.factories.surveys import answer
from tests.soak.__main__ import conclude
from tests.soak.accepted import Accepted, count_lost, find_faults

KEY = "deletion-headline"


@pytest.fixture
def saves(draft_response, lead):
    """Two saves of one answer, the second over the first."""
    for version, text in enumerate(("først", "så")):
        answer(draft_response, KEY, Value(choice=version, comment=text), by=lead, base_version=version)
    return [Accepted(draft_response.pk, KEY, text) for text in ("først", "så")]


def test_a_save_is_found_in_the_current_value_or_the_revisions(saves):
    assert count_lost(saves) == 0


def test_a_save_that_is_nowhere_is_lost(saves):
    AnswerRevision.objects.filter(version=1).delete()

    assert count_lost(saves) == 1


def test_a_save_stored_in_another_place_is_lost(saves, other_municipality, survey):
    elsewhere = survey.responses.get(municipality=other_municipality)

    assert count_lost([Accepted(elsewhere.pk, KEY, "så"), Accepted(saves[0].response, "dane-headline", "så")]) == 2


def test_what_fits_together_has_no_fault(saves, submitted_response, survey):
    assert find_faults(survey) == []


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda: AnswerRevision.objects.filter(version=1).delete(), "revisions that do not lead to it"),
        (lambda: Answer.objects.filter(version=2).update(comment="andet"), "is not its last revision"),
        (lambda: Response.objects.update(answered_count=9), "its count of answers is wrong"),
    ],
)
def test_what_does_not_fit_is_a_fault(saves, survey, spoil, fault):
    spoil()

    assert any(fault in one for one in find_faults(survey))


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda: Submission.objects.update(number=2), "numbered from 1"),
        (lambda: ResponseEvent.objects.all().delete(), "not one submission for each time"),
        (lambda: Submission.objects.update(digest="0" * 64), "verify"),
    ],
)
def test_a_submission_that_does_not_fit_is_a_fault(submitted_response, survey, spoil, fault):
    spoil()

    assert any(fault in one for one in find_faults(survey))


@pytest.mark.parametrize(
    ("outcome", "line", "code"),
    [
        ({"accepted": 2, "lost": 0, "faults": []}, "accepted=4 lost=0\n", 0),
        ({"accepted": 2, "lost": 1, "faults": []}, "accepted=4 lost=2\n", 1),
        ({"accepted": 2, "lost": 0, "faults": ["x"]}, "accepted=4 lost=0\n", 1),
    ],
)
def test_the_last_line_and_the_exit_code_tell_the_outcome(capsys, outcome, line, code):
    assert conclude([outcome, outcome]) == code
    assert capsys.readouterr().out == line


@pytest.mark.slow
@pytest.mark.parametrize("what", [["--races", "3"], ["--seconds", "3", "--clients", "4", "--kill", "1"]])
def test_a_short_run_loses_nothing(tmp_path, what):
    database = "--sqlite" if connection.vendor == "sqlite" else "--postgresql"
    file = tmp_path / "outcome.json"
    command = [sys.executable, "-m", "tests.soak", database, "--responses", "2", "--json", str(file), *what]

    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=240)

    assert done.returncode == 0, done.stdout + done.stderr
    [outcome] = json.loads(file.read_text()).values()
    assert outcome["accepted"] > 0
    assert done.stdout.splitlines()[-1] == f"accepted={outcome['accepted']} lost=0"
