"""The receipt names who is accountable, where management approves and where it does not."""

from surveys.accountability import select_accountable
from surveys.enums import ResponseState
from surveys.imports import COLUMNS
from surveys.merge import Value
from surveys.models import Submission
from surveys.services.imports import import_answers
from surveys.services.responses import move_response, submit_response
from tests.factories.follow_ups import make_correction, make_follow_up
from tests.factories.surveys import fill_response, make_response, make_survey
from tests.surveys.pages import text_of, url


def approved(municipality, lead, approver):
    response = fill_response(make_response(make_survey(requires_approval=True), municipality))
    move_response(response=response, target=ResponseState.READY, by=lead)
    submit_response(response=response, by=approver)
    response.refresh_from_db()
    return response


def test_receipt_names_who_made_it_ready_and_who_approved(client, municipality, lead, approver, reader):
    response = approved(municipality, lead, approver)
    client.force_login(reader)

    shown = text_of(client.get(url(response, "receipt")))

    assert "<dt>Gjort klar af</dt> <dd>Lea Leder, DPO" in shown
    assert "<dt>Godkendt og indsendt af</dt> <dd>Gry Godkender" in shown


def test_receipt_names_one_person_where_no_approval_is_asked(client, submitted_response, reader):
    client.force_login(reader)

    shown = text_of(client.get(url(submitted_response, "receipt")))

    assert "<dt>Indsendt af</dt> <dd>Lea Leder, DPO" in shown
    assert "Gjort klar af" not in shown


def test_a_second_submission_names_its_own_preparer(municipality, lead, approver, case_handler, contributor):
    response = approved(municipality, lead, approver)
    first = response.current_submission
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    move_response(response=response, target=ResponseState.READY, by=contributor)
    second = submit_response(response=response, by=approver)

    assert select_accountable(response, first).prepared.person == "Lea Leder, DPO"
    assert select_accountable(response, second).prepared.person == "Bo Bidrag"


def test_a_correction_names_who_sent_it_and_nobody_who_made_it_ready(municipality, lead, approver, case_handler):
    response = approved(municipality, lead, approver)
    first = response.current_submission
    correction = make_correction(make_follow_up(response, case_handler), approver, Value(choice=0)).submission

    accountable = select_accountable(response, correction)
    assert (accountable.label, accountable.submitted.person, accountable.prepared) == (
        "Indsendt af",
        "Gry Godkender",
        None,
    )
    assert select_accountable(response, first).prepared.person == "Lea Leder, DPO"


def test_an_import_passes_approval_on_the_operators_word(municipality):
    survey = make_survey(requires_approval=True, municipalities=[municipality])
    keys = survey.questions.values_list("key", flat=True)
    lines = [",".join(COLUMNS), *(f"{municipality.code},{key},4," for key in keys)]

    done = import_answers(survey=survey, text="\n".join(lines), submit=True)

    assert done.submitted == 1
    assert Submission.objects.count() == 1
    events = survey.responses.get().events.values_list("from_state", "to_state", "by")
    assert list(events) == [("draft", "ready", None), ("ready", "submitted", None)]


def test_a_lead_without_an_approver_is_told_to_invite_one(client, municipality, lead):
    response = fill_response(make_response(make_survey(requires_approval=True), municipality))
    client.force_login(lead)

    assert "I har ingen godkender endnu." in text_of(client.get(url(response, "submit")))


def test_a_lead_with_an_approver_is_not(client, municipality, lead, approver):
    response = fill_response(make_response(make_survey(requires_approval=True), municipality))
    client.force_login(lead)

    assert "I har ingen godkender endnu." not in text_of(client.get(url(response, "submit")))
