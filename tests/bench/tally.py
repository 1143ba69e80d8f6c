"""The national tally against hand-written SQL over the same rows, in turns."""

from django.db import connection

from surveys.models import Survey
from surveys.selectors import select_counted_questions, select_tally
from surveys.tally import Row, tally
from tests.bench.figures import Figure
from tests.bench.respondents import make_survey, settle
from tests.bench.timing import Pair, compared, interleaved

RATIO, SLACK_MS = 1.3, 2.0
FEW = 1000
# The same figures as the whole tally: each question by region, choice and whether it is relevant.
WHOLE = """
SELECT question.key, region.name, cell.choice, cell.not_relevant, cell.number
FROM (
    SELECT answer.question_id, response.region_id, answer.choice, answer.not_relevant, count(*) AS number
    FROM surveys_response AS response
    JOIN surveys_submittedanswer AS answer ON answer.submission_id = response.current_submission_id
    WHERE response.survey_id = %s AND response.state <> 'withdrawn'
    GROUP BY answer.question_id, response.region_id, answer.choice, answer.not_relevant
) AS cell
JOIN surveys_question AS question ON question.id = cell.question_id
JOIN municipalities_region AS region ON region.id = cell.region_id
"""
# The five national figures alone.
FIVE = """
SELECT question.key, sum(CASE WHEN answer.choice >= question.threshold THEN 1 ELSE 0 END), count(*)
FROM surveys_response AS response
JOIN surveys_submittedanswer AS answer ON answer.submission_id = response.current_submission_id
JOIN surveys_question AS question ON question.id = answer.question_id
WHERE response.survey_id = %s AND response.state <> 'withdrawn' AND question.is_headline
GROUP BY question.key
"""


def fetch(statement: str, survey: Survey) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [survey.pk])
        return cursor.fetchall()


def require_same(survey: Survey) -> None:
    """Both ways count alike, or nothing is measured."""
    questions = list(select_counted_questions(survey).values())
    whole = tally(questions, [Row(*row) for row in fetch(WHOLE, survey)])
    five = {(one.question, one.counted, one.of) for one in select_tally(survey, headlines_only=True).headlines}
    if whole != select_tally(survey) or set(fetch(FIVE, survey)) != five:
        raise SystemExit(f"{survey.slug}: the tally and the hand-written SQL give different figures.")


def measure(database: str, is_quick: bool) -> list[Figure]:
    sizes = ((48, 60), (10_000, 9)) if is_quick else ((48, 200), (10_000, 15), (100_000, 5))
    return [
        figure
        for size, rounds in sizes
        for figure in measure_size(f"Tally on {database}, by respondents", size, rounds)
    ]


def measure_size(part: str, respondents: int, rounds: int) -> list[Figure]:
    survey = make_survey(respondents)
    settle()
    require_same(survey)
    works = {
        "whole": lambda: select_tally(survey),
        "whole_sql": lambda: fetch(WHOLE, survey),
        "five": lambda: select_tally(survey, headlines_only=True),
        "five_sql": lambda: fetch(FIVE, survey),
    }
    times = interleaved(works, rounds=rounds, warm_up=1)
    return [
        figure
        for name, ours, theirs in (("all", "whole", "whole_sql"), ("the five figures", "five", "five_sql"))
        for figure in figures(part, f"{respondents:,}, {name}", compared(times[ours], times[theirs]), respondents)
    ]


def figures(part: str, name: str, pair: Pair, respondents: int) -> list[Figure]:
    """A few respondents are judged by the milliseconds added, many by the ratio."""
    judged = (
        Figure(part, f"{name}: difference", pair.difference, "ms", at_most=SLACK_MS)
        if respondents < FEW
        else Figure(part, f"{name}: ratio", pair.ratio, "×", at_most=RATIO)
    )
    return [
        Figure(part, f"{name}: select_tally()", pair.ours, "ms"),
        Figure(part, f"{name}: hand-written SQL", pair.theirs, "ms"),
        judged,
    ]
