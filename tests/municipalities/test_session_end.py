"""A session's end: what is left, what puts it off, and what becomes of a form that came too late."""

import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from surveys.deadlines import COPENHAGEN
from surveys.enums import ResponseState
from surveys.services.responses import move_response
from tests.factories.municipalities import PASSWORD
from tests.factories.surveys import fill_response, make_response, make_survey
from tests.surveys.pages import page, text_of, typed, url

MORNING = datetime(2030, 3, 4, 8, 0, tzinfo=COPENHAGEN)
KEY = "deletion-headline"


def at(**later):
    return time_machine.travel(MORNING + timedelta(**later), tick=False)


@pytest.fixture
def signed_in(client, lead):
    with at():
        client.post(reverse("account_login"), {"login": lead.email, "password": PASSWORD})
        client.get("/")
    return client


@pytest.fixture
def area_url(draft_response):
    return url(draft_response, "area", area="deletion")


def left(client):
    return client.get(reverse("session_time")).json()


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, 3600), (55, 300), (60, 0)],
)
def test_time_left_counts_down_from_the_last_visit(signed_in, minutes, expected):
    with at(minutes=minutes):
        assert left(signed_in) == {"seconds": expected, "can_stay": True}


def test_asking_for_the_time_writes_nothing_and_puts_nothing_off(signed_in, django_assert_max_num_queries):
    before = Session.objects.get().session_data
    for minutes in (10, 30, 59):
        with at(minutes=minutes), django_assert_max_num_queries(2) as queries:
            left(signed_in)
            assert all(query["sql"].startswith("SELECT") for query in queries)
    assert Session.objects.get().session_data == before
    with at(minutes=61):
        assert left(signed_in) == {"seconds": 0, "can_stay": False}


def test_staying_starts_the_idle_hour_again(signed_in):
    with at(minutes=59):
        assert signed_in.post(reverse("stay")).json() == {"seconds": 3600, "can_stay": True}
    with at(minutes=118):
        assert left(signed_in)["seconds"] == 60


def test_the_last_hour_of_the_day_cannot_be_put_off(signed_in):
    for hours in range(1, 12):
        with at(hours=hours - 0.1):
            signed_in.get("/")
    with at(hours=11, minutes=40):
        assert signed_in.post(reverse("stay")).json() == {"seconds": 1200, "can_stay": False}


def test_a_script_that_saves_after_the_end_is_told_plainly(signed_in, draft_response):
    save_url = url(draft_response, "save_answer", area="deletion", question=KEY)
    with at(hours=2):
        answered = signed_in.post(save_url, typed(KEY, "4"), headers={"hx-request": "true"})

    assert (answered.status_code, answered.content) == (401, b"")


def test_a_form_sent_after_the_end_is_shown_saved_after_signing_in(signed_in, lead, draft_response, area_url):
    sent = page(typed(KEY, "4", "Skrevet <før> frokost"), typed("deletion-2", "1"))
    with at(hours=2):
        late = signed_in.post(area_url, sent)
        shown = text_of(late)
        assert late.status_code == 401
        assert "Skrevet &lt;før&gt; frokost" in shown
        assert "2 valgte svar" in shown
        assert not draft_response.answers.exists()

        kept = late.context["typed"].as_field
        back = signed_in.post(reverse("resume"), {"kept": kept, "login": lead.email, "password": PASSWORD})
        assert back.status_code == 200
        assert f'action="{area_url}"' in back.content.decode()
        assert not draft_response.answers.exists(), "only the person's own click saves"

        fields = dict(back.context["typed"].fields)
        assert fields == sent
        assert signed_in.post(area_url, fields).status_code == 302
    assert draft_response.answers.get(question__key=KEY).comment == "Skrevet <før> frokost"


def test_a_wrong_password_keeps_the_text_on_the_page(signed_in, lead, area_url):
    with at(hours=2):
        late = signed_in.post(area_url, page(typed(KEY, "4", "Min tekst")))
        kept = late.context["typed"].as_field
        again = signed_in.post(reverse("resume"), {"kept": kept, "login": lead.email, "password": "forkert"})

    assert again.status_code == 422
    assert again.context["typed"].as_field == kept
    assert "Min tekst" in text_of(again)


def test_another_municipalitys_person_may_not_save_what_was_typed(signed_in, outsider, draft_response, area_url):
    with at(hours=2):
        late = signed_in.post(area_url, page(typed(KEY, "4", "Min tekst")))
        kept = late.context["typed"].as_field
        back = signed_in.post(reverse("resume"), {"kept": kept, "login": outsider.email, "password": PASSWORD})
        assert signed_in.post(area_url, dict(back.context["typed"].fields)).status_code == 404
    assert not draft_response.answers.exists()


def test_a_colleague_who_signs_in_is_not_made_the_author(signed_in, lead, contributor, draft_response, area_url):
    sent = {**page(typed(KEY, "4", "Leas tekst")), "person": str(lead.pk)}
    with at(hours=2):
        kept = signed_in.post(area_url, sent).context["typed"].as_field
        back = signed_in.post(reverse("resume"), {"kept": kept, "login": contributor.email, "password": PASSWORD})

    assert back.status_code == 403
    assert "en anden har skrevet teksten" in text_of(back)
    assert "Leas tekst" not in text_of(back)


