"""One hand of a race, in a process of its own: reads what to do, line by line, and answers what came of it."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.db import transaction  # noqa: E402 - Django must be set up first

from surveys.merge import Value  # noqa: E402
from surveys.models import Response  # noqa: E402
from surveys.services.answers import lock_response, save_answer  # noqa: E402
from surveys.services.errors import NotEditableError, ResponseError  # noqa: E402
from surveys.services.responses import submit_response  # noqa: E402


def save(response: int, *, question: str, base: int, **value) -> dict:
    with transaction.atomic():
        locked = lock_response(Response.objects.all(), pk=response)
        saved = save_answer(response=locked, question_key=question, base_version=base, new=Value(**value), by=None)
    return {"version": saved.version, "conflicts": list(saved.conflicts)}


def submit(response: int) -> dict:
    submission = submit_response(response=Response.objects.get(pk=response), by=None)
    return {"submission": submission.pk}


def main() -> None:
    Response.objects.exists()  # the connection is open before the race begins
    for line in sys.stdin:
        task = json.loads(line)
        if task is not None:
            do = {"save": save, "submit": submit}[task.pop("do")]
            try:
                answer = do(**task)
            except NotEditableError:
                answer = {"refused": "not editable"}
            except ResponseError as error:
                answer = {"refused": str(error)}
        else:
            answer = "ready"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
