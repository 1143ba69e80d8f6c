"""A response that was sent back and submitted again, with notes beside it, so that a newcomer sees what changed."""

from datetime import datetime, timedelta

from django.db import transaction

from municipalities.models import User
from surveys.demo.files import add_demo_file
from surveys.enums import Choice, ResponseState, Source
from surveys.merge import Value
from surveys.models import Answer, Response
from surveys.services.answers import lock_response, save_answer, value_of
from surveys.services.notes import write_note
from surveys.services.responses import move_response, submit_response

# By question: steps on the scale, and the comment now.
CHANGED = {
    "outgoing-mail-autocomplete": (
        0,
        "Vi har en procedure, og den er afprøvet i alle forvaltninger undtagen skolerne.",
    ),
    "access-log-review": (-1, "I to systemer gennemgår vi ikke opslagene endnu. De skiftes ud til foråret."),
    "access-leavers": (1, "Adgange lukkes nu samme dag, som en medarbejder stopper."),
}
CASE_NOTE = "Talte med den ansvarlige i kommunen. De vil gerne have brevet før budgetlægningen."
QUESTION_NOTE = "Svaret er nu i tråd med kommentaren. Spørg til de to systemer i næste tilsyn."


@transaction.atomic
def submit_again(response: Response, lead: User, approver: User, handler: User, returned: datetime) -> None:
    at = returned + timedelta(hours=3)
    locked = lock_response(Response.objects.all(), pk=response.pk)
    for answer in locked.answers.filter(question__key__in=CHANGED).select_related("question"):
        key = answer.question.key
        save_answer(
            response=locked,
            question_key=key,
            base_version=answer.version,
            new=_changed(answer, *CHANGED[key]),
            by=lead,
            source=Source.DEMO,
            now=at,
        )
    add_demo_file(response, lead, at)
    move_response(response=response, target=ResponseState.READY, by=lead, now=at, tells=False)
    submit_response(response=response, by=approver, confirmed_missing=True, now=at, tells=False)
    question = response.survey.questions.get(key="access-log-review")
    write_note(response=response, by=handler, text=CASE_NOTE, now=at + timedelta(hours=1))
    write_note(response=response, by=handler, text=QUESTION_NOTE, question=question, now=at + timedelta(hours=1))


def _changed(answer: Answer, steps: int, comment: str) -> Value:
    """An answer outside the scale stays as it is."""
    if answer.choice is None:
        return value_of(answer)
    return Value(min(max(answer.choice + steps, Choice.NO), Choice.YES), comment=comment)
