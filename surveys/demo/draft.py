"""A survey that is being prepared: a copy of the open one, with a few things asked otherwise, and whom it will ask."""

from municipalities.models import User
from surveys.enums import Choice, SampleMethod
from surveys.models import Survey
from surveys.services.making import copy_survey
from surveys.services.preparing import QUESTION_FIELDS, add_question, edit_question, question_token
from surveys.services.samples import Wanted, choose_sample

REWORDED = "deletion-deadlines"
NEW_TEXT = "Har I sat en slettefrist for hvert formål, og står fristen i jeres fortegnelse?"
ADDED = "access-shared-accounts"
ADDED_FIELDS = {
    "text": "Har hver medarbejder sin egen brugerkonto i alle de systemer, hvor I har personoplysninger?",
    "unit": "systemer",
    "help": "Tæl de systemer, hvor ingen deler konto. Regn disse med som delte:\n\n"
    "- konti til en vagt eller en afdeling\n- konti, som en leverandør logger ind med",
    "references": "Databeskyttelsesforordningen artikel 32, stk. 1",
    "threshold": Choice.MOST,
    "allows_not_relevant": False,
}

ASKED = 24
# Fixed, so that the demo draws the same each time.
SEED = "demo 2027"


def build_draft(source: Survey, manager: User) -> None:
    title = "Tilsyn med grundlæggende behandlingssikkerhed 2027"
    draft = copy_survey(source=source, slug="2027", title=title, by=manager)
    question = draft.questions.get(key=REWORDED)
    fields = {name: getattr(question, name) for name in QUESTION_FIELDS} | {"text": NEW_TEXT}
    edit_question(survey=draft, key=REWORDED, fields=fields, token=question_token(question))
    add_question(survey=draft, area="access", key=ADDED, fields=ADDED_FIELDS)
    wanted = Wanted(SampleMethod.RANDOM, size=ASKED, seed=SEED)
    choose_sample(survey=draft, wanted=wanted, by=manager, seen=0)
