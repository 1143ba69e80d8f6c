"""The check page and what its buttons do."""

from datetime import timedelta

import pytest

from municipalities.enums import Role
from surveys.enums import ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import ResponseEvent, Submission
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import move_survey
from tests.factories.municipalities import make_member
from tests.factories.surveys import answer, fill_response, make_response, make_survey, today
from tests.surveys.pages import text_of, url


@pytest.fixture
def check_url(draft_response):
    return url(draft_response, "submit")


@pytest.fixture
def full_response(draft_response, lead):
    return fill_response(draft_response, by=lead)


@pytest.fixture
def approval_response(municipality, lead):
    """Every question answered, in a survey that asks for management's approval."""
    survey = make_survey(requires_approval=True, municipalities=[municipality])
    return fill_response(make_response(survey, municipality), by=lead)


def submission(seen="15", **sent):
    return {"submit": "1", "seen": seen, **sent}


def test_check_page_lists_what_is_missing_with_links(client, lead, draft_response, check_url):
    fill_response(draft_response, dane_headline=None, access_2=None, dpia_3=Value(not_relevant=True), by=lead)
    client.force_login(lead)

    shown = text_of(client.get(check_url))

    assert f'{url(draft_response, "area", area="dane")}#spoergsmaal-dane-headline"' in shown
    assert "DANE, spørgsmål 1: Besvar hovedspørgsmålet." in shown
    assert "Konsekvensanalyse, spørgsmål 3: Skriv i kommentaren, hvorfor" in shown
    assert f'{url(draft_response, "area", area="access")}#spoergsmaal-access-2"' in shown
    assert "I kan ikke indsende endnu" in shown
    assert 'name="submit"' not in shown


def test_what_is_missing_takes_the_focus_only_where_a_submission_was_refused_for_it(client, lead, check_url):
    client.force_login(lead)
    takes_focus = 'data-module="error-summary"'

    opened, refused = client.get(check_url), client.post(check_url, submission("0"))

    assert "Det mangler, før I kan indsende" in text_of(opened)
    assert takes_focus not in text_of(opened)
    assert takes_focus in text_of(refused)


def test_check_page_shows_every_question_with_answer_and_link(client, lead, full_response, check_url):
    answer(full_response, "dane-2", Value(choice=1, comment="Kun <b>ét</b>"), by=lead, base_version=1)
    client.force_login(lead)

    shown = text_of(client.get(check_url))

    assert shown.count('class="check-row') == 15
    assert shown.count(">Ret<") == 15
    assert "Delvist – mindre end 1/3 gennemført" in shown
    assert "Kun &lt;b&gt;ét&lt;/b&gt;" in shown
    assert "Alle spørgsmål er besvaret" in shown
    assert 'name="confirmed"' not in shown


def test_check_page_queries_are_constant(client, lead, full_response, check_url, django_assert_num_queries):
    client.force_login(lead)
    client.get(check_url)

    with django_assert_num_queries(10):
        client.get(check_url)


def test_submit_makes_a_submission_and_leads_to_the_receipt(client, lead, full_response, check_url):
    client.force_login(lead)

    answered = client.post(check_url, submission())

    assert answered.status_code == 302
    assert answered.url == url(full_response, "receipt")
    made = Submission.objects.get()
    assert (made.number, made.submitted_by, made.is_late) == (1, lead, False)


def test_submit_twice_makes_one_submission(client, lead, full_response, check_url):
    client.force_login(lead)

    first, second = client.post(check_url, submission()), client.post(check_url, submission())

    assert first.url == second.url == url(full_response, "receipt")
    assert Submission.objects.count() == 1
    assert ResponseEvent.objects.count() == 1


def test_submit_with_missing_answers_needs_the_box(client, lead, draft_response, check_url):
    fill_response(draft_response, access_2=None, dane_3=None, by=lead)
    client.force_login(lead)
    assert "Vi indsender uden svar på 2 spørgsmål" in text_of(client.get(check_url))

    refused = client.post(check_url, submission(seen="13"))

    assert refused.status_code == 422
    assert "Sæt kryds, hvis I vil indsende uden de svar, der mangler." in text_of(refused)
    assert not Submission.objects.exists()

    assert client.post(check_url, submission(seen="13", confirmed="on")).status_code == 302
    assert Submission.objects.count() == 1


def test_submit_without_a_headline_answer_is_refused(client, lead, draft_response, check_url):
    fill_response(draft_response, dane_headline=None, by=lead)
    client.force_login(lead)

    refused = client.post(check_url, submission(seen="14", confirmed="on"))

    assert refused.status_code == 422
    assert "DANE, spørgsmål 1: Besvar hovedspørgsmålet." in text_of(refused)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("seen", ["14", ""])
def test_submit_of_answers_the_person_has_not_seen_is_refused(client, lead, full_response, check_url, seen):
    client.force_login(lead)

    refused = client.post(check_url, submission(seen=seen))

    assert refused.status_code == 409
    assert "En kollega har ændret svar, siden du åbnede siden." in text_of(refused)
    assert 'name="seen" value="15"' in text_of(refused), "the page now shows the newest"
    assert not Submission.objects.exists()


@pytest.mark.parametrize("role", ["contributor", "reader", "approver"])
def test_submit_by_others_is_refused_and_they_see_who_can(client, request, role, lead, full_response, check_url):
    client.force_login(request.getfixturevalue(role))

    shown = text_of(client.get(check_url))

    assert "Lea Leder kan indsende besvarelsen." in shown
    assert 'name="submit"' not in shown
    assert client.post(check_url, submission()).status_code == 403
    assert not Submission.objects.exists()


def test_submit_by_another_municipality_is_404(client, outsider, full_response, check_url):
    client.force_login(outsider)

    assert client.get(check_url).status_code == 404
    assert client.post(check_url, submission()).status_code == 404


