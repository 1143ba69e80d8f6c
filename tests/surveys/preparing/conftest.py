import pytest

from surveys.models import Survey
from tests.factories.reports import make_advice
from tests.factories.surveys import make_survey


@pytest.fixture
def draft(db) -> Survey:
    """Being prepared, with advice to every question."""
    draft = make_survey("2027", is_open=False)
    make_advice(draft)
    return draft
