"""Surveys with any number of respondents, written straight into the tables: services would take hours."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from string import ascii_uppercase, digits

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from municipalities.models import Municipality, Region
from surveys.demo.build import QUESTIONNAIRE
from surveys.enums import SurveyState
from surveys.models import Response, Submission, SubmittedAnswer, Survey
from surveys.questionnaire import parse_questionnaire
from surveys.services.questionnaires import load_questionnaire

OPENED = datetime(2024, 9, 2, 9, 0, tzinfo=UTC)
DEADLINE = date(2024, 10, 14)
# A code has four characters; one that begins with D is the demo's.
ALPHABET = (digits + ascii_uppercase).replace("D", "")
REGIONS = 5

# What each row has of its own, as SQL; all else is the model's default.
RESPONSES = {"survey_id": "%s", "municipality_id": "municipality.id", "region_id": "region.id", "answered_count": "20"}
ASKED = """
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM municipalities_municipality WHERE NOT is_demo)
    AS municipality
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM municipalities_region WHERE name LIKE 'Prøveregion%%')
    AS region ON region.place = municipality.place %% 5 + 1
WHERE municipality.place <= %s
ORDER BY municipality.id
"""
SUBMISSIONS = {"response_id": "id", "number": "1", "submitted_at": "%s", "digest": "''"}
OF_SURVEY = "FROM surveys_response WHERE survey_id = %s ORDER BY id"
CURRENT = """
UPDATE surveys_response SET state = 'submitted', current_submission_id = (
    SELECT id FROM surveys_submission WHERE response_id = surveys_response.id
) WHERE survey_id = %s
"""
# Of ten answers: three Ja, two, one, one and one of the others, one unanswered, one not relevant where that is allowed.
ANSWERS = {
    "submission_id": "submission_id",
    "question_id": "question_id",
    "choice": "CASE WHEN v < 3 THEN 4 WHEN v < 5 THEN 3 WHEN v < 8 THEN 7 - v WHEN is_headline THEN 4 END",
    "not_relevant": "v = 9 AND allows_not_relevant",
    "comment_sha256": "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'",
}
DRAWN = """
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
        insert(cursor, Response, RESPONSES, [survey.pk], ASKED, [respondents])
        insert(cursor, Submission, SUBMISSIONS, [OPENED], OF_SURVEY, [survey.pk])
        cursor.execute(CURRENT, [survey.pk])
        insert(cursor, SubmittedAnswer, ANSWERS, [], DRAWN, [survey.pk])
    return survey


def insert(
    cursor: CursorWrapper, model: type[Model], own: Mapping[str, str], values: list, source: str, parameters: list
) -> None:
    """INSERT … SELECT with the default of every column that is not named, so that a new one need not be known here.

    A column with neither default nor null is left out, and the database then says which.
    """
    others = [field for field in model._meta.concrete_fields if not field.primary_key and field.column not in own]
    defaults = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in others
        if field.has_default() or (field.empty_strings_allowed and not field.null)
    }
    columns = ", ".join([*own, *defaults])
    selected = ", ".join([*own.values(), *["%s"] * len(defaults)])
    statement = f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {selected} {source}"
    cursor.execute(statement, [*values, *defaults.values(), *parameters])


def settle() -> None:
    """What PostgreSQL's autovacuum does by itself a little later; SQLite is left as production has it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
