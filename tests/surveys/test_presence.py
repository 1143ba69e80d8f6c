"""Who else is writing: told within 30 seconds, only to the municipality, and never by a write or as a visit."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from surveys.deadlines import COPENHAGEN
from surveys.models import Presence
from surveys.presence import note_presence, select_present
from tests.surveys.pages import url

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=COPENHAGEN)
KEY, OTHER_KEY = "deletion-headline", "dane-headline"


def question(response, key=KEY):
    return response.survey.questions.get(key=key)


@pytest.mark.parametrize(("seconds", "expected"), [(0, {KEY: ["Bo Bidrag"]}), (30, {KEY: ["Bo Bidrag"]}), (31, {})])
def test_presence_is_stale_after_thirty_seconds(draft_response, contributor, lead, seconds, expected):
    note_presence(response=draft_response, question=question(draft_response), by=contributor, now=NOW)

    assert select_present(draft_response, but=lead, now=NOW + timedelta(seconds=seconds)) == expected


def test_a_person_is_at_one_question_and_never_told_of_themselves(draft_response, contributor, lead):
    for key in (KEY, OTHER_KEY):
        note_presence(response=draft_response, question=question(draft_response, key), by=contributor, now=NOW)

    assert select_present(draft_response, but=lead, now=NOW) == {OTHER_KEY: ["Bo Bidrag"]}
    assert select_present(draft_response, but=contributor, now=NOW) == {}


def test_a_question_nobody_asks_is_not_found(client, draft_response, contributor):
    client.force_login(contributor)
    for key in ("findes-ikke", "\0", f"{KEY}\0x"):
        assert client.post(url(draft_response, "presence"), {"question": key}).status_code == 404


def test_presence_is_told_to_colleagues_by_name(client, draft_response, contributor, lead):
    client.force_login(contributor)
    assert client.post(url(draft_response, "presence"), {"question": KEY}).status_code == 204
    client.force_login(lead)

    assert client.get(url(draft_response, "presence")).json() == {"present": {KEY: ["Bo Bidrag"]}}


def test_a_poll_reads_and_writes_nothing(client, draft_response, lead, django_assert_num_queries):
    client.force_login(lead)
    client.get(url(draft_response, "overview"))
    session = Session.objects.get().session_data

    with (
        time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False),
        django_assert_num_queries(5) as queries,
    ):
        client.get(url(draft_response, "presence"))

    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert Session.objects.get().session_data == session


@pytest.mark.parametrize("method", ["get", "post"])
def test_presence_is_no_visit(client, draft_response, lead, method):
    start = timezone.now()
    client.force_login(lead)
    client.get(url(draft_response, "overview"))
    for minutes in range(10, 60, 10):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            getattr(client, method)(url(draft_response, "presence"), {"question": KEY})

    with time_machine.travel(start + timedelta(minutes=62), tick=False):
        assert client.get(url(draft_response, "overview")).status_code == 302


def test_presence_at_an_unknown_question_is_404(client, draft_response, lead):
    client.force_login(lead)

    assert client.post(url(draft_response, "presence"), {"question": "nowhere"}).status_code == 404
    assert not Presence.objects.exists()
