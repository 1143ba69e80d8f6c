"""The demo's survey that is being prepared can be opened as it stands."""

from django.utils import timezone

from municipalities.register import load_register
from surveys.demo.build import QUESTIONNAIRE
from surveys.demo.draft import ASKED, SEED, build_draft
from surveys.demo.names import municipality_rows
from surveys.enums import SampleMethod
from surveys.models import Survey
from surveys.opening import select_opening
from surveys.questionnaire import parse_questionnaire
from surveys.services.questionnaires import load_questionnaire


def test_it_has_drawn_whom_it_will_ask_and_lacks_nothing(db, manager):
    load_register(rows=municipality_rows(), is_demo=True)
    questionnaire = parse_questionnaire(QUESTIONNAIRE.read_text(encoding="utf-8"), filename=QUESTIONNAIRE.name)
    build_draft(load_questionnaire(questionnaire=questionnaire, slug="2026", is_demo=True), manager)
    draft = Survey.objects.get(slug="2027")
    sample = draft.samples.newest()
    assert (sample.number, sample.method, sample.size, sample.seed) == (1, SampleMethod.RANDOM, ASKED, SEED)
    assert sample.made_by == manager
    plan = select_opening(draft, timezone.now())
    assert (len(plan.municipalities), plan.missing) == (24, ())
