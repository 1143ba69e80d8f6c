"""One hand of a race, in a process of its own: reads what to do, line by line, and answers what came of it."""

import json
import os
import sys
import time
from dataclasses import replace
from datetime import date, datetime

import django
import time_machine

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.db import transaction  # noqa: E402

from municipalities.models import Membership, Municipality, User  # noqa: E402
from reports.services.drafts import draft_letter  # noqa: E402
from surveys.advice import texts_of  # noqa: E402
from surveys.advice_texts import marks  # noqa: E402
from surveys.demo.build import QUESTIONNAIRE  # noqa: E402
from surveys.enums import SampleMethod  # noqa: E402
from surveys.merge import Value  # noqa: E402
from surveys.models import (  # noqa: E402
    DomainMeasurement,
    FollowUp,
    Question,
    Response,
    Survey,
)
from surveys.questionnaire import parse_questionnaire  # noqa: E402
from surveys.services import preparing  # noqa: E402
from surveys.services.advice import edit_advice  # noqa: E402
from surveys.services.answers import lock_response, save_answer  # noqa: E402
from surveys.services.assigning import assign_cases  # noqa: E402
from surveys.services.conflicts import declare_conflict  # noqa: E402
from surveys.services.corrections import send_correction  # noqa: E402
from surveys.services.due import send_due  # noqa: E402
from surveys.services.errors import (  # noqa: E402
    FieldError,
    FrozenSurveyError,
    NotEditableError,
    ResponseError,
    StaleError,
    SurveyError,
)
from surveys.services.follow_ups import Said, close_follow_up, reply  # noqa: E402
from surveys.services.making import copy_survey  # noqa: E402
from surveys.services.measuring_wishes import ask_measurements, plan_measurements  # noqa: E402
from surveys.services.questionnaires import load_questionnaire  # noqa: E402
from surveys.services.responses import (  # noqa: E402
    move_response,
    submit_response,
)
from surveys.services.samples import Wanted, choose_sample  # noqa: E402
from surveys.services.surveys import (  # noqa: E402
    Shown,
    open_sampled_survey,
    open_survey,
)
from surveys.services.workbooks import FilledRow, save_workbook  # noqa: E402
from surveys.uploads.examining import FileRefusedError  # noqa: E402
from tests.factories.evidence import put_file  # noqa: E402
from tests.factories.follow_ups import make_follow_up, put_reply_file  # noqa: E402


def save(response: int, *, question: str, base: int, **value) -> dict:
    with transaction.atomic():
        locked = lock_response(Response.objects.all(), pk=response)
        saved = save_answer(response=locked, question_key=question, base_version=base, new=Value(**value), by=None)
    return {"version": saved.version, "conflicts": list(saved.conflicts)}


def submit(response: int) -> dict:
    submission = submit_response(response=Response.objects.get(pk=response), by=None)
    return {"submission": submission.pk}


def hand_in(response: int, *, rows: list, membership: int) -> dict:
    """A workbook, as its preview's button saves it."""
    member = Membership.objects.select_related("user", "municipality").get(pk=membership)
    filled = [FilledRow(*row) for row in rows]
    outcomes = save_workbook(
        responses=Response.objects.all(), pk=response, rows=filled, membership=member, by=member.user
    )
    return {"outcomes": [str(one.outcome) for one in outcomes]}


def send(*, port: int, at: str) -> dict:
    """The schedule's work at a time of day when it reminds, with a mail server of the test's."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    with time_machine.travel(datetime.fromisoformat(at)):
        return {"sent": send_due()}


def open_(survey: int, *, sample: int, content: str, by: int, deadline: str) -> dict:
    """One manager's press of the last button."""
    number = open_sampled_survey(
        survey=Survey.objects.get(pk=survey),
        deadline=date.fromisoformat(deadline),
        shown=Shown(sample, content),
        by=User.objects.get(pk=by),
    )
    return {"opened": number}


def reload(survey: str) -> dict:
    """The questions of a draft loaded anew, one of them in other words."""
    content = parse_questionnaire(QUESTIONNAIRE.read_text(encoding="utf-8"), filename=QUESTIONNAIRE.name)
    area, *areas = content.areas
    question, *questions = area.questions
    area = replace(area, questions=(replace(question, text="Rettet?"), *questions))
    load_questionnaire(questionnaire=replace(content, areas=(area, *areas)), slug=survey)
    return {"edited": survey}


def redraw(survey: int, *, by: int) -> dict:
    wanted = Wanted(SampleMethod.RANDOM, size=1)
    found, person = Survey.objects.get(pk=survey), User.objects.get(pk=by)
    return {"drawn": choose_sample(survey=found, wanted=wanted, by=person, seen=1, reason="Igen.").number}


def put(response: int, *, size: int) -> dict:
    try:
        evidence = put_file(Response.objects.get(pk=response), name=f"{size}.txt", content=b"x" * size)
    except FileRefusedError as error:
        return {"refused": error.problems[0]}
    return {"file": evidence.pk}


def open_for(*, survey: str, deadline: str, municipality: str) -> dict:
    """Open a survey that is being prepared."""
    asked = [Municipality.objects.get(code=municipality)]
    found = Survey.objects.get(slug=survey)
    return {"asked": open_survey(survey=found, deadline=date.fromisoformat(deadline), municipalities=asked)}


