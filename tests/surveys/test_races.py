"""Two hands at the very same time, each in its own process with its own connection, on a real database.

On SQLite the processes race on a file, since the tests' own database lives in this process's memory.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from municipalities.enums import Role, StaffRole
from surveys.deadlines import COPENHAGEN
from surveys.merge import Value
from surveys.models import AnswerRevision, Evidence, Mail, ResponseEvent, Submission
from surveys.services.answers import value_of
from surveys.uploads.kinds import RESPONSE_MOST
from surveys.workbook.tokens import row_token
from tests.factories.evidence import put_file
from tests.factories.municipalities import make_member, make_municipality, make_staff
from tests.factories.surveys import fill_response, make_survey
from tests.smtp import mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 15
KEY = "deletion-headline"
ROOT = Path(__file__).parents[2]


class Race:
    """Two racers; each round gives both their task at once and waits for both answers."""

    def __init__(self, url: str, stack: ExitStack) -> None:
        command = [sys.executable, "-m", "tests.surveys.racer"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        environment = os.environ | {"DATABASE_URL": url}
        self.racers = [
            stack.enter_context(subprocess.Popen(command, cwd=ROOT, env=environment, **pipes)) for _ in range(2)
        ]
        assert self.run(None, None) == ["ready", "ready"]

    def run(self, first, second):
        for racer, task in zip(self.racers, (first, second), strict=True):
            racer.stdin.write(json.dumps(task) + "\n")
            racer.stdin.flush()
        return [json.loads(racer.stdout.readline()) for racer in self.racers]

    def finish(self):
        for racer in self.racers:
            racer.stdin.close()
            assert racer.wait(timeout=30) == 0


def race(tmp_path, rounds):
    """Run all rounds; afterwards the test's own database holds what the racers wrote."""
    with ExitStack() as stack:
        if connection.vendor == "postgresql":
            settings = connection.settings_dict
            place = f"{settings['USER']}@{quote(settings['HOST'], safe='')}:{settings['PORT'] or 5432}"
            running = Race(f"postgres://{place}/{settings['NAME']}", stack)
            answers = [running.run(*both) for both in rounds]
            running.finish()
            return answers
        file = tmp_path / "race.sqlite3"
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
        running = Race(f"sqlite:///{file}", stack)
        answers = [running.run(*both) for both in rounds]
        running.finish()
        with closing(sqlite3.connect(file)) as copy:
            copy.backup(connection.connection)
        return answers


@pytest.fixture
def responses(transactional_db):
    return list(make_survey(municipalities=[make_municipality() for _ in range(ROUNDS)]).responses.order_by("pk"))


def saving(response, question=KEY, base=0, **value):
    return {"do": "save", "response": response.pk, "question": question, "base": base, **value}


def submitting(response):
    return {"do": "submit", "response": response.pk}


def putting(response, size=1):
    return {"do": "put", "response": response.pk, "size": size}


def test_of_two_first_saves_of_one_answer_one_stands_and_the_other_is_told(responses, tmp_path):
    rounds = [(saving(one, choice=4), saving(one, choice=0)) for one in responses]

    for one, answers in zip(responses, race(tmp_path, rounds), strict=True):
        one.refresh_from_db()
        answer = one.answers.get()
        assert sorted(answer["conflicts"] for answer in answers) == [[], ["choice"]]
        winner = (4, 0)[[answer["conflicts"] for answer in answers].index([])]
        assert (answer.choice, answer.version, answer.revisions.count()) == (winner, 1, 1)
        assert one.answered_count == 1


def test_two_hands_on_choice_and_comment_both_get_their_way(responses, tmp_path):
    rounds = [(saving(one, choice=4), saving(one, comment="Fra en kollega")) for one in responses]

    for one, answers in zip(responses, race(tmp_path, rounds), strict=True):
        assert [answer["conflicts"] for answer in answers] == [[], []]
        assert sorted(answer["version"] for answer in answers) == [1, 2]
        assert value_of(one.answers.get()) == Value(choice=4, comment="Fra en kollega")
    assert AnswerRevision.objects.count() == 2 * ROUNDS


