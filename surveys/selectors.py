"""What several pages read of surveys and responses; each function says how many queries it makes."""

from django.db.models import Count, QuerySet

from surveys.models import Question, Response, SubmittedAnswer, Survey
from surveys.tally import CountedQuestion, Row, Tally, tally


def select_counted_questions(survey: Survey) -> list[CountedQuestion]:
    """One query: the frozen questions in order, as the tally needs them."""
    rows = Question.objects.filter(survey=survey).values_list("key", "area__key", "threshold", "is_headline")
    return [CountedQuestion(*row) for row in rows]


def select_tally(survey: Survey, responses: QuerySet[Response] | None = None) -> Tally:
    """Two queries however many respondents: the questions, and all answers grouped by question, choice and region.

    Counts the current submissions of the survey's respondents, or of those among the given responses.
    """
    given = Response.objects.all() if responses is None else responses
    submissions = given.respondents().filter(survey=survey).values("current_submission")
    return tally_submissions(survey, SubmittedAnswer.objects.filter(submission__in=submissions))


def tally_submissions(survey: Survey, answers: QuerySet[SubmittedAnswer]) -> Tally:
    """Tally any set of submitted answers of one survey, such as a publication's frozen list."""
    grouped = (
        answers.order_by()
        .values_list("question__key", "submission__response__region__name", "choice", "not_relevant")
        .annotate(count=Count("pk"))
    )
    return tally(select_counted_questions(survey), (Row(*row) for row in grouped))
