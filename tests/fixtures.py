"""The people and responses most tests need, named for their roles."""

import pytest

from municipalities.enums import Role, StaffRole
from municipalities.models import Municipality, User
from surveys.models import Response, Survey
from tests.factories.municipalities import make_member, make_municipality, make_staff
from tests.factories.surveys import make_response, make_submission, make_survey


@pytest.fixture
def municipality(db) -> Municipality:
    return make_municipality("Prøveby")


@pytest.fixture
def other_municipality(db) -> Municipality:
    return make_municipality("Naboby")


@pytest.fixture
def lead(municipality) -> User:
    return make_member(municipality, Role.LEAD, "Lea Leder", title="DPO")


@pytest.fixture
def contributor(municipality) -> User:
    return make_member(municipality, Role.CONTRIBUTOR, "Bo Bidrag")


@pytest.fixture
def reader(municipality) -> User:
    return make_member(municipality, Role.READER, "Lis Læser")


@pytest.fixture
def approver(municipality) -> User:
    return make_member(municipality, Role.APPROVER, "Gry Godkender")


@pytest.fixture
def outsider(other_municipality) -> User:
    """The lead of another municipality."""
    return make_member(other_municipality, Role.LEAD, "Uwe Udenfor")


@pytest.fixture
def case_handler(db) -> User:
    return make_staff(StaffRole.CASE_HANDLER, name="Sofie Sag")


@pytest.fixture
def manager(db) -> User:
    return make_staff(StaffRole.MANAGER, name="Mads Chef")


@pytest.fixture
def auditor(db) -> User:
    return make_staff(StaffRole.AUDITOR, name="Ruth Revisor")


@pytest.fixture
def administrator(db) -> User:
    return make_staff(StaffRole.ADMINISTRATOR, name="Ada Administrator")


@pytest.fixture
def survey(municipality, other_municipality) -> Survey:
    """Open, both municipalities asked, 17 days left."""
    return make_survey(municipalities=[municipality, other_municipality])


@pytest.fixture
def draft_response(survey, municipality) -> Response:
    """Nothing answered yet."""
    return make_response(survey, municipality)


@pytest.fixture
def submitted_response(survey, municipality, lead) -> Response:
    """Every question answered with Ja and submitted by the lead."""
    response = make_response(survey, municipality)
    make_submission(response, by=lead)
    return response
