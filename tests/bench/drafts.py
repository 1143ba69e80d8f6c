"""A draft to each of 98 municipalities through the real worker, with one process that works and with two."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import environ
from statistics import median

from django.conf import settings

from municipalities.enums import StaffRole, UserKind
from municipalities.models import AgencyRole, User
from reports.enums import ItemState, JobKind
from reports.models import Letter, LetterJob
from reports.services.jobs import start_job
from surveys.models import Survey
from tests.bench.figures import Figure
from tests.bench.respondents import make_survey, settle

LETTERS = 98
WORKERS = (1, 2)
# As many drafts as give each process its imports and its connection before the clock starts.
WARM_UP = 12
STOP_SECONDS, PATIENCE_SECONDS = 40, 300


@contextmanager
def worker(processes: int, environment: Mapping[str, str]) -> Iterator[None]:
    """What it says is shown if it ends by itself, and otherwise of no interest."""
    with tempfile.TemporaryFile("w+") as log:
        cluster = subprocess.Popen(
            [sys.executable, "-m", "django", "qcluster"],
            cwd=settings.BASE_DIR,
            env=environ | environment | {"WORKERS": str(processes)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
            if cluster.poll() is not None:
                log.seek(0)
                raise SystemExit(f"The worker ended by itself:\n{log.read()}")
        finally:
            cluster.terminate()
            cluster.wait(STOP_SECONDS)


def draft_all(survey: Survey, by: User, number: int) -> LetterJob:
    """As the button does it, for so many of the responses; returns when none waits."""
    Letter.objects.filter(response__survey=survey).delete()
    job = start_job(survey=survey, kind=JobKind.DRAFT, responses=survey.responses.all()[:number], by=by)
    until = time.monotonic() + PATIENCE_SECONDS
    while job.items.filter(state=ItemState.WAITING).exists():
        if time.monotonic() > until:
            raise SystemExit(f"After {PATIENCE_SECONDS} s letters still wait for the worker.")
        time.sleep(0.05)
    if job.items.filter(state=ItemState.DONE).count() != number or Letter.objects.count() != number:
        raise SystemExit("Not every letter was drafted.")
    return job


def seconds_of(job: LetterJob) -> tuple[float, float]:
    """From the press to the last draft, and from the first draft to the last: the queue is looked at once a second."""
    finished = sorted(job.items.values_list("finished_at", flat=True))
    return (finished[-1] - job.created_at).total_seconds(), (finished[-1] - finished[0]).total_seconds()


def take_turns(
    survey: Survey, by: User, *, rounds: int, number: int = LETTERS, environment: Mapping[str, str] | None = None
) -> dict[int, list[tuple[float, float]]]:
    """The seconds of each round by number of processes; every other round begins with the other number."""
    taken: dict[int, list[tuple[float, float]]] = {processes: [] for processes in WORKERS}
    for place in range(rounds):
        for processes in WORKERS if place % 2 == 0 else reversed(WORKERS):
            with worker(processes, environment or {}):
                draft_all(survey, by, min(WARM_UP, number))
                taken[processes].append(seconds_of(draft_all(survey, by, number)))
    return taken


def make_handler() -> User:
    handler = User.objects.create(email="sag@maaling.example", name="Målt Sag", kind=UserKind.AGENCY)
    AgencyRole.objects.create(user=handler, role=StaffRole.CASE_HANDLER)
    return handler


def measure(database: str, is_quick: bool) -> list[Figure]:
    survey = make_survey(LETTERS)
    settle()
    taken = take_turns(survey, make_handler(), rounds=1 if is_quick else 5)
    return figures(database, taken)


def figures(database: str, taken: Mapping[int, list[tuple[float, float]]], number: int = LETTERS) -> list[Figure]:
    part = f"Drafting {number} letters through the worker ({database})"
    rates = {processes: [(number - 1) / going for _, going in turns] for processes, turns in taken.items()}
    gain = median(two / one for one, two in zip(rates[1], rates[2], strict=True))
    shown = []
    for processes, turns in taken.items():
        name = f"{processes} process{'es' if processes > 1 else ''}"
        shown += [
            Figure(part, f"{name}: from the press to the last", median(whole for whole, _ in turns), "s"),
            Figure(part, f"{name}: once begun", median(rates[processes]), "letters/s"),
        ]
    return [*shown, Figure(part, "2 processes to 1", gain, "×")]
