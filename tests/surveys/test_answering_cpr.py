"""The CPR guard on comments: by page, by script, by import; and nothing of a number is left anywhere."""

import base64

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse
from django.views.debug import ExceptionReporter

from surveys.enums import TextPlace
from surveys.merge import Value
from surveys.models import AnswerRevision, CprDenial
from surveys.services.imports import ImportRefusedError, import_answers
from tests.factories.municipalities import PASSWORD
from tests.factories.surveys import answer
from tests.surveys.cpr_cases import PLAIN, VALID
from tests.surveys.pages import page, text_of, typed, url

KEY = "deletion-headline"
STOPPED, ASKED = f"Borgeren {VALID[0]} fik svar", f"Ordren {PLAIN[0]} er lukket"


@pytest.fixture
def area_url(client, lead, draft_response):
    client.force_login(lead)
    return url(draft_response, "area", area="deletion")


@pytest.fixture
def save_url(client, lead, draft_response):
    client.force_login(lead)
    return url(draft_response, "save_answer", area="deletion", question=KEY)


def current(response):
    return response.answers.filter(question__key=KEY).values_list("choice", "comment").first()


def everything_stored() -> str:
    """Every table, and what stands inside the sessions and the cache, which are stored in a code of their own."""
    rows = [repr(row) for model in apps.get_models() for row in model.objects.values()]
    sessions = [repr(session.get_decoded()) for session in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        cached = [f"{key} {base64.b64decode(value)!r}" for key, value in cursor.fetchall()]
    return "\n".join([*rows, *sessions, *cached])


def test_page_stops_a_number_saves_the_rest_and_keeps_the_text(client, draft_response, area_url):
    answered = client.post(area_url, page(typed(KEY, "4", STOPPED), typed("deletion-2", "1", "Uden numre")))

    shown = text_of(answered)
    assert answered.status_code == 422
    assert shown.count("Spørgsmål 1: Kommentaren rummer et CPR-nummer og er ikke gemt. Fjern nummeret.") == 2
    assert f"{STOPPED}</textarea>" in answered.content.decode()
    assert "Borgeren xxxxxx-xxxx fik svar" in shown
    assert 'name="not_cpr"' not in shown
    assert current(draft_response) == (4, "")
    assert draft_response.answers.get(question__key="deletion-2").comment == "Uden numre"


def test_page_asks_about_a_number_and_no_saves_it(client, lead, draft_response, area_url):
    answered = client.post(area_url, page(typed(KEY, "4", ASKED)))
    shown = text_of(answered)
    assert answered.status_code == 422
    assert "Er det et CPR-nummer?" in shown
    assert "Ordren xxxxxx-xxxx er lukket" in shown
    assert current(draft_response) == (4, "")

    answered = client.post(area_url, page(typed(KEY, "4", ASKED, versions="1.1"), not_cpr=KEY))

    assert answered.url == f"{area_url}#spoergsmaal-{KEY}"
    assert current(draft_response) == (4, ASKED)
    denial = CprDenial.objects.get()
    assert (denial.response, denial.question.key, denial.place, denial.by) == (
        draft_response, KEY, TextPlace.COMMENT, lead,
    )  # fmt: skip


def test_page_no_does_not_let_a_stopped_number_through(client, draft_response, area_url):
    answered = client.post(area_url, page(typed(KEY, "4", STOPPED), not_cpr=KEY))

    assert answered.status_code == 422
    assert current(draft_response) == (4, "")
    assert not CprDenial.objects.exists()


def test_page_no_without_a_number_writes_no_denial(client, draft_response, area_url):
    client.post(area_url, page(typed(KEY, "4", "Intet nummer"), not_cpr=KEY))

    assert current(draft_response) == (4, "Intet nummer")
    assert not CprDenial.objects.exists()


def test_page_saves_a_choice_beside_a_comment_that_was_let_through(client, draft_response, area_url):
    client.post(area_url, page(typed(KEY, "4", ASKED), not_cpr=KEY))

    answered = client.post(area_url, page(typed(KEY, "3", ASKED, versions="1.1")))

    assert answered.status_code == 302
    assert current(draft_response) == (3, ASKED)


def test_script_is_told_and_the_choice_is_saved(client, draft_response, save_url):
    answered = client.post(save_url, typed(KEY, "4", ASKED))

    shown = text_of(answered)
    assert answered.status_code == 422
    assert "Er det et CPR-nummer?" in shown
    assert f'name="{KEY}-versions" value="1.0"' in shown, "the choice moves on, the comment does not"
    assert "har også rettet" not in shown
    assert current(draft_response) == (4, "")


def test_script_saves_once_the_number_is_gone(client, draft_response, save_url):
    client.post(save_url, typed(KEY, "4", STOPPED))

    answered = client.post(save_url, typed(KEY, "4", "Borgeren fik svar", versions="1.0"))

    assert answered.status_code == 200
    assert current(draft_response) == (4, "Borgeren fik svar")


def test_a_held_comment_does_not_hide_another_hands_change(client, contributor, draft_response, save_url):
    answer(draft_response, KEY, Value(choice=1), by=contributor)

    answered = client.post(save_url, typed(KEY, "4", STOPPED))

    assert "Bo Bidrag" in text_of(answered)
    assert current(draft_response) == (1, "")


@pytest.mark.parametrize("comment", [STOPPED, ASKED])
def test_import_refuses_the_row_and_shows_no_number(survey, municipality, draft_response, comment):
    text = f"municipality,question,choice,comment\n{municipality.code},{KEY},4,{comment}\n"

    with pytest.raises(ImportRefusedError) as refused:
        import_answers(survey=survey, text=text)

    assert "Linje 2: kommentaren rummer måske et CPR-nummer" in str(refused.value)
    assert "xxxxxx-xxxx" in str(refused.value)
    assert comment not in str(refused.value)
    assert not draft_response.answers.exists()


@pytest.mark.parametrize("number", [VALID[0], PLAIN[0]])
def test_a_held_number_is_stored_and_logged_nowhere(client, area_url, save_url, caplog, mailoutbox, number):
    with caplog.at_level("DEBUG"):
        client.post(area_url, page(typed(KEY, "4", f"cpr {number}")))
        client.post(save_url, typed(KEY, "4", f"cpr {number}"))

    assert AnswerRevision.objects.exists()
    assert number not in everything_stored()
    assert number not in caplog.text
    assert mailoutbox == []


@pytest.mark.parametrize("number", [VALID[0], PLAIN[0]])
def test_a_form_that_came_too_late_leaves_no_number_on_the_server(client, lead, draft_response, caplog, number):
    area_url = url(draft_response, "area", area="deletion")
    with caplog.at_level("DEBUG"):
        late = client.post(area_url, page(typed(KEY, "4", f"cpr {number}")))
        kept = late.context["typed"].as_field
        client.post(reverse("resume"), {"kept": kept, "login": lead.email, "password": "forkert"})
        client.post(reverse("resume"), {"kept": kept, "login": lead.email, "password": PASSWORD})

    stored = everything_stored()
    assert "_auth_user_id" in stored, "the session can be read"
    assert "allauth" in stored, "so can the cache"
    assert number in kept, "the page has it"
    assert number not in stored
    assert number not in caplog.text


def test_an_error_mail_holds_nothing_that_was_typed(client, save_url, settings, mailoutbox, caplog):
    """A real fault, in the midst of saving, told to administrators by Django's own handler."""
    settings.ADMINS = [("Drift", "drift@example.dk")]
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE surveys_answer RENAME TO surveys_answer_gone")

    assert client.post(save_url, typed(KEY, "4", STOPPED)).status_code == 500

    [mail] = mailoutbox
    assert "save_answer" in mail.body, "the report is whole: it has the frames of the save"
    assert f"{KEY}-comment" in mail.body
    assert VALID[0] not in mail.body + caplog.text


def test_an_error_report_holds_nothing_that_was_typed():
    request = RequestFactory().post("/", {"comment": STOPPED})
    local = STOPPED  # noqa: F841 - what a report would show of this frame
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
        report = reporter.get_traceback_text() + reporter.get_traceback_html()

    assert "ZeroDivisionError" in report
    # The report quotes this file's own lines, which name the constant but hold no number.
    assert VALID[0] not in report
