"""The agency's pages about mails: what became of each, sending again, the words and the days."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from municipalities.enums import Role
from surveys.enums import MailKind, MailState
from surveys.forms.mails import MailTextForm, ReminderDaysForm
from surveys.mail_texts import RULES, default_text, find_unknown
from surveys.models import Mail, MailText
from surveys.services.mails import carry_mails, write_mails
from tests.factories.municipalities import make_member
from tests.factories.surveys import make_response, make_survey
from tests.surveys.pages import text_of

CPR = "070761-4285"


def address(name, survey, *more):
    return reverse(f"surveys:{name}", args=[survey.slug, *more])


@pytest.fixture
def failed(draft_response, lead, approver) -> Mail:
    """Of two mails one was sent, and one refused."""
    write_mails(responses=[draft_response], kind=MailKind.INVITATION, now=timezone.now())
    first = Mail.objects.order_by("pk").first()
    Mail.objects.filter(pk=first.pk).update(
        state=MailState.FAILED, failure="Mailserveren afviste mailen: 550 no such user"
    )
    carry_mails()
    mail.outbox.clear()
    return first


# --- The list ------------------------------------------------------------------


def test_the_list_says_to_whom_what_and_why_not(client, failed, survey, auditor, lead):
    client.force_login(auditor)
    text = text_of(client.get(address("mails", survey)))

    assert lead.email in text
    assert "Invitation" in text
    assert "Mailserveren afviste mailen: 550 no such user" in text
    assert "Send igen" not in text, "an auditor changes nothing"


def test_the_list_can_be_narrowed_to_what_failed(client, failed, survey, case_handler, approver):
    client.force_login(case_handler)
    page = client.get(address("mails", survey), {"status": "failed"})

    assert [row["mail"] for row in page.context["rows"]] == [failed]
    assert len(client.get(address("mails", survey), {"status": "nonsense"}).context["rows"]) == 2


def test_a_failed_mail_is_sent_again_from_its_row(client, failed, survey, case_handler, lead):
    client.force_login(case_handler)
    shown = client.get(address("mails", survey)).content.decode()
    [again] = re.findall(r'action="([^"]+/\d+/send/)"', shown)
    answer = client.post(again, follow=True)

    assert "1 mail bliver sendt igen" in text_of(answer)
    carry_mails()
    assert [message.to for message in mail.outbox] == [[lead.email]]
    assert "venter allerede eller er sendt" in text_of(client.post(again, follow=True))


def test_all_failed_ones_are_sent_again_at_once(client, failed, survey, case_handler):
    Mail.objects.update(state=MailState.FAILED, sent_at=None)
    client.force_login(case_handler)

    assert "Send 2 mails igen" in text_of(client.get(address("mails", survey)))
    assert "2 mails bliver sendt igen" in text_of(client.post(address("send_mails_again", survey), follow=True))


def test_the_board_says_that_mails_were_not_sent(client, failed, survey, case_handler):
    client.force_login(case_handler)
    assert "1 mail er ikke sendt" in text_of(client.get(address("board", survey)))
    Mail.objects.filter(pk=failed.pk).update(state=MailState.WAITING)

    assert "ikke sendt" not in text_of(client.get(address("board", survey)))


def test_a_mail_of_another_survey_is_not_found_here(client, failed, case_handler):
    client.force_login(case_handler)

    assert client.post(address("send_mail_again", make_survey("2027"), failed.pk)).status_code == 404


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client, survey, draft_response, lead, case_handler, other_municipality, django_assert_num_queries
):
    client.force_login(case_handler)
    write_mails(responses=[draft_response], kind=MailKind.INVITATION, now=timezone.now())
    client.get(address("mails", survey))
    with django_assert_num_queries(8):
        client.get(address("mails", survey))
    make_member(other_municipality, Role.LEAD)
    other = make_response(survey, other_municipality)
    for kind in (MailKind.INVITATION, MailKind.RECEIPT):
        write_mails(responses=[other], kind=kind, now=timezone.now())
    with django_assert_num_queries(8):
        client.get(address("mails", survey))


def test_a_survey_being_prepared_has_texts_and_no_list(client, manager):
    survey = make_survey("2027", is_open=False)
    client.force_login(manager)

    assert client.get(address("mails", survey)).status_code == 404
    assert client.get(address("mail_texts", survey)).status_code == 200
    assert address("mail_texts", survey) in client.get(reverse("surveys:agency_start")).content.decode()


# --- The words -----------------------------------------------------------------


@pytest.mark.parametrize("kind", MailKind)
def test_each_kind_has_short_default_words_that_would_pass_as_ones_own(kind):
    text = default_text(kind)
    form = MailTextForm({"subject": text.subject, "text": text.body}, kind=kind, cancel_url="")

    assert form.is_valid(), form.errors
    assert (form.words.subject, form.words.body) == (text.subject, text.body)
    assert len(text.body) < 500
    assert kind in RULES


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{kommune} {link}", []),
        ("{Kommune}", ["{Kommune}"]),
        ("{}", ["{}"]),
        ("{navn}", ["{navn}"]),
        ("{kommune.cvr}", ["{kommune.cvr}"]),
        ("{link", ["{"]),
        ("{{link}}", ["{", "}"]),
    ],
)
def test_what_stands_in_braces_must_be_a_placeholder_of_the_kind(text, unknown):
    assert find_unknown(MailKind.INVITATION, text) == unknown


def test_a_manager_writes_the_words_and_they_are_sent(client, survey, manager, draft_response, lead):
    client.force_login(manager)
    words = {"subject": "Kære {kommune}", "text": "Frist {frist}.\r\n\r\n{link}", "save": "1"}
    answer = client.post(address("mail_text", survey, "invitation"), words, follow=True)
    write_mails(responses=[draft_response], kind=MailKind.INVITATION, now=timezone.now())
    carry_mails()

    assert "Teksten er gemt" in text_of(answer)
    assert "Egen tekst" in text_of(answer)
    assert MailText.objects.get().changed_by == manager
    assert mail.outbox[0].subject == "Kære Prøveby Kommune"
    assert re.fullmatch(r"Frist \d+\. \w+ \d{4}\.\n\nhttp://localhost:8000/kommuner/\S+\n", mail.outbox[0].body)


def test_a_preview_shows_the_mail_and_saves_nothing(client, survey, manager):
    client.force_login(manager)
    words = {"subject": "Kære {kommune}", "text": "Husk {tilsyn}: {link}", "preview": "1"}
    shown = text_of(client.post(address("mail_text", survey, "reminder"), words))

    assert "Kære Eksempel Kommune" in shown
    assert "Husk Tilsyn 2026: http://localhost:8000/kommuner/eksempel/2026/" in shown
    assert "Husk {tilsyn}: {link}" in shown, "what was typed stays in the form"
    assert not MailText.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Se {kommuneb}: {link}", "{kommuneb} er ingen pladsholder. Brug {kommune},"),
        ("Se portalen", "Teksten mangler {link}."),
        (f"{CPR}: {{link}}", "Teksten kan indeholde et CPR-nummer: xxxxxx-xxxx"),
        ("", "Skriv en tekst."),
    ],
)
def test_words_that_would_not_do_are_refused_and_kept(client, survey, manager, text, said):
    client.force_login(manager)
    answer = client.post(address("mail_text", survey, "reminder"), {"subject": "Husk", "text": text, "save": "1"})

    assert said in text_of(answer)
    assert not MailText.objects.exists()
    assert answer.context["form"]["text"].value() == text


def test_the_default_words_can_be_had_back(client, survey, manager):
    MailText.objects.create(survey=survey, kind=MailKind.REMINDER, subject="Husk", body="{link}")
    client.force_login(manager)
    assert "Brug standardteksten" in text_of(client.get(address("mail_text", survey, "reminder")))
    client.post(address("mail_text", survey, "reminder"), {"reset": "1"})

    assert not MailText.objects.exists()


def test_a_kind_that_there_is_not_is_not_found(client, survey, manager):
    client.force_login(manager)
    assert client.get(address("mail_text", survey, "spam")).status_code == 404


# --- The days --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "days"),
    [("14, 7, 1", "1,7", [14, 7, 1, -1, -7]), ("", "", []), ("0", "", [0]), (" 3 ,3", "60", [3, -60])],
)
def test_days_are_written_with_commas(client, survey, manager, before, after, days):
    client.force_login(manager)
    client.post(address("mail_texts", survey), {"before": before, "after": after, "submit": "1"})

    survey.refresh_from_db()
    assert survey.reminder_days == days


@pytest.mark.parametrize("before", ["syv", "7.5", "-1", "61", "7;1", "١", ",".join(map(str, range(11)))])
def test_days_that_are_none_are_refused(before):
    form = ReminderDaysForm({"before": before, "after": ""}, days=[])

    assert not form.is_valid()
    assert form.errors["before"][0].startswith("Skriv h")


def test_the_day_after_begins_with_one():
    assert not ReminderDaysForm({"before": "", "after": "0"}, days=[]).is_valid()
