"""Those in charge are told of a letter: by a link, once, and together with the letter or not at all."""

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.urls import reverse

from reports.models import Letter
from reports.services.errors import LetterError
from reports.services.letters import issue_letter
from surveys.enums import MailKind
from surveys.models import Mail
from surveys.services.mails import carry_mails
from tests.factories.reports import make_advice, make_approved, make_draft, make_letter, resubmit

ADVICE = "Bliv ved med"


@pytest.fixture
def response(submitted_response, approver, contributor, reader):
    make_advice(submitted_response.survey)
    return submitted_response


def told() -> list[str]:
    return sorted(Mail.objects.filter(kind=MailKind.LETTER).values_list("recipient__email", flat=True))


def test_those_in_charge_get_a_link_to_the_letters_and_no_answers(response, manager, lead, approver):
    Mail.objects.all().delete()
    make_letter(response, manager)
    carry_mails()

    assert sorted(message.to[0] for message in mail.outbox) == sorted([lead.email, approver.email])
    message = mail.outbox[0]
    assert message.subject == "Der er et nyt brev til jer"
    link = reverse("reports:municipal_letters", args=[response.municipality.slug, response.survey.slug])
    assert f"{settings.SITE_URL}{link}" in message.body
    assert ADVICE not in message.body


def test_drafting_and_approving_tell_nobody(response, manager):
    make_approved(response, manager)

    assert told() == []


def test_a_correction_is_told_in_words_that_fit_both(response, manager, lead, approver, case_handler):
    make_letter(response, manager)
    first = set(Mail.objects.filter(kind=MailKind.LETTER).values_list("pk", flat=True))
    resubmit(response, lead, case_handler)
    make_letter(response, manager)

    assert told() == sorted([lead.email, approver.email] * 2)
    carry_mails()
    newest = Mail.objects.filter(kind=MailKind.LETTER).exclude(pk__in=first).first()
    assert "Har I fået et brev om det samme før, er det det nye, der gælder." in newest.body


def test_issuing_again_tells_nobody_again(response, manager, lead, approver):
    letter = make_letter(response, manager)
    issue_letter(letter=letter, by=manager)

    assert told() == sorted([lead.email, approver.email])


def test_a_letter_that_is_not_issued_is_not_told(response, manager):
    draft = make_draft(response)
    with pytest.raises(LetterError):
        issue_letter(letter=draft, by=manager)

    assert told() == []


def test_letter_and_mail_are_written_together(response, manager):
    approved = make_approved(response, manager)
    with transaction.atomic():
        issue_letter(letter=approved, by=manager)
        transaction.set_rollback(True)

    assert (told(), Letter.objects.issued().count()) == ([], 0)