def test_submit_after_the_deadline_is_warned_of_and_marked(client, lead, municipality):
    survey = make_survey(deadline=today() - timedelta(days=1), municipalities=[municipality])
    response = fill_response(make_response(survey, municipality), by=lead)
    client.force_login(lead)

    assert "Besvarelsen bliver mærket som indsendt efter fristen." in text_of(client.get(url(response, "submit")))
    client.post(url(response, "submit"), submission())

    assert Submission.objects.get().is_late
    assert "Efter fristen" in text_of(client.get(url(response, "receipt")))


def test_submit_in_a_closed_survey_is_refused(client, lead, survey, full_response, check_url):
    move_survey(survey=survey, target=SurveyState.CLOSED)
    client.force_login(lead)

    refused = client.post(check_url, submission())

    assert refused.status_code == 409
    assert "Tilsynet er lukket, så besvarelsen kan ikke indsendes." in text_of(refused)


def test_submit_again_after_a_return_makes_number_two(client, lead, case_handler, submitted_response):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Uddyb")
    answer(submitted_response, "dane-2", Value(choice=0), by=lead, base_version=1)
    client.force_login(lead)

    client.post(url(submitted_response, "submit"), submission(seen="16"))

    submitted_response.refresh_from_db()
    assert submitted_response.state == ResponseState.SUBMITTED
    assert submitted_response.current_submission.number == 2


def test_check_page_without_a_known_button_is_a_bad_request(client, lead, full_response, check_url):
    client.force_login(lead)

    assert client.post(check_url, {"seen": "15"}).status_code == 400


def test_check_page_of_a_submitted_response_leads_to_the_receipt(client, lead, submitted_response):
    client.force_login(lead)

    shown = text_of(client.get(url(submitted_response, "submit")))

    assert "Besvarelsen er indsendt" in shown
    assert url(submitted_response, "receipt") in shown
    assert 'name="submit"' not in shown


def test_approval_the_lead_hands_over_and_the_approver_submits(client, lead, approver, approval_response):
    check_url = url(approval_response, "submit")
    client.force_login(lead)
    assert client.post(check_url, submission()).status_code == 403
    assert "Send til godkendelse" in text_of(client.get(check_url))
    assert client.post(check_url, {"ready": "1"}).url == url(approval_response, "overview")

    client.force_login(approver)
    assert "Godkend og indsend" in text_of(client.get(check_url))
    assert client.post(check_url, submission()).url == url(approval_response, "receipt")

    assert Submission.objects.get().submitted_by == approver
    states = list(ResponseEvent.objects.values_list("from_state", "to_state", "by__name"))
    assert states == [("draft", "ready", "Lea Leder"), ("ready", "submitted", "Gry Godkender")]


def test_approval_waits_for_the_lead(client, approver, approval_response):
    client.force_login(approver)

    shown = text_of(client.get(url(approval_response, "submit")))

    assert "når kommunens ansvarlige har sendt den til godkendelse" in shown
    assert client.post(url(approval_response, "submit"), submission()).status_code == 409
    assert not Submission.objects.exists()


def test_approval_needs_the_headline_answers_first(client, lead, approval_response):
    answer(approval_response, "dane-headline", Value(), by=lead, base_version=1)
    client.force_login(lead)

    refused = client.post(url(approval_response, "submit"), {"ready": "1"})

    assert refused.status_code == 422
    assert "DANE, spørgsmål 1: Besvar hovedspørgsmålet." in text_of(refused)
    approval_response.refresh_from_db()
    assert approval_response.state == ResponseState.DRAFT


def test_approval_sent_back_shows_the_reason_to_the_lead(client, lead, approver, approval_response):
    check_url = url(approval_response, "submit")
    move_response(response=approval_response, target=ResponseState.READY, by=lead)
    client.force_login(approver)

    refused = client.post(check_url, {"send_back": "1", "reason": " "})
    assert refused.status_code == 422
    assert "Skriv, hvad der skal rettes." in text_of(refused)
    assert client.post(check_url, {"send_back": "1", "reason": "Svar 2 passer ikke"}).status_code == 302

    client.force_login(lead)
    shown = text_of(client.get(url(approval_response, "overview")))
    assert "Gry Godkender har sendt besvarelsen tilbage" in shown
    assert "<p>Svar 2 passer ikke</p>" in shown


@pytest.mark.parametrize(("role", "button"), [("contributor", "ready"), ("approver", "ready"), ("lead", "send_back")])
def test_approval_buttons_of_others_are_refused(client, request, role, button, approval_response):
    client.force_login(request.getfixturevalue(role))

    answered = client.post(url(approval_response, "submit"), {button: "1", "reason": "Nej"})

    assert answered.status_code == 403


def test_approval_locks_the_answers_while_management_reads(client, lead, approval_response):
    move_response(response=approval_response, target=ResponseState.READY, by=lead)
    client.force_login(lead)

    assert "<textarea" not in text_of(client.get(url(approval_response, "area", area="deletion")))


def test_approval_a_reason_that_came_after_a_colleagues_submission_stays_on_the_page(
    client, municipality, lead, approver, approval_response
):
    move_response(response=approval_response, target=ResponseState.READY, by=lead)
    submit_response(response=approval_response, by=make_member(municipality, Role.APPROVER), confirmed_missing=True)
    client.force_login(approver)

    refused = client.post(url(approval_response, "submit"), {"send_back": "1", "reason": "Svar 2 passer ikke"})

    assert refused.status_code == 409
    assert "Besvarelsen er »Indsendt« og kan ikke blive »Kladde«." in text_of(refused)
    assert "Svar 2 passer ikke</textarea>" in refused.content.decode()