def edit(*, survey: str, how: str, text: str = "Nyt spørgsmål?") -> dict:
    """One change of a draft, from what it says now."""
    found = Survey.objects.get(slug=survey)
    question = found.questions.get(key="dane-2")
    fields = {name: getattr(question, name) for name in preparing.QUESTION_FIELDS} | {"text": text}
    edits = {
        "edit_question": lambda: preparing.edit_question(
            survey=found, key="dane-2", fields=fields, token=untouched_token()
        ),
        "move_question": lambda: preparing.move_question(survey=found, key="dane-2", step=-1),
        "add_question": lambda: preparing.add_question(survey=found, area="dane", key="dane-ny", fields=fields),
    }
    try:
        edits[how]()
    except FrozenSurveyError:
        return {"refused": "frozen"}
    except StaleError:
        return {"refused": "stale"}
    return {"edited": True}


def make_copy(*, survey: str, slug: str, by: int) -> dict:
    source = Survey.objects.get(slug=survey)
    try:
        copy_survey(source=source, slug=slug, title="Kopi", by=User.objects.get(pk=by))
    except FieldError as error:
        return {"refused": error.field}
    return {"made": slug}


def untouched_token() -> str:
    """Of the question as every survey of the factory asks it, whatever the other hand has done by now."""
    untouched = Question(
        text="Spørgsmål 2 om DANE?", unit="systemer", help="Tæl systemerne.", references="Artikel 32", threshold=4
    )
    return preparing.question_token(untouched)


def say(follow_up: int, *, act: str, by: int, seen: int = 1, **said) -> dict:
    """What a page of a follow-up does, as the person with that number."""
    here, person = FollowUp.objects.get(pk=follow_up), User.objects.get(pk=by)
    if act == "correct":
        new = Value(choice=said["choice"])
        return {"submission": send_correction(follow_up=here, by=person, new=new, seen=seen).submission_id}
    if act == "close":
        return {"closed": close_follow_up(follow_up=here, by=person, seen=seen, **said).state}
    return {"reply": reply(follow_up=here, by=person, said=Said(said["text"]), seen=seen).pk}


def attach(follow_up: int, *, by: int) -> dict:
    return {"file": put_reply_file(FollowUp.objects.get(pk=follow_up), User.objects.get(pk=by)).pk}


def ask(response: int, *, by: int, text: str) -> dict:
    return {"asked": make_follow_up(Response.objects.get(pk=response), User.objects.get(pk=by), text=text).pk}


def send_back(response: int, *, by: int) -> dict:
    person = User.objects.get(pk=by)
    move_response(response=Response.objects.get(pk=response), target="returned", by=person, reason="Ret.")
    return {"state": "returned"}


def draft(response: int, *, by: int) -> dict:
    letter = draft_letter(response=Response.objects.get(pk=response), by=User.objects.get(pk=by))
    return {"version": letter.advice_version.number}


def advise(response: int, *, by: int, name: str, text: str) -> dict:
    """Read an area's advice, and store another text in it."""
    survey = Response.objects.select_related("survey").get(pk=response).survey
    area = survey.areas.get(key=name.split("-")[0])
    stored = texts_of(survey.advice_versions.last(), area)
    version = edit_advice(
        survey=survey, area=area, typed=stored | {name: text}, seen=marks(stored), by=User.objects.get(pk=by)
    )
    return {"version": version.number}


def give(response: int, *, handler: int, by: int) -> dict:
    cases = list(Response.objects.filter(pk=response).select_related("municipality"))
    given = assign_cases(responses=cases, handlers=[User.objects.get(pk=handler)], by=User.objects.get(pk=by))
    return {"given": sum(given.values())}


def declare(response: int, *, user: int) -> dict:
    municipality = Response.objects.select_related("municipality").get(pk=response).municipality
    _, taken = declare_conflict(user=User.objects.get(pk=user), municipality=municipality, reason="Derfor.")
    return {"taken": taken}


def plan(*, at: str, hold: float) -> dict:
    """The schedule's wishes, not yet there for others to see while it holds."""
    with transaction.atomic():
        planned = plan_measurements(datetime.fromisoformat(at))
        time.sleep(hold)
    return {"planned": planned}


def drop(wish: int, *, hold: float) -> dict:
    with transaction.atomic():
        dropped, _ = DomainMeasurement.objects.filter(pk=wish).delete()
        time.sleep(hold)
    return {"dropped": dropped}


def wish(municipality: int, *, by: int, after: float) -> dict:
    """A person asks for a measurement, so long after the other hand began."""
    time.sleep(after)
    asked = ask_measurements(municipality=Municipality.objects.get(pk=municipality), by=User.objects.get(pk=by))
    return {"new": asked.new, "waiting": asked.waiting}


TASKS = {
    "save": save,
    "submit": submit,
    "workbook": hand_in,
    "send": send,
    "put": put,
    "open_for": open_for,
    "edit": edit,
    "copy": make_copy,
    "open": open_,
    "reload": reload,
    "redraw": redraw,
    "say": say,
    "attach": attach,
    "ask": ask,
    "send_back": send_back,
    "draft": draft,
    "advise": advise,
    "give": give,
    "declare": declare,
    "plan": plan,
    "drop": drop,
    "wish": wish,
}


def main() -> None:
    Response.objects.exists()  # the connection is open before the race begins
    for line in sys.stdin:
        task = json.loads(line)
        if task is not None:
            try:
                answer = TASKS[task.pop("do")](**task)
            except NotEditableError:
                answer = {"refused": "not editable"}
            except (ResponseError, SurveyError) as error:
                answer = {"refused": str(error)}
        else:
            answer = "ready"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
