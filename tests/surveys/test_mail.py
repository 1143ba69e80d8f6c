"""Mails about moves: to whom, after what, with a link and nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ

from municipalities.enums import Role
from municipalities.models import User
from surveys.enums import MailKind, MailState, ResponseState
from surveys.merge import Value
from surveys.models import Mail, Response
from surveys.services.errors import SurveyError
from surveys.services.mails import carry_mails
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import open_survey
from tests.factories.municipalities import make_member
from tests.factories.surveys import fill_response, make_response, make_survey, today
from tests.surveys.pages import url

SECRET = "Vi har ingen sletning"
REASON = "Ret DANE"


@pytest.fixture
def response(municipality) -> Response:
    response = make_response(make_survey(requires_approval=True), municipality)
    return fill_response(response, deletion_headline=Value(choice=0, comment=SECRET))


def ready(response, by):
    move_response(response=response, target=ResponseState.READY, by=by)


def back(response, by):
    move_response(response=response, target=ResponseState.DRAFT, by=by, reason=REASON)


def returned(response, by):
    move_response(response=response, target=ResponseState.RETURNED, by=by, reason=REASON)


def sent():
    """What the worker sends now."""
    mail.outbox.clear()
    carry_mails()
    return mail.outbox


def test_ready_is_told_to_the_approver(response, lead, approver, contributor, reader):
    ready(response, lead)

    [message] = sent()
    assert message.to == [approver.email]
    assert message.subject == "En besvarelse venter på din godkendelse"
    assert f"{settings.SITE_URL}{url(response, 'submit')}" in message.body
    assert "Lea Leder har sendt besvarelsen" in message.body


def test_sent_back_is_told_to_the_lead(response, lead, approver):
    ready(response, lead)
    sent()
    back(response, approver)

    [message] = sent()
    assert message.to == [lead.email]
    assert "Gry Godkender har sendt besvarelsen" in message.body
    assert f"{settings.SITE_URL}{url(response, 'overview')}" in message.body


def test_submitted_is_told_to_the_others_in_charge(response, lead, approver, reader):
    ready(response, lead)
    sent()
    submit_response(response=response, by=approver)

    [message] = sent()
    assert message.to == [lead.email]
    assert f"{settings.SITE_URL}{url(response, 'receipt')}" in message.body


def test_submitting_twice_tells_once(response, lead, approver):
    ready(response, lead)
    sent()
    submit_response(response=response, by=approver)
    submit_response(response=response, by=approver)

    assert len(sent()) == 1
    assert sent() == []


def test_the_agencys_return_is_told_in_the_agencys_name(response, lead, approver, case_handler):
    ready(response, lead)
    submit_response(response=response, by=approver)
    sent()
    returned(response, case_handler)

    messages = sent()
    assert {message.to[0] for message in messages} == {lead.email, approver.email}
    assert all(f"{settings.SENDER_NAME} har sendt besvarelsen" in message.body for message in messages)
    assert not any("Sofie Sag" in message.body for message in messages)


def test_opening_invites_those_in_charge_of_each_municipality(municipality, other_municipality, lead, approver, reader):
    outsider = make_member(other_municipality, Role.LEAD)
    survey = make_survey(is_open=False)
    open_survey(survey=survey, deadline=today() + timedelta(days=30), municipalities=[municipality, other_municipality])

    messages = sent()
    assert {message.to[0] for message in messages} == {lead.email, approver.email, outsider.email}
    assert all(message.subject.endswith("er udtaget til Tilsyn 2026") for message in messages)
    own = next(message for message in messages if message.to == [lead.email])
    assert f"{settings.SITE_URL}{url(survey.responses.get(municipality=municipality), 'overview')}" in own.body


def test_no_mail_holds_an_answer_a_comment_or_a_reason(response, lead, approver, case_handler):
    messages = []
    for step, by in ((ready, lead), (back, approver), (ready, lead), (submit, approver), (returned, case_handler)):
        step(response, by)
        messages += list(sent())

    assert len(messages) == 6
    for message in messages:
        assert SECRET not in message.body
        assert REASON not in message.body
        assert "Ja" not in message.body.split()
        assert "{" not in message.body + message.subject


def submit(response, by):
    submit_response(response=response, by=by)


def test_a_move_that_was_refused_tells_nobody(response, lead):
    with pytest.raises(Exception, match="Kladde"):
        submit_response(response=response, by=lead)

    assert not Mail.objects.exists()


def test_an_access_that_ended_meanwhile_gets_no_mail(response, lead, approver):
    ready(response, lead)
    approver.memberships.update(ended_at=timezone.now())

    assert sent() == []
    assert list(Mail.objects.values_list("state", "failure")) == [(MailState.DROPPED, "Personens adgang er ophørt.")]


def test_a_closed_account_gets_no_mail(response, lead, approver):
    ready(response, lead)
    User.objects.filter(pk=approver.pk).update(is_active=False)

    assert sent() == []


def test_what_was_dealt_with_meanwhile_is_not_told(response, lead, approver):
    ready(response, lead)
    submit_response(response=response, by=approver)

    assert {message.to[0] for message in sent()} == {lead.email}
    assert Mail.objects.get(kind=MailKind.READY).failure == "Besvarelsen er gået videre."


def test_a_return_that_was_corrected_meanwhile_is_not_told(response, lead, approver, case_handler):
    """The mail server was down while the response went back, was corrected and came again."""
    ready(response, lead)
    back(response, approver)
    ready(response, lead)
    submit_response(response=response, by=approver)
    returned(response, case_handler)
    ready(response, lead)
    submit_response(response=response, by=approver)

    assert [message.subject for message in sent()] == ["Jeres besvarelse er indsendt"] * 2
    asking = Mail.objects.filter(kind__in=[MailKind.SENT_BACK, MailKind.RETURNED])
    assert (
        list(asking.values_list("state", "failure"))
        == [(MailState.DROPPED, "Der ventes ikke længere på besvarelsen.")] * 3
    )


def test_a_withdrawn_response_is_told_of_no_more(response, lead, approver, case_handler):
    ready(response, lead)
    move_response(response=response, target=ResponseState.WITHDRAWN, by=case_handler, reason="Lagt sammen.")

    assert sent() == []
    assert Mail.objects.get().state == MailState.DROPPED


def test_people_of_another_municipality_are_never_told(response, lead, approver, other_municipality):
    make_member(other_municipality, Role.APPROVER)
    ready(response, lead)

    assert [message.to for message in sent()] == [[approver.email]]


def test_a_survey_that_was_not_opened_invites_nobody(municipality, lead):
    survey = make_survey(is_open=False)
    with pytest.raises(SurveyError):
        open_survey(survey=survey, deadline=today() - timedelta(days=1), municipalities=[municipality])

    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_asked_once_the_move_is_stored(response, lead, approver):
    OrmQ.objects.all().delete()
    ready(response, lead)

    [job] = OrmQ.objects.all()
    assert (job.task["func"], job.task["args"]) == ("surveys.services.mails.carry_mails", ())
    carry_mails()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_dead_queue_leaves_the_move_and_the_mail_and_is_logged(response, lead, approver, monkeypatch, caplog):
    monkeypatch.setattr(Conf, "ORM", "a-database-that-is-gone")

    ready(response, lead)

    response.refresh_from_db()
    assert response.state == ResponseState.READY
    assert "a-database-that-is-gone" in caplog.text
    assert len(sent()) == 1
