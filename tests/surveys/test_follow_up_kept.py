"""What was typed about a follow-up when the session had ended: shown again, and sent by the one who wrote it."""

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import FollowUpMessage
from tests.factories.follow_ups import make_follow_up
from tests.factories.municipalities import PASSWORD
from tests.surveys.pages import url

TEXT = "Kun ét system på Ærø."
SENT = {
    "reply": {"seen": "1", "files": "", "text": TEXT, "proposal": "", "send": "1"},
    "correction": {"seen": "1", "choice": "0", "comment_text": TEXT, "message_text": "", "send": "1"},
    "ask": {"seen": "1", "text": TEXT, "proposal": "", "answer_by": "24.12.2026"},
    "close": {"seen": "1", "outcome": "upheld", "text": TEXT},
    "open": {"text": TEXT, "proposal": "", "answer_by": "24.12.2026"},
}
MUNICIPAL = ("reply", "correction")


@pytest.fixture
def addresses(submitted_response, case_handler):
    follow_up = make_follow_up(submitted_response, case_handler)
    place = [submitted_response.survey.slug, submitted_response.municipality.code]
    return {
        "reply": url(submitted_response, "follow_up", number=follow_up.number),
        "correction": url(submitted_response, "correct_answer", number=follow_up.number),
        "ask": reverse("surveys:agency_follow_up", args=[*place, follow_up.number]),
        "close": reverse("surveys:close_follow_up", args=[*place, follow_up.number]),
        "open": reverse("surveys:open_follow_up", args=[*place, "dane-headline"]),
    }


@pytest.mark.parametrize("form", SENT)
def test_what_was_typed_after_the_end_is_shown_and_sent_again(addresses, lead, case_handler, form):
    client, person = Client(), lead if form in MUNICIPAL else case_handler
    late = client.post(addresses[form], SENT[form] | {"person": str(person.pk)})
    assert (late.status_code, late.context["typed"].texts) == (401, [TEXT])
    kept = late.context["typed"].as_field
    client.post(reverse("resume"), {"kept": kept, "login": person.email, "password": PASSWORD})
    client.post(late.context["typed"].path, dict(late.context["typed"].fields))

    message = FollowUpMessage.objects.order_by("pk").last()
    text = message.submission.answers.get(question__key="deletion-headline").comment if message.submission else ""
    assert (message.by, message.text or text) == (person, TEXT)


@pytest.mark.parametrize("form", SENT)
def test_nobody_else_is_made_the_author(addresses, lead, approver, manager, case_handler, form):
    person, other = (lead, approver) if form in MUNICIPAL else (case_handler, manager)
    client = Client()
    client.force_login(person)
    assert f'name="person" value="{person.pk}"' in client.get(addresses[form]).content.decode()
    client = Client()
    late = client.post(addresses[form], SENT[form] | {"person": str(person.pk)})
    kept = late.context["typed"].as_field
    answer = client.post(reverse("resume"), {"kept": kept, "login": other.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert TEXT not in answer.content.decode()
