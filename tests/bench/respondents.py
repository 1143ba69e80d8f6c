"""Surveys with any number of respondents, written straight into the tables: services would take hours."""

from datetime import UTC, date, datetime
from string import ascii_uppercase, digits

from django.db import connection, transaction

from municipalities.models import Municipality, Region
from surveys.demo.build import QUESTIONNAIRE
from surveys.enums import SurveyState
from surveys.models import Survey
from surveys.questionnaire import parse_questionnaire
from surveys.services.questionnaires import load_questionnaire

OPENED = datetime(2024, 9, 2, 9, 0, tzinfo=UTC)
DEADLINE = date(2024, 10, 14)
# A code has four characters; one that begins with D is the demo's.
ALPHABET = (digits + ascii_uppercase).replace("D", "")
REGIONS = 5

RESPONSES = """
INSERT INTO surveys_response
    (survey_id, municipality_id, region_id, state, journal_number, answered_count, is_open_to_all, told_at)
SELECT %s, municipality.id, region.id, 'draft', '', 20, FALSE, CURRENT_TIMESTAMP
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM municipalities_municipality WHERE NOT is_demo)
    AS municipality
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM municipalities_region WHERE name LIKE 'Prøveregion%%')
    AS region ON region.place = municipality.place %% 5 + 1
WHERE municipality.place <= %s
ORDER BY municipality.id
"""
SUBMISSIONS = """
INSERT INTO surveys_submission (response_id, number, submitted_at, is_late, digest)
SELECT id, 1, %s, FALSE, '' FROM surveys_response WHERE survey_id = %s ORDER BY id
"""
CURRENT = """
UPDATE surveys_response SET state = 'submitted', current_submission_id = (
    SELECT id FROM surveys_submission WHERE response_id = surveys_response.id
) WHERE survey_id = %s
"""
# Of ten answers: three Ja, two, one, one and one of the others, one unanswered, one not relevant where that is allowed.
ANSWERS = """
INSERT INTO surveys_submittedanswer (submission_id, question_id, choice, not_relevant, comment, comment_sha256)
SELECT submission_id, question_id,
    CASE WHEN v < 3 THEN 4 WHEN v < 5 THEN 3 WHEN v < 8 THEN 7 - v WHEN is_headline THEN 4 END,
    v = 9 AND allows_not_relevant,
    '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
FROM (
    SELECT response.current_submission_id AS submission_id, question.id AS question_id, question.is_headline,
        question.allows_not_relevant,
        ((response.id * 7919 + question.id * 104729 + response.id / 7 * (question.id + 31)) / 3) %% 10 AS v
    FROM surveys_response AS response
    JOIN surveys_question AS question ON question.survey_id = response.survey_id
    WHERE response.survey_id = %s
) AS drawn
ORDER BY submission_id, question_id
"""


def make_municipalities(number: int) -> None:
    """Fill up to so many."""
    there = Municipality.objects.filter(is_demo=False).count()
    Region.objects.bulk_create((Region(name=f"Prøveregion {place}") for place in range(REGIONS)), ignore_conflicts=True)
    Municipality.objects.bulk_create(
        (
            Municipality(code=_code(place), name=f"Prøveby {place}", cvr=f"{place:08}", slug=f"proeveby-{place}")
            for place in range(there, number)
        ),
        batch_size=2000,
    )


def _code(number: int) -> str:
    letters = ""
    for _ in range(4):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return letters


@transaction.atomic
def make_survey(respondents: int) -> Survey:
    """A closed survey with the questionnaire of 2024; every municipality asked has submitted."""
    make_municipalities(respondents)
    questionnaire = parse_questionnaire(QUESTIONNAIRE.read_text(encoding="utf-8"), filename=QUESTIONNAIRE.name)
    survey = load_questionnaire(questionnaire=questionnaire, slug=f"med-{respondents}")
    survey.state, survey.opened_at, survey.deadline = SurveyState.CLOSED, OPENED, DEADLINE
    survey.content_digest = "0" * 64
    survey.save()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Millions of foreign keys need not be looked up one by one.
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(RESPONSES, [survey.pk, respondents])
        cursor.execute(SUBMISSIONS, [OPENED, survey.pk])
        cursor.execute(CURRENT, [survey.pk])
        cursor.execute(ANSWERS, [survey.pk])
    return survey


def settle() -> None:
    """What PostgreSQL's autovacuum does by itself a little later; SQLite is left as production has it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