def test_the_areas_form_says_whose_it_is(signed_in, lead, draft_response, area_url):
    with at():
        assert f'<input type="hidden" name="person" value="{lead.pk}">' in signed_in.get(area_url).content.decode()


def test_too_many_tries_to_sign_in_keep_the_text_on_the_page(signed_in, lead, area_url):
    with at(hours=2):
        kept = signed_in.post(area_url, page(typed(KEY, "4", "Min tekst"))).context["typed"].as_field
        for number in range(40):
            tried = {"kept": kept, "login": f"p{number}@sted.example", "password": "forkert"}
            again = signed_in.post(reverse("resume"), tried)

    assert again.status_code == 429
    assert "Der er prøvet for mange gange." in text_of(again)
    assert "Min tekst" in text_of(again)
    assert again.context["typed"].as_field == kept


def test_managements_reason_sent_after_the_end_is_shown_and_sent_after_signing_in(client, municipality, lead, approver):
    response = make_response(make_survey(requires_approval=True, municipalities=[municipality]), municipality)
    fill_response(response, by=lead)
    move_response(response=response, target=ResponseState.READY, by=lead)
    address, sent = url(response, "submit"), {"reason": "Ret svar 2.\nDet er for kort.", "send_back": "1"}

    late = client.post(address, sent)
    assert (late.status_code, late.context["typed"].texts) == (401, [sent["reason"]])
    kept = late.context["typed"].as_field
    back = client.post(reverse("resume"), {"kept": kept, "login": approver.email, "password": PASSWORD})
    assert "Send teksten" in text_of(back)
    assert client.post(address, dict(back.context["typed"].fields)).status_code == 302

    response.refresh_from_db()
    assert (response.state, response.events.last().reason) == (ResponseState.DRAFT, sent["reason"])


def test_a_button_without_text_leads_to_signing_in_alone(client, draft_response):
    late = client.post(url(draft_response, "submit"), {"submit": "1", "seen": "0"})

    assert late.status_code == 302
    assert late.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("return_response", "reason"),
        ("withdraw_response", "reason"),
        ("reopen", "reason"),
        ("journal_numbers", "text"),
        ("choose_sample_by", "text"),
        ("choose_sample_by", "why_text"),
        ("add_municipalities", "why_text"),
    ],
)
def test_the_agencys_text_is_kept_too(client, draft_response, page, field):
    below = [draft_response.municipality.code] if page.endswith("response") else []
    below += ["liste"] if page.endswith("_by") else []
    address = reverse(f"surveys:{page}", args=[draft_response.survey.slug, *below])
    late = client.post(address, {field: "Fordi."})

    assert (late.status_code, late.context["typed"].texts) == (401, ["Fordi."])
    assert "Din tekst er ikke sendt endnu" in text_of(late)
    assert client.post(address, {field: " "}).status_code == 302, "nothing was written"


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "{",
        "[]",
        json.dumps({"path": "https://ond.example/", "fields": []}),
        json.dumps({"path": "//ond.example/kommuner/a/b/c/", "fields": []}),
        json.dumps({"path": "/konto/log-af/", "fields": []}),
        json.dumps({"path": "/nowhere/", "fields": []}),
        json.dumps({"path": "/", "fields": [["one"]]}),
    ],
)
def test_only_the_form_of_a_page_of_ours_is_carried_along(client, db, kept):
    assert client.post(reverse("resume"), {"kept": kept}).status_code == 400


def test_an_outdated_form_is_shown_with_a_button_that_saves(lead, draft_response, area_url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    sent = page(typed(KEY, "4", "Før jeg loggede ind igen"))

    outdated = client.post(area_url, sent)

    assert outdated.status_code == 403
    assert "Før jeg loggede ind igen" in text_of(outdated)
    assert not draft_response.answers.exists()
    token = str(outdated.context["csrf_token"])
    again = client.post(area_url, {**dict(outdated.context["typed"].fields), "csrfmiddlewaretoken": token})
    assert again.status_code == 302
    assert draft_response.answers.get(question__key=KEY).choice == 4


def test_an_outdated_form_that_took_no_work_gets_the_plain_page(lead, draft_response):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)

    assert "Det har du skrevet" not in text_of(client.post(reverse("account_logout")))


# --- A button pressed too late ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [("http://testserver/kommuner/x/personer/", "/kommuner/x/personer/"), ("https://ond.example/a/", "/"), ("", "/")],
)
def test_a_button_pressed_after_the_end_says_so_and_leads_back_to_its_page(client, municipality, referer, leads_to):
    button = reverse("municipalities:end_colleague", args=[municipality.slug, 1])
    late = client.post(button, headers={"referer": referer})

    assert (late.status_code, late["Location"]) == (302, f"{reverse('account_login')}?next={leads_to}")
    assert "det, du valgte, er ikke gjort" in client.get(late["Location"]).content.decode()


def test_a_page_that_only_a_button_opens_says_so(client, lead, municipality):
    client.force_login(lead)
    response = client.get(reverse("municipalities:end_colleague", args=[municipality.slug, 1]))

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Adressen hører til en knap på en anden side." in response.content.decode()
