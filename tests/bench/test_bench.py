"""What the benchmarks say of a figure, and that every part they name is there, small enough to run each time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from reports.models import Letter
from surveys.selectors import select_tally
from tests.bench import board, drafts
from tests.bench.__main__ import PARTS
from tests.bench.figures import Figure, short, table, write_json
from tests.bench.respondents import make_survey
from tests.bench.timing import compared, p95
from tests.e2e.worker import database_address

HERE = Path(__file__).resolve().parent
FIGURES = [
    Figure("Letters", "One process", 1234.5, "ms"),
    Figure("Letters", "Two processes", 25.04, "letters/s", at_least=25.0),
    Figure("Tally", "Ratio", 1.31, "×", at_most=1.3),
]


def test_table_shows_each_figure_with_its_aim_and_says_what_is_missed():
    assert table(FIGURES).splitlines() == [
        "",
        "Letters",
        "  One process        1,234 ms",
        "  Two processes  25 letters/s  at least 25  met",
        "",
        "Tally",
        "  Ratio                1.31 ×  at most 1.3  MISSED",
    ]


def test_aim_is_met_at_its_very_limit():
    assert Figure("", "", 8, at_most=8).is_met
    assert Figure("", "", 8, at_least=8).is_met
    assert Figure("", "", 8).is_met is None


@pytest.mark.parametrize(
    ("value", "text"), [(8, "8"), (8.25, "8.25"), (0.3061, "0.306"), (123.4, "123"), (98765, "98,765")]
)
def test_short_keeps_three_digits(value, text):
    assert short(value) == text


def test_json_holds_the_figures_and_whether_aims_were_met(tmp_path):
    write_json(tmp_path / "figures.json", FIGURES, is_quick=True)

    report = json.loads((tmp_path / "figures.json").read_text())
    assert report["is_quick"] is True
    assert [(one["name"], one["value"], one["is_met"]) for one in report["figures"]] == [
        ("One process", 1234.5, None),
        ("Two processes", 25.04, True),
        ("Ratio", 1.31, False),
    ]


def test_compared_takes_medians_within_rounds():
    pair = compared([10, 20, 90], [5, 20, 30])

    assert (pair.ours, pair.theirs, pair.ratio, pair.difference) == (20, 20, 2, 5)


def test_p95_is_the_time_that_95_of_100_keep_within():
    assert p95(range(1, 101)) == 95


def test_every_part_has_a_module_that_measures():
    modules = {part.module for parts in PARTS.values() for part in parts}

    assert {name for name in modules if "\ndef measure(" in (HERE / f"{name}.py").read_text()} == modules


def test_unknown_part_is_refused():
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "speed"], cwd=HERE.parent.parent, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("no such part: speed\n")


def test_board_and_tally_are_measured_on_surveys_written_straight_into_the_tables(client, manager):
    client.force_login(manager)
    few, many = (board.make_mixed_survey(number) for number in (5, 20))

    for name, address in board.PAGES.items():
        visits = [board.visit(client, address, survey) for survey in (few, many)]
        found = {one.name: one for one in board.measure_page(name, *visits, rounds=1)}
        assert found["98 responses: queries"].is_met
        assert found["10,000 responses: queries"].is_met
    assert (many.responses.count(), many.responses.respondents().count()) == (20, 16)


def test_respondents_answer_every_question(db):
    survey = make_survey(10)

    tally = select_tally(survey)
    assert tally.respondents == 10
    answers = [response.current_submission.answers.count() for response in survey.responses.respondents()]
    assert answers == [survey.questions.count()] * 10


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_drafts_are_measured_through_the_real_worker():
    survey, handler = make_survey(6), drafts.make_handler()
    environment = {"DATABASE_URL": database_address(), "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}

    taken = drafts.take_turns(survey, handler, rounds=1, number=6, environment=environment)

    assert {processes: len(turns) for processes, turns in taken.items()} == {1: 1, 2: 1}
    assert Letter.objects.filter(response__survey=survey, drafted_by=handler).count() == 6
    assert all(whole > going > 0 for turns in taken.values() for whole, going in turns)
    assert len(drafts.figures("SQLite", taken, number=6)) == 5