def test_two_hands_on_two_questions_are_both_counted(responses, tmp_path):
    rounds = [(saving(one, choice=4), saving(one, "dane-headline", choice=4)) for one in responses]
    race(tmp_path, rounds)

    for one in responses:
        one.refresh_from_db()
        assert (one.answered_count, one.answers.count()) == (2, 2)


def test_two_submissions_at_once_are_one(responses, tmp_path):
    for one in responses:
        fill_response(one)
    answers = race(tmp_path, [(submitting(one), submitting(one)) for one in responses])

    for one, (first, second) in zip(responses, answers, strict=True):
        one.refresh_from_db()
        assert first == second == {"submission": one.current_submission_id}
    assert (Submission.objects.count(), ResponseEvent.objects.count()) == (ROUNDS, ROUNDS)


def test_a_save_during_submission_is_in_it_or_refused(responses, tmp_path):
    for one in responses:
        fill_response(one)
    rounds = [
        (submitting(one), saving(one, base=1, choice=0))
        if place % 2
        else (saving(one, base=1, choice=0), submitting(one))
        for place, one in enumerate(responses)
    ]

    for one, answers in zip(responses, race(tmp_path, rounds), strict=True):
        (saved,) = [answer for answer in answers if "submission" not in answer]
        working = one.answers.get(question__key=KEY).choice
        frozen = Submission.objects.get(response=one).answers.get(question__key=KEY).choice
        if saved == {"refused": "not editable"}:
            assert (working, frozen) == (4, 4)
        else:
            assert saved == {"version": 2, "conflicts": []}
            assert (working, frozen) == (0, 0)


def handing_in(response, version=0, **answers):
    """A workbook of the deletion area's questions, fetched at the version."""
    lead = make_member(response.municipality, Role.LEAD)
    questions = {question.key: question for question in response.survey.questions.filter(area__key="deletion")}
    rows = [
        (number, key, row_token(response, question, version), answers.get(key.replace("-", "_"), ""), "")
        for number, (key, question) in enumerate(questions.items(), start=2)
    ]
    return {"do": "workbook", "response": response.pk, "rows": rows, "membership": lead.memberships.get().pk}


def test_a_workbook_confirmed_twice_at_once_writes_once(responses, tmp_path):
    tasks = [handing_in(one, deletion_headline="Ja", deletion_2="Nej") for one in responses]

    for one, answers in zip(responses, race(tmp_path, [(task, task) for task in tasks]), strict=True):
        assert sorted(answer["outcomes"] for answer in answers) == [["new", "new", "same"], ["same", "same", "same"]]
        one.refresh_from_db()
        assert (one.answered_count, one.answers.count()) == (2, 2)
    assert AnswerRevision.objects.count() == 2 * ROUNDS


def test_a_workbook_and_a_page_at_once_lose_nothing(responses, tmp_path):
    rounds = [(handing_in(one, deletion_headline="Ja", deletion_2="Nej"), saving(one, choice=1)) for one in responses]

    for one, (sheet, page) in zip(responses, race(tmp_path, rounds), strict=True):
        stood = one.answers.get(question__key=KEY)
        if sheet["outcomes"][0] == "conflict":
            assert (page["conflicts"], stood.choice) == ([], 1)
        else:
            assert (sheet["outcomes"][0], page["conflicts"], stood.choice) == ("new", ["choice"], 4)
        assert one.answers.get(question__key="deletion-2").choice == 0


def test_a_workbook_during_submission_is_in_it_whole_or_refused(responses, tmp_path):
    for one in responses:
        fill_response(one)
    sheets = [handing_in(one, version=1, deletion_headline="Nej", deletion_2="Nej") for one in responses]
    rounds = [
        (submitting(one), sheet) if place % 2 else (sheet, submitting(one))
        for place, (one, sheet) in enumerate(zip(responses, sheets, strict=True))
    ]

    for one, answers in zip(responses, race(tmp_path, rounds), strict=True):
        (saved,) = [answer for answer in answers if "submission" not in answer]
        keys = (KEY, "deletion-2")
        working = [one.answers.get(question__key=key).choice for key in keys]
        frozen = [Submission.objects.get(response=one).answers.get(question__key=key).choice for key in keys]
        if saved == {"refused": "not editable"}:
            assert working == frozen == [4, 4]
        else:
            assert saved == {"outcomes": ["new", "new", "same"]}
            assert working == frozen == [0, 0]


