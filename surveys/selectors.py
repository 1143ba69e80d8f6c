"""What several pages read of surveys and responses; each function says how many queries it makes."""

from django.db.models import Count, QuerySet

from municipalities.models import Region
from surveys.models import Question, Response, SubmittedAnswer, Survey
from surveys.tally import CountedQuestion, Row, Tally, tally


def select_counted_questions(survey: Survey) -> dict[int, CountedQuestion]:
    """One query: the frozen questions by primary key and in order, as the tally needs them."""
    rows = Question.objects.filter(survey=survey).values_list("pk", "key", "area__key", "threshold", "is_headline")
    return {pk: CountedQuestion(*row) for pk, *row in rows}


def select_tally(survey: Survey, responses: QuerySet[Response] | None = None, *, headlines_only: bool = False) -> Tally:
    """Three queries however many respondents: questions, regions, and all answers grouped.

    Counts the current submissions of the survey's respondents, or of those among the given responses.
    """
    given = Response.objects.all() if responses is None else responses
    questions = select_counted_questions(survey)
    # Either condition also makes the join an inner one, which PostgreSQL plans better than an outer.
    wanted = {"current_answers__isnull": False}
    if headlines_only:
        questions = {pk: question for pk, question in questions.items() if question.is_headline}
        wanted = {"current_answers__question__in": list(questions)}
    rows = given.respondents().filter(survey=survey, **wanted)
    return _tally(questions, rows, answer="current_answers__", region="region")


def tally_submissions(survey: Survey, answers: QuerySet[SubmittedAnswer]) -> Tally:
    """Tally any set of submitted answers of one survey, such as a publication's frozen list."""
    return _tally(select_counted_questions(survey), answers, answer="", region="submission__response__region")


def _tally(questions: dict[int, CountedQuestion], rows: QuerySet, *, answer: str, region: str) -> Tally:
    """Numbers are grouped, not names: sorting a hundred thousand respondents' rows by name takes twice the time."""
    columns = (f"{answer}question", region, f"{answer}choice", f"{answer}not_relevant")
    grouped = rows.order_by().values_list(*columns).annotate(count=Count("*"))
    regions = dict(Region.objects.values_list("pk", "name"))
    named = (Row(questions[question].key, regions[place], *rest) for question, place, *rest in grouped)
    return tally(list(questions.values()), named)
