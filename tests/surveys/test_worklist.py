"""The work list's page: tabs, filters, links to where the work is done, and how much it asks of the database."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.enums import RequestLaw
from reports.models import DocumentRequest
from surveys.enums import FollowUpState, ResponseState
from surveys.models import FollowUp, Response, Survey
from surveys.services.casework import set_case
from surveys.services.extensions import ask_extension
from surveys.services.follow_ups import close_follow_up
from surveys.services.responses import move_response
from surveys.services.substitutes import name_substitute
from tests.factories.follow_ups import make_follow_up, make_reply
from tests.factories.municipalities import make_member, make_municipality
from tests.factories.reports import make_advice, make_approved, make_draft
from tests.factories.surveys import make_response, make_submission, make_survey, today


def worklist(client, **query):
    response = client.get(reverse("surveys:worklist"), query)
    assert response.status_code == 200
    return response


def rows(response):
    return {row.name: row.action.key for row in response.context["rows"]}


def numbers(response):
    return [tab["number"] for tab in response.context["tabs"]]


def give(response, handler):
    set_case(response=response, journal_number="", case_handler=handler)


@pytest.fixture
def handler(client, case_handler):
    client.force_login(case_handler)
    return case_handler


def test_nothing_to_do_is_said_calmly(client, handler):
    html = worklist(client).content.decode()
    assert "Der er intet, der venter på dig" in html
    assert "<table" not in html
    assert "Alle sager har en sagsbehandler" in worklist(client, visning="uden").content.decode()


def test_a_submission_waits_on_its_case_handler_until_it_is_accepted(client, handler, submitted_response, manager):
    assert numbers(worklist(client)) == [0, 2, 2]  # Naboby has nobody in charge
    assert rows(worklist(client, visning="uden")) == {"Naboby": "ansvarlig", "Prøveby": "indsendt"}
    give(submitted_response, handler)
    shown = worklist(client)
    assert numbers(shown) == [1, 1, 2]
    row = shown.context["rows"][0]
    assert (row.since, row.days, row.others, row.stands_in_for) == (today(), "i dag", 0, "")
    assert f'href="{reverse("surveys:response", args=["2026", row.code])}"' in shown.content.decode()
    move_response(response=submitted_response, target=ResponseState.ACCEPTED, by=manager)
    assert rows(worklist(client)) == {}


def test_the_most_urgent_is_shown_and_the_others_counted(client, handler, draft_response, lead):
    asked = ask_extension(response=draft_response, by=lead, wanted=today() + timedelta(days=30), reason="Travlt.")
    give(draft_response, handler)
    assert worklist(client).context["rows"][0].others == 0
    asked.asked_at -= timedelta(days=3)
    asked.save()
    Survey.objects.update(deadline=today() - timedelta(days=1))
    shown = worklist(client)
    row = shown.context["rows"][0]
    assert (row.action.key, row.days, row.others) == ("frist", "3 dage", 1)
    assert "og 1 ting mere" in shown.content.decode()
    assert row.url == reverse("surveys:decide_extension", args=["2026", row.code])


def test_a_deadline_waits_from_the_day_after(client, handler, draft_response):
    give(draft_response, handler)
    for day, found in ((today(), {}), (today() - timedelta(days=1), {"Prøveby": "overskredet"})):
        Response.objects.filter(pk=draft_response.pk).update(own_deadline=day)
        make_member(draft_response.municipality)
        assert rows(worklist(client)) == found


def test_a_municipality_without_anyone_in_charge_leads_to_its_people(client, handler, draft_response):
    give(draft_response, handler)
    row = worklist(client).context["rows"][0]
    code = draft_response.municipality.code
    assert (row.action.key, row.url) == ("ansvarlig", reverse("municipalities:municipality", args=[code]))
    make_member(draft_response.municipality)
    assert rows(worklist(client)) == {}


def test_what_the_municipality_does_is_shown_only_when_asked_for(client, handler, submitted_response):
    give(submitted_response, handler)
    later = today() + timedelta(days=3)
    move_response(
        response=submitted_response, target=ResponseState.RETURNED, by=handler, reason="Ret.", own_deadline=later
    )
    assert rows(worklist(client)) == {}
    assert numbers(worklist(client))[0] == 0
    shown = worklist(client, handling="afventer")
    assert rows(shown) == {"Prøveby": "afventer"}
    assert shown.context["rows"][0].others == 0


def test_a_follow_up_waits_on_the_municipality_until_its_day_and_on_us_once_answered(
    client, handler, submitted_response, lead
):
    give(submitted_response, handler)
    move_response(response=submitted_response, target=ResponseState.ACCEPTED, by=handler)
    follow_up = make_follow_up(submitted_response, handler)
    assert rows(worklist(client)) == {}
    for days, found in ((0, {}), (1, {"Prøveby": "ubesvaret"})):
        FollowUp.objects.update(answer_by=today() - timedelta(days=days))
        assert rows(worklist(client)) == found
    assert worklist(client).context["rows"][0].days == "1 dag"
    make_reply(follow_up, lead)
    shown = worklist(client)
    assert (rows(shown), shown.context["rows"][0].others) == ({"Prøveby": "opfoelgning"}, 0)
    assert shown.context["rows"][0].url == reverse("surveys:response", args=["2026", shown.context["rows"][0].code])
    close_follow_up(follow_up=follow_up, by=handler, outcome=FollowUpState.UPHELD, seen=2)
    assert rows(worklist(client)) == {}


def test_a_request_waits_until_it_is_decided_and_shows_when_it_is_due(client, handler, draft_response):
    give(draft_response, handler)
    make_member(draft_response.municipality)
    for number, days in ((1, 5), (2, 9)):
        DocumentRequest.objects.create(
            response=draft_response,
            number=number,
            law=RequestLaw.PUBLIC,
            received_on=today() - timedelta(days=1),
            due_on=today() + timedelta(days=days),
            registered_by=handler,
        )
    shown = worklist(client)
    row = shown.context["rows"][0]
    assert (row.action.key, row.since, row.days) == ("aktindsigt", today() + timedelta(days=5), "frist om 5 dage")
    assert row.url == reverse("reports:document_requests", args=["2026", row.code])
    decided = {"chosen_by": handler, "decided_by": handler, "pdf": b"%PDF", "pdf_sha256": "0" * 64}
    DocumentRequest.objects.filter(number=1).update(chosen_at=timezone.now(), decided_at=timezone.now(), **decided)
    assert worklist(client).context["rows"][0].days == "frist om 9 dage"
    DocumentRequest.objects.update(chosen_at=timezone.now(), decided_at=timezone.now(), **decided)
    assert rows(worklist(client)) == {}


@pytest.mark.parametrize(
    ("make", "key", "name"),
    [(make_draft, "godkend", "reports:letter"), (make_approved, "udsend", "reports:letters")],
)
def test_letters_wait_on_managers_whoever_has_the_case(client, handler, submitted_response, manager, make, key, name):
    make_advice(submitted_response.survey)
    give(submitted_response, handler)
    move_response(response=submitted_response, target=ResponseState.ACCEPTED, by=handler)
    make(submitted_response, manager if make == make_approved else None)
    assert rows(worklist(client)) == {}
    client.force_login(manager)
    shown = worklist(client)
    assert rows(shown) == {"Prøveby": key}
    assert shown.context["rows"][0].url.startswith(reverse("reports:letters", args=["2026"]))
    assert (name == "reports:letters") == (shown.context["rows"][0].url == reverse("reports:letters", args=["2026"]))


def test_a_letter_does_not_wait_on_the_manager_who_wrote_it(client, submitted_response, manager):
    make_advice(submitted_response.survey)
    move_response(response=submitted_response, target=ResponseState.ACCEPTED, by=manager)
    make_draft(submitted_response, manager)
    client.force_login(manager)
    assert rows(worklist(client)) == {}
    assert rows(worklist(client, visning="alle", handling="godkend")) == {"Prøveby": "godkend"}


def test_a_substitute_sees_the_absent_ones_cases_with_their_name(client, submitted_response, case_handler, manager):
    give(submitted_response, case_handler)
    name_substitute(absent=case_handler, substitute=manager, first_day=today(), last_day=today(), by=case_handler)
    client.force_login(manager)
    shown = worklist(client)
    assert shown.context["rows"][0].stands_in_for == "Sofie Sag"
    assert "du er stedfortræder" in shown.content.decode()
    client.force_login(case_handler)
    assert worklist(client).context["rows"][0].stands_in_for == ""


def test_it_is_narrowed_by_survey_and_by_action(client, handler, submitted_response):
    later = make_survey("2027", municipalities=[make_municipality("Senby")])
    shown = worklist(client, visning="alle", tilsyn=later.slug)
    assert rows(shown) == {"Senby": "ansvarlig"}
    assert numbers(shown) == [0, 1, 1]
    assert 'href="/tilsyn/arbejdsliste/?visning=uden&amp;tilsyn=2027"' in shown.content.decode()
    shown = worklist(client, visning="alle", handling="indsendt")
    assert rows(shown) == {"Prøveby": "indsendt"}
    assert "Vis alle" in shown.content.decode()
    nothing = worklist(client, visning="alle", tilsyn="2027", handling="indsendt")
    assert "Intet passer til valget" in nothing.content.decode()


@pytest.mark.parametrize(
    "query", [{"visning": "hvad"}, {"tilsyn": "9"}, {"handling": "x"}, {"sorter": "x"}, {"side": "x"}]
)
def test_nonsense_in_the_address_shows_everything(client, handler, submitted_response, query):
    give(submitted_response, handler)
    assert rows(worklist(client, **query)) == {"Prøveby": "indsendt"}


def test_headings_sort_and_the_choice_goes_along(client, handler, submitted_response):
    html = worklist(client, visning="alle", sorter="siden").content.decode()
    assert 'href="?visning=alle&amp;sorter=-siden"' in html
    assert 'aria-sort="ascending"' in html


def test_all_on_the_page_can_be_chosen_without_a_script(client, handler, submitted_response):
    give(submitted_response, handler)
    box = f'name="sag" value="{submitted_response.pk}"'
    assert f"{box} checked" not in worklist(client).content.decode()
    assert f"{box} checked" in worklist(client, valg="alle").content.decode()


def test_fifty_are_shown_on_a_page(client, handler):
    survey = make_survey("2029", municipalities=[make_municipality() for _ in range(51)])
    first, second = (worklist(client, visning="uden", side=side) for side in ("1", "2"))
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 1)
    assert "51 sager" in first.content.decode()
    assert survey.responses.count() == 51


def test_the_list_needs_as_many_queries_for_three_as_for_one(
    client, handler, submitted_response, other_municipality, django_assert_num_queries
):
    give(submitted_response, handler)
    worklist(client)
    with django_assert_num_queries(8):
        worklist(client)
    for municipality in (other_municipality, make_municipality()):
        give(make_submission(make_response(submitted_response.survey, municipality)).response, handler)
    with django_assert_num_queries(8):
        assert len(worklist(client).context["rows"]) == 3
    with django_assert_num_queries(9):
        worklist(client, handling="indsendt")


def test_the_start_and_the_menu_lead_there(client, handler, submitted_response, auditor):
    start = reverse("surveys:agency_start")
    html = client.get(start).content.decode()
    assert "Der er intet, der venter på dig." in html
    assert "<span>Arbejdsliste</span>" in html
    give(submitted_response, handler)
    assert f'<a href="{reverse("surveys:worklist")}">1 sag venter på dig</a>' in client.get(start).content.decode()
    client.force_login(auditor)
    html = client.get(start).content.decode()
    assert "venter på dig" not in html
    assert "Arbejdsliste" not in html


def test_days_are_counted_in_copenhagen(client, handler, submitted_response):
    give(submitted_response, handler)
    submission = submitted_response.current_submission
    type(submission).objects.filter(pk=submission.pk).update(submitted_at=timezone.now() - timedelta(days=1))
    assert worklist(client).context["rows"][0].days == "1 dag"