def test_two_workers_at_once_send_each_mail_once(transactional_db, settings, tmp_path):
    """Invitations that wait, and reminders that both workers find due."""
    municipalities = [make_municipality() for _ in range(ROUNDS)]
    people = [make_member(municipality, Role.LEAD) for municipality in municipalities]
    survey = make_survey(municipalities=municipalities)
    noon = datetime.combine(survey.deadline - timedelta(days=7), time(12), tzinfo=COPENHAGEN)
    with mail_server(settings) as server:
        task = {"do": "send", "port": server.server_address[1], "at": noon.isoformat()}
        race(tmp_path, [(dict(task), dict(task)) for _ in range(2)])

    addresses = sorted(person.email for person in people)
    reminded = sorted(message["To"] for message in server.took if message["Subject"].startswith("Husk"))
    assert reminded == addresses
    assert sorted(message["To"] for message in server.took) == sorted(addresses * 2)
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


def test_a_file_during_submission_is_in_it_or_refused(responses, tmp_path):
    for one in responses:
        fill_response(one)
    rounds = [
        (submitting(one), putting(one)) if place % 2 else (putting(one), submitting(one))
        for place, one in enumerate(responses)
    ]

    for one, answers in zip(responses, race(tmp_path, rounds), strict=True):
        (put,) = [answer for answer in answers if "submission" not in answer]
        frozen = [row.evidence_id for row in Submission.objects.get(response=one).evidence.all()]
        if put == {"refused": "not editable"}:
            assert (frozen, one.evidence.count()) == ([], 0)
        else:
            assert [put["file"]] == frozen


def test_of_two_files_for_the_last_room_one_is_taken(responses, tmp_path):
    for one in responses:
        Evidence.objects.filter(pk=put_file(one).pk).update(size=RESPONSE_MOST - 9)

    for one, answers in zip(
        responses, race(tmp_path, [(putting(one, 8), putting(one, 9)) for one in responses]), strict=True
    ):
        assert sorted(next(iter(answer)) for answer in answers) == ["file", "refused"]
        assert one.evidence.count() == 2


def giving(response, handler, by):
    return {"do": "give", "response": response.pk, "handler": handler.pk, "by": by.pk}


def test_nobody_is_given_a_case_while_they_declare_a_conflict_in_it(responses, tmp_path):
    handler, manager = make_staff(StaffRole.CASE_HANDLER), make_staff(StaffRole.MANAGER)
    rounds = [
        (giving(one, handler, manager), {"do": "declare", "response": one.pk, "user": handler.pk}) for one in responses
    ]
    answers = race(tmp_path, rounds)

    assert handler.conflicts.in_force().count() == ROUNDS
    assert not handler.cases.exists()
    for one, (given, declared) in zip(responses, answers, strict=True):
        was_given_first = "given" in given
        assert declared == {"taken": int(was_given_first)}
        assert one.assignments_of_case.count() == (2 if was_given_first else 0)


def test_a_case_given_to_two_at_once_goes_from_the_one_to_the_other(responses, tmp_path):
    first, second, manager = (
        make_staff(StaffRole.CASE_HANDLER),
        make_staff(StaffRole.CASE_HANDLER),
        make_staff(StaffRole.MANAGER),
    )
    race(tmp_path, [(giving(one, first, manager), giving(one, second, manager)) for one in responses])

    for one in responses:
        one.refresh_from_db()
        before, after = one.assignments_of_case.all()
        assert {before.given_to, after.given_to} == {first, second}
        assert (before.taken_from, after.taken_from, one.case_handler) == (None, before.given_to, after.given_to)
