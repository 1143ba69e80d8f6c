"""The area page and saving one answer, through gunicorn over real HTTP: one visitor, and eight at once."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Membership, Municipality
from surveys.demo.build import QUESTIONNAIRE, build_demo
from surveys.models import AnswerRevision, Survey
from surveys.questionnaire import parse_questionnaire
from surveys.services.questionnaires import load_questionnaire
from surveys.services.surveys import open_survey
from tests.bench.figures import Figure
from tests.bench.timing import p95

CROWD = 8
AREA = "deletion"
# Comparable portals on such a machine: a page in 28 ms, a save in 26 at best; ours shall take half.
ACTIONS = {"read": ("Area page", 10, 14.0), "save": ("Saving one answer", 8, 13.0)}


def make_open_survey() -> Survey:
    build_demo(timezone.now())
    questionnaire = parse_questionnaire(QUESTIONNAIRE.read_text(encoding="utf-8"), filename=QUESTIONNAIRE.name)
    survey = load_questionnaire(questionnaire=questionnaire, slug="maaling", is_demo=True)
    deadline = timezone.localdate() + timedelta(days=30)
    open_survey(survey=survey, deadline=deadline, municipalities=Municipality.objects.filter(is_demo=True))
    survey.refresh_from_db()
    return survey


def make_visitors(survey: Survey, host: str) -> list[dict]:
    """The leads of as many municipalities, signed in, each at the area's first question."""
    question = survey.questions.filter(area__key=AREA)[0].key
    leads = Membership.objects.filter(municipality__is_demo=True, role="lead").select_related("user", "municipality")
    visitors = []
    for lead in leads.order_by("municipality__code")[:CROWD]:
        page = reverse("surveys:area", args=[lead.municipality.slug, survey.slug, AREA])
        visitors.append({"host": host, "page": page, "question": question, "session": sign_in(lead.user).session_key})
    return visitors


def sign_in(user: object) -> object:
    client = Client()
    client.force_login(user)
    return client.session


@contextmanager
def gunicorn() -> Iterator[str]:
    """Two sync workers on a free port; yields host and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", host, "--workers", "2"]
    server = subprocess.Popen([*command, "--worker-class", "sync", "--log-level", "warning"], stdout=sys.stderr)
    try:
        wait_until_ready(server, host)
        yield host
    finally:
        server.terminate()
        server.wait(timeout=40)


def wait_until_ready(server: subprocess.Popen, host: str) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("gunicorn ended at once; its messages are above.")
        web = HTTPConnection(host, timeout=5)
        try:
            web.request("GET", "/privatliv/")
            web.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            web.close()
    raise SystemExit("gunicorn did not answer.")


def visit(visitors: list[dict], action: str, requests: int) -> dict:
    asked = json.dumps({"visitors": visitors, "action": action, "requests": requests})
    command = [sys.executable, "-m", "tests.bench.visitors"]
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(done.stdout)
    if len(answer["milliseconds"]) != requests * len(visitors):
        raise SystemExit(f"Some visitors gave up; their messages are above ({action}).")
    return answer


def count_queries(visitor: dict, action: str) -> int:
    """Every statement but BEGIN and COMMIT, with a session that was used before."""
    client = Client(headers={"cookie": f"sessionid={visitor['session']}"})
    key = visitor["question"]
    posted = {f"{key}-choice": "2", f"{key}-comment": "Talt om.", f"{key}-versions": "0.0"}
    works = {
        "read": lambda: client.get(visitor["page"]),
        "save": lambda: client.post(f"{visitor['page']}{key}/", posted, headers={"hx-request": "true"}),
    }
    works["read"]()
    with CaptureQueriesContext(connection) as queries:
        answer = works[action]()
    if answer.status_code not in {200, 409}:
        raise SystemExit(f"{action} gave {answer.status_code}.")
    return sum(query["sql"] not in {"BEGIN", "COMMIT"} for query in queries)


def measure(database: str, is_quick: bool) -> list[Figure]:
    survey = make_open_survey()
    rounds, alone, crowd = (2, 30, 10) if is_quick else (5, 100, 30)
    with gunicorn() as host:
        visitors = make_visitors(survey, host)
        queries = {action: count_queries(visitors[-1], action) for action in ACTIONS}
        saved = AnswerRevision.objects.count()
        taken = [
            (action, number, visit(visitors[:number], action, requests))
            for _ in range(rounds)
            for number, requests in ((1, alone), (CROWD, crowd))
            for action in ACTIONS
        ]
        if AnswerRevision.objects.count() - saved != rounds * (alone + CROWD * crowd):
            raise SystemExit("Not every save was stored as a revision.")
    return [figure for action in ACTIONS for figure in figures(action, queries[action], taken)]


def figures(action: str, queries: int, taken: list[tuple]) -> list[Figure]:
    name, most_queries, most_ms = ACTIONS[action]
    one = [answer for what, number, answer in taken if (what, number) == (action, 1)]
    eight = [answer for what, number, answer in taken if (what, number) == (action, CROWD)]
    part = f"{name} (gunicorn sync, 2 workers, PostgreSQL)"
    times = [time for answer in one for time in answer["milliseconds"]]
    crowd_times = [time for answer in eight for time in answer["milliseconds"]]
    return [
        Figure(part, "Queries", queries, at_most=most_queries),
        Figure(part, "1 client: median", median(times), "ms", at_most=most_ms),
        Figure(part, "1 client: p95", p95(times), "ms"),
        Figure(part, "1 client", median(map(rate, one)), "requests/s"),
        Figure(part, f"{CROWD} clients: median", median(crowd_times), "ms"),
        Figure(part, f"{CROWD} clients: p95", p95(crowd_times), "ms"),
        Figure(part, f"{CROWD} clients", median(map(rate, eight)), "requests/s"),
    ]


def rate(answer: dict) -> float:
    return len(answer["milliseconds"]) / answer["seconds"]
