"""Many people at once in few responses: they edit, import and submit; the agency returns, so that it goes on."""

import csv
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import connection

from surveys.enums import ResponseState
from surveys.models import Response
from surveys.services.errors import ResponseError
from surveys.services.responses import move_response
from tests.soak.accepted import Accepted
from tests.soak.person import Person, Reply
from tests.soak.server import Server
from tests.soak.world import World, make_person
from tests.surveys.workbook.sheets import fill

IMPORT_EVERY = 3.0
RETURN_EVERY = 1.0
# What part of what people do is submitting, handing in a workbook, saving a page; the rest is single answers.
SUBMITS, WORKBOOKS, PAGES = 0.03, 0.06, 0.18
TRIES = 3


class Crowd:
    """`accepted` is what people were told had happened; `outcomes` counts every answer they got."""

    def __init__(self, world: World, server: Server, clients: int) -> None:
        self.world = world
        self.server = server
        self.accepted: list[Accepted] = []
        self.outcomes: Counter[str] = Counter()
        # Responses someone is about to submit: colleagues begin nothing new there, and what is under way goes on.
        self.closing: set[int] = set()
        self.ends = 0.0
        self.failure: BaseException | None = None
        self.people = [
            (make_person(world, response, server.host), response)
            for number in range(clients)
            for response in [world.responses[number % len(world.responses)]]
        ]

    def work(self, seconds: float, kills: int) -> None:
        self.ends = time.monotonic() + seconds
        threads = [threading.Thread(target=self._guarded, args=(self._edit, *one)) for one in self.people]
        threads += [threading.Thread(target=self._guarded, args=(do,)) for do in (self._import, self._return)]
        for thread in threads:
            thread.start()
        for _ in range(kills):
            time.sleep(seconds / (kills + 1))
            self.server.kill()
            self.outcomes["server killed"] += 1
        for thread in threads:
            thread.join()
        if self.failure:
            raise self.failure

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self.ends and self.failure is None

    def _guarded(self, do: object, *arguments: object) -> None:
        try:
            do(*arguments)
        except BaseException as error:  # told by work(), in the main thread
            self.failure = error
        finally:
            connection.close()

    def _edit(self, person: Person, response: Response) -> None:
        chance = random.Random(person.number)  # noqa: S311 - a mix of actions, no secret
        number = 0
        while self.goes_on:
            number += 1
            try:
                self._act(person, response, chance, f"hånd {person.number} gang {number}")
            except OSError:
                self.outcomes["no answer"] += 1
                time.sleep(0.2)

    def _act(self, person: Person, response: Response, chance: random.Random, text: str) -> None:
        area = chance.choice(list(self.world.areas))
        what = chance.random()
        if response.pk in self.closing:
            time.sleep(0.1)
            return
        if what < SUBMITS:
            self._submit(person, response)
            return
        if what < WORKBOOKS:
            self._fill_workbook(person, response, area, chance, text)
            return
        versions = person.versions(area)
        if not versions:
            self.outcomes["read only"] += 1
            time.sleep(0.1)
        elif what < PAGES:
            self._save_page(person, response, area, versions, chance, text)
        else:
            question = chance.choice(self.world.areas[area])
            reply = person.save(area, question, chance.randrange(5), text, versions[question])
            self._note("save", reply, Accepted(response.pk, question, text), told=200)

    def _submit(self, person: Person, response: Response) -> None:
        """Told that a colleague's last words came in between, a person looks and tries again."""
        self.closing.add(response.pk)
        try:
            for _ in range(TRIES):
                reply = person.submit()
                self._note("submit", reply)
                if reply.status != 409:
                    break
        finally:
            self.closing.discard(response.pk)

    def _save_page(
        self, person: Person, response: Response, area: str, versions: dict, chance: random.Random, text: str
    ) -> None:
        typed = {key: (chance.randrange(5), f"{text} {key}", versions[key]) for key in self.world.areas[area]}
        reply = person.save_page(area, typed)
        saves = [Accepted(response.pk, key, comment) for key, (_, comment, _) in typed.items()]
        self._note("page", reply, *saves, told=302)

    def _fill_workbook(self, person: Person, response: Response, area: str, chance: random.Random, text: str) -> None:
        """Someone is always quicker while the sheet is away, so some of these become conflicts and are not accepted."""
        typed = {key: (str(chance.randrange(5)), f"{text} ark {key}") for key in self.world.areas[area]}
        content = fill(person.fetch_workbook(), typed)
        saves = [Accepted(response.pk, key, comment) for key, (_, comment) in typed.items()]
        self._note("workbook", person.save_workbook(content), *saves)

    def _note(self, what: str, reply: Reply, *saves: Accepted, told: int = 302) -> None:
        self.outcomes[f"{what} {reply.status}"] += 1
        if reply.status == told:
            self.accepted += saves

    def _import(self) -> None:
        number = 0
        while self.goes_on:
            number += 1
            response = self.world.responses[number % len(self.world.responses)]
            saves = [
                Accepted(response.pk, keys[-1], f"import {number} {area}") for area, keys in self.world.areas.items()
            ]
            code = import_file(self.world.survey.slug, response.municipality.code, saves)
            self.outcomes[f"import {code}"] += 1
            self.accepted += saves if code == 0 else []
            time.sleep(IMPORT_EVERY)

    def _return(self) -> None:
        while self.goes_on:
            for response in self.world.survey.responses.filter(state=ResponseState.SUBMITTED):
                try:
                    move_response(
                        response=response,
                        target=ResponseState.RETURNED,
                        by=self.world.handler,
                        reason="Bliv ved.",
                        tells=False,
                    )
                    self.outcomes["returned"] += 1
                except ResponseError:
                    self.outcomes["not returned"] += 1
            time.sleep(RETURN_EVERY)


def import_file(survey: str, municipality: str, saves: list[Accepted]) -> int:
    """As an operator imports, in a process of its own; returns the exit code."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["municipality", "question", "choice", "comment"])
        rows.writerows([municipality, one.question, 2, one.comment] for one in saves)
        file.flush()
        command = [sys.executable, "manage.py", "import_answers", survey, file.name, "--replace"]
        return subprocess.run(command, cwd=Path(settings.BASE_DIR), capture_output=True).returncode
