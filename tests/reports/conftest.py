"""What several tests of documents need."""

from datetime import date

import pytest

from reports.documents import Bar, ReportArea, ReportContent, ReportRegion, Sender
from surveys.models import Response
from tests.factories.cases import make_case


@pytest.fixture
def case(draft_response, lead, case_handler, manager) -> Response:
    """Everything has happened in it once."""
    return make_case(draft_response, lead=lead, case_handler=case_handler, manager=manager)


@pytest.fixture
def small_report() -> ReportContent:
    """One area, one hidden region."""
    area = ReportArea(
        key="deletion",
        number=1,
        title="Sletning",
        why="Fordi.",
        question="Har I en rutine?",
        unit="systemer",
        counting="»Ja«",
        counted=17,
        of=48,
        percent=35.4,
        distribution=(Bar("Ja", 17, True), Bar("Nej", 31, False)),
        not_relevant=0,
        unanswered=0,
        regions=(
            ReportRegion("Region Nord", None, None, None),
            ReportRegion("Region Syd", 9, 20, 45.0),
        ),
        advice="Gør noget.",
    )
    return ReportContent(
        survey_title="Tilsyn 2024",
        survey_slug="2024",
        is_demo=True,
        sender=Sender("Demotilsynet"),
        number=1,
        published=date(2024, 12, 1),
        invited=50,
        respondents=48,
        areas=(area,),
        method=(),
        results_url="http://localhost/resultater/2024/",
        digest="0" * 64,
    )
