"""A number or a code that anyone may have written in an address or a hidden field breaks no page."""

import pytest
from django.urls import reverse

from reports.enums import FormalKind
from reports.models import FormalLetter
from surveys.enums import SurveyState
from surveys.models import Response
from surveys.numbers import read_number
from tests.factories.follow_ups import make_follow_up
from tests.factories.surveys import make_survey
from tests.surveys.pages import text_of

# More than int() reads; more than a database's integer holds.
HOSTILE = ["9" * 5000, "9" * 30]
OTHERS = ["", "x", "²", "٣", "-1", "1\x00", "9999999999"]


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("12", 12), ("999999999", 999_999_999), *((one, None) for one in HOSTILE + OTHERS)]
)
def test_only_a_number_that_could_be_ours_is_read(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize("number", HOSTILE)
@pytest.mark.parametrize("name", ["surveys:sample", "reports:sample_pdf"])
def test_an_unknown_number_of_a_sample_gives_the_newest_or_none(client, survey, auditor, name, number):
    client.force_login(auditor)
    address = reverse(name, args=[survey.slug])
    assert client.get(address, {"nr": number}).status_code == client.get(address, {"nr": "x"}).status_code


@pytest.mark.parametrize("number", HOSTILE)
def test_a_sample_seen_by_no_number_is_not_drawn_over(client, municipality, manager, number):
    draft = make_survey("2031", is_open=False)
    client.force_login(manager)
    address = reverse("surveys:choose_sample_by", args=[draft.slug, "alle"])
    shown = text_of(client.post(address, {"confirm": "1", "seen": number}))
    assert "Intet er gemt." in shown
    assert not draft.samples.exists()


@pytest.mark.parametrize("number", HOSTILE)
def test_a_case_by_no_number_is_neither_shown_nor_shared_out(client, draft_response, case_handler, number):
    client.force_login(case_handler)
    address = reverse("surveys:assign_cases")
    assert client.get(address, {"sag": number}).context["total"] == 0
    for fields in (
        {"sag": [draft_response.pk, number], "behandlere": [case_handler.pk]},
        {"sag": [draft_response.pk], "behandlere": [case_handler.pk, number]},
    ):
        refused = client.post(address, fields)
        assert (refused.status_code, bool(refused.context["form"].errors)) == (200, True)
    assert not Response.objects.filter(case_handler__isnull=False).exists()


@pytest.mark.parametrize("number", HOSTILE)
def test_a_reply_that_names_no_file_of_ours_is_sent(client, submitted_response, case_handler, lead, number):
    follow_up = make_follow_up(submitted_response, case_handler)
    client.force_login(lead)
    slugs = [submitted_response.municipality.slug, submitted_response.survey.slug]
    address = reverse("surveys:follow_up", args=[*slugs, follow_up.number])
    client.post(address, {"text": "Kun det gamle arkiv.", "send": "1", "seen": "1", "files": number})
    assert follow_up.messages.count() == 2


@pytest.mark.parametrize("number", HOSTILE)
def test_a_survey_is_not_opened_by_a_sample_of_no_number(client, manager, number):
    draft = make_survey("2031", is_open=False)
    client.force_login(manager)
    address = reverse("surveys:open", args=[draft.slug])
    assert client.post(address, {"confirm": "1", "sample": number, "deadline": "24.12.2030"}).status_code == 200
    draft.refresh_from_db()
    assert draft.state == SurveyState.DRAFT


def test_a_code_that_postgresql_cannot_hold_is_unknown(client, survey, manager):
    client.force_login(manager)
    assert client.get(reverse("surveys:assign_cases"), {"tilsyn": "20\x0026"}).status_code == 404
    for name, fields in (
        ("formal_reminders", {"kommune": "01\x0001", "bekraeft": "1"}),
        ("approve_letters", {"brev": "01\x0001:abc", "bekraeft": "1"}),
    ):
        address = reverse(f"reports:{name}", args=[survey.slug])
        assert client.post(address, fields, follow=True).status_code == 200
    assert not FormalLetter.objects.filter(kind=FormalKind.REMINDER).exists()
