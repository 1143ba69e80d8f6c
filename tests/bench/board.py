"""The agency's board and tally page at 98 and at 10,000 responses, in one process on PostgreSQL."""

from collections.abc import Callable
from statistics import median

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.models import User
from surveys.demo.build import build_demo
from surveys.models import Survey
from tests.bench.figures import Figure
from tests.bench.respondents import make_survey, settle
from tests.bench.timing import interleaved, p95

FEW, MANY = 98, 10_000
MOST_QUERIES, MOST_TIMES_SLOWER = 10, 2
PAGES = {"Board": "surveys:board", "Tally page": "reports:tally"}
# Of five responses three stay submitted, one is accepted, and one was never begun.
STATES = """
UPDATE surveys_response SET
    state = CASE id %% 5 WHEN 0 THEN 'accepted' ELSE 'draft' END,
    current_submission_id = CASE id %% 5 WHEN 0 THEN current_submission_id END,
    answered_count = CASE id %% 5 WHEN 0 THEN answered_count ELSE 0 END
WHERE id %% 5 < 2 AND survey_id = %s
"""


def make_mixed_survey(responses: int) -> Survey:
    survey = make_survey(responses)
    with connection.cursor() as cursor:
        cursor.execute(STATES, [survey.pk])
    return survey


def visit(client: Client, page: str, survey: Survey) -> Callable[[], HttpResponse]:
    address = reverse(page, args=[survey.slug])

    def read() -> HttpResponse:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} gave {answer.status_code}.")
        return answer

    return read


def count_queries(read: Callable[[], HttpResponse]) -> int:
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def measure(database: str, is_quick: bool) -> list[Figure]:
    build_demo(timezone.now())
    surveys = [make_mixed_survey(responses) for responses in (FEW, MANY)]
    settle()
    client = Client()
    client.force_login(User.objects.get(email="leder@demo.example"))
    return [
        figure
        for name, page in PAGES.items()
        for figure in measure_page(name, *(visit(client, page, survey) for survey in surveys), 8 if is_quick else 40)
    ]


def measure_page(name: str, few: Callable, many: Callable, rounds: int) -> list[Figure]:
    part = f"{name} (PostgreSQL)"
    times = interleaved({"few": few, "many": many}, rounds=rounds, warm_up=3)
    queries = {"few": count_queries(few), "many": count_queries(many)}
    found = [
        Figure(part, f"{FEW} responses: queries", queries["few"], at_most=MOST_QUERIES),
        Figure(part, f"{MANY:,} responses: queries", queries["many"], at_most=queries["few"]),
        *shown(part, f"{FEW} responses", times["few"]),
        *shown(part, f"{MANY:,} responses", times["many"]),
    ]
    if name == "Board":
        ratio = median(times["many"]) / median(times["few"])
        found.append(Figure(part, f"{MANY:,} to {FEW} responses", ratio, "×", at_most=MOST_TIMES_SLOWER))
    return found


def shown(part: str, name: str, times: list[float]) -> list[Figure]:
    return [Figure(part, f"{name}: median", median(times), "ms"), Figure(part, f"{name}: p95", p95(times), "ms")]
