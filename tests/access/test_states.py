"""What a page is depends on the state too: what is not yet, or no longer, there is not found; drafts stay unseen."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from reports.services.letters import issue_letter
from surveys.enums import Choice, ResponseState
from surveys.merge import Value
from surveys.services.responses import move_response
from tests.factories.evidence import put_file
from tests.factories.reports import make_advice, make_approved
from tests.factories.surveys import answer, make_response, make_submission, make_survey

SECRET = "Hemmelig kladde om vores backup"


@pytest.fixture
def draft_with_secret(draft_response, lead):
    make_advice(draft_response.survey)
    return answer(draft_response, "dpia-headline", Value(choice=Choice.NO, comment=SECRET), by=lead)


def page(name: str, response, **more) -> str:
    return reverse(name, kwargs={"survey": response.survey.slug, **more})


def own_page(name: str, response, **more) -> str:
    return page(name, response, municipality=response.municipality.slug, **more)


def test_a_survey_being_prepared_is_not_found_by_a_municipality(client, municipality, lead):
    survey = make_survey("2027", is_open=False)
    client.force_login(lead)
    address = reverse("surveys:overview", kwargs={"municipality": municipality.slug, "survey": survey.slug})
    assert client.get(address).status_code == 404


def test_a_survey_that_did_not_ask_the_municipality_is_not_found(client, municipality, other_municipality, lead):
    make_survey("2027", municipalities=[other_municipality])
    client.force_login(lead)
    address = reverse("surveys:overview", kwargs={"municipality": municipality.slug, "survey": "2027"})
    assert client.get(address).status_code == 404


def test_a_withdrawn_response_is_gone_for_the_municipality_and_stays_for_the_agency(
    client, submitted_response, lead, case_handler
):
    move_response(response=submitted_response, target=ResponseState.WITHDRAWN, by=case_handler, reason="Lagt sammen.")
    client.force_login(lead)
    names = ("overview", "submit", "receipt", "answers", "workbook", "workbook_file", "save_workbook")
    for name in (*(f"surveys:{name}" for name in names), "reports:receipt_pdf"):
        assert client.get(own_page(name, submitted_response)).status_code == 404, name
    client.force_login(case_handler)
    code = submitted_response.municipality.code
    assert client.get(page("surveys:response", submitted_response, code=code)).status_code == 200
    assert client.get(page("reports:letter_draft", submitted_response, code=code)).status_code == 404


def test_there_is_no_receipt_before_a_submission(client, draft_response, lead):
    client.force_login(lead)
    for name in ("surveys:receipt", "reports:receipt_pdf"):
        assert client.get(own_page(name, draft_response)).status_code in {302, 404}, name


def test_there_is_no_letter_to_a_draft(client, draft_with_secret, manager):
    client.force_login(manager)
    code = draft_with_secret.municipality.code
    for name in ("reports:letter_draft", "reports:letter"):
        assert client.get(page(name, draft_with_secret, code=code)).status_code == 404, name


def test_a_letter_that_is_not_sent_is_nowhere_in_the_municipalitys_pages(client, submitted_response, lead, manager):
    make_advice(submitted_response.survey)
    draft = make_approved(submitted_response, manager)
    client.force_login(lead)
    assert (
        "Intet vejledningsbrev endnu"
        in client.get(own_page("reports:municipal_letters", submitted_response)).content.decode()
    )
    issue_letter(letter=draft, by=manager)
    shown = client.get(own_page("reports:municipal_letters", submitted_response)).content.decode()
    assert "Vejledningsbrev nr. 1" in shown


def test_results_are_not_found_before_they_are_published(client, submitted_response, manager):
    for name in ("reports:results", "reports:results_pdf", "reports:results_csv", "reports:results_json"):
        assert client.get(page(name, submitted_response)).status_code == 404, name


@pytest.mark.parametrize("role", ["case_handler", "manager", "auditor"])
def test_the_agency_never_sees_a_draft_answer(client, draft_with_secret, request, role):
    client.force_login(request.getfixturevalue(role))
    code = draft_with_secret.municipality.code
    pages = [
        page("surveys:board", draft_with_secret),
        page("surveys:response", draft_with_secret, code=code),
        page("reports:tally", draft_with_secret),
        page("reports:tally_question", draft_with_secret, question="dpia-headline"),
        page("reports:letters", draft_with_secret),
        page("reports:tally_csv", draft_with_secret),
    ]
    for address in pages:
        shown = client.get(address)
        assert shown.status_code == 200
        assert SECRET not in shown.content.decode(), address


def test_the_agency_sees_what_was_submitted_not_what_is_being_corrected(client, submitted_response, case_handler, lead):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret svaret.")
    answer(submitted_response, "dpia-headline", Value(choice=Choice.NO, comment=SECRET), by=lead, base_version=1)
    client.force_login(case_handler)
    code = submitted_response.municipality.code
    shown = client.get(page("surveys:response", submitted_response, code=code)).content.decode()
    assert SECRET not in shown


@pytest.mark.parametrize("role", ["lead", "reader"])
def test_a_locked_response_gives_a_workbook_and_takes_none(client, submitted_response, request, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(own_page("surveys:workbook", submitted_response)).status_code == 200
    assert client.get(own_page("surveys:workbook_file", submitted_response)).status_code == 200
    refusal = 409 if role == "lead" else 403
    assert client.post(own_page("surveys:workbook", submitted_response)).status_code == refusal
    assert client.post(own_page("surveys:save_workbook", submitted_response)).status_code == refusal


def test_another_municipalitys_answers_are_not_in_ones_own_workbook(
    client, survey, municipality, other_municipality, lead, outsider
):
    make_submission(
        make_response(survey, other_municipality), by=outsider, dpia_headline=Value(choice=Choice.NO, comment=SECRET)
    )
    client.force_login(lead)
    content = client.get(own_page("surveys:workbook_file", make_response(survey, municipality))).content
    cells = [cell for sheet in load_workbook(BytesIO(content)) for row in sheet.values for cell in row]
    assert "dpia-headline" in cells
    assert SECRET not in cells


def test_a_file_of_a_draft_is_its_municipalitys_alone(
    client, draft_response, lead, reader, case_handler, manager, auditor
):
    evidence = put_file(draft_response, by=lead)
    own = own_page("surveys:evidence_file", draft_response, pk=evidence.pk)
    agency = page("surveys:submitted_file", draft_response, code=draft_response.municipality.code, pk=evidence.pk)
    for user in (lead, reader):
        client.force_login(user)
        assert client.get(own).getvalue() == b"Vi sletter."
    for user in (case_handler, manager, auditor):
        client.force_login(user)
        assert (client.get(own).status_code, client.get(agency).status_code) == (404, 404)


@pytest.mark.parametrize("state", ["returned", "withdrawn", "accepted"])
def test_a_submitted_file_stays_the_agencys_and_goes_from_the_withdrawn_municipality(
    client, draft_response, lead, case_handler, state
):
    evidence = put_file(draft_response, by=lead)
    make_submission(draft_response, by=lead)
    move_response(response=draft_response, target=ResponseState(state), by=case_handler, reason="Fordi.")
    client.force_login(case_handler)
    agency = page("surveys:submitted_file", draft_response, code=draft_response.municipality.code, pk=evidence.pk)
    assert client.get(agency).getvalue() == b"Vi sletter."
    client.force_login(lead)
    found = client.get(own_page("surveys:evidence_file", draft_response, pk=evidence.pk))
    assert found.getvalue() == b"Vi sletter." if state != "withdrawn" else found.status_code == 404


def test_another_municipalitys_comment_is_nowhere_in_ones_own_pages(
    client, survey, municipality, other_municipality, lead, outsider
):
    make_submission(
        make_response(survey, other_municipality), by=outsider, dpia_headline=Value(choice=Choice.NO, comment=SECRET)
    )
    own = make_response(survey, municipality)
    client.force_login(lead)
    for name in ("surveys:overview", "surveys:submit", "surveys:answers"):
        assert SECRET not in client.get(own_page(name, own)).content.decode(), name
    assert SECRET not in client.get(own_page("surveys:area", own, area="dpia")).content.decode()
