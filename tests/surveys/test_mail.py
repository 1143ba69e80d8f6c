"""Mails about moves: to whom, after what, with a link and nothing else; and a dead mail server stops nothing."""

import json
import smtplib

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ

from municipalities.enums import Role
from surveys.enums import ResponseState
from surveys.mail import send_step
from surveys.merge import Value
from surveys.models import Response
from surveys.services.responses import move_response, submit_response
from tests.factories.municipalities import make_member
from tests.factories.surveys import fill_response, make_response, make_survey
from tests.surveys.pages import url

SECRET = "Vi har ingen sletning"
REASON = "Ret DANE"


@pytest.fixture
def response(municipality) -> Response:
    response = make_response(make_survey(requires_approval=True), municipality)
    return fill_response(response, deletion_headline=Value(choice=0, comment=SECRET))


@pytest.fixture
def outbox(django_capture_on_commit_callbacks):
    """Do something, then let the worker do what was left to it."""

    def work(do):
        with django_capture_on_commit_callbacks(execute=True):
            do()
        for task in OrmQ.objects.all():
            kwargs = task.task
            assert kwargs["func"] == "surveys.mail.send_step"
            json.dumps(kwargs["args"]), "only plain values are left to the worker"
            send_step(*kwargs["args"])
            task.delete()
        return mail.outbox

    return work


def ready(response, by):
    move_response(response=response, target=ResponseState.READY, by=by)


def test_ready_is_told_to_the_approver(response, lead, approver, contributor, reader, outbox):
    [message] = outbox(lambda: ready(response, lead))

    assert message.to == [approver.email]
    assert message.subject == "En besvarelse venter på din godkendelse"
    assert f"{settings.SITE_URL}{url(response, 'submit')}" in message.body
    assert "Lea Leder har sendt besvarelsen" in message.body


def test_sent_back_is_told_to_the_lead(response, lead, approver, outbox):
    ready(response, lead)

    [message] = outbox(lambda: move_response(response=response, target=ResponseState.DRAFT, by=approver, reason=REASON))

    assert message.to == [lead.email]
    assert "Gry Godkender har sendt besvarelsen" in message.body
    assert f"{settings.SITE_URL}{url(response, 'overview')}" in message.body


def test_submitted_is_told_to_the_others_in_charge(response, lead, approver, reader, outbox):
    ready(response, lead)

    [message] = outbox(lambda: submit_response(response=response, by=approver))

    assert message.to == [lead.email]
    assert f"{settings.SITE_URL}{url(response, 'receipt')}" in message.body


def test_submitting_twice_tells_once(response, lead, approver, outbox):
    ready(response, lead)

    def twice():
        submit_response(response=response, by=approver)
        submit_response(response=response, by=approver)

    assert len(outbox(twice)) == 1


def test_the_agencys_return_is_told_in_the_agencys_name(response, lead, approver, case_handler, outbox):
    ready(response, lead)
    submit_response(response=response, by=approver)

    sent = outbox(
        lambda: move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason=REASON)
    )

    assert {message.to[0] for message in sent} == {lead.email, approver.email}
    assert all(f"{settings.SENDER_NAME} har sendt besvarelsen" in message.body for message in sent)
    assert not any("Sofie Sag" in message.body for message in sent)


def test_no_mail_holds_an_answer_a_comment_or_a_reason(response, lead, approver, case_handler, outbox):
    def whole_story():
        ready(response, lead)
        move_response(response=response, target=ResponseState.DRAFT, by=approver, reason=REASON)
        ready(response, lead)
        submit_response(response=response, by=approver)
        move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason=REASON)

    sent = outbox(whole_story)

    assert len(sent) == 6
    for message in sent:
        assert SECRET not in message.body
        assert REASON not in message.body
        assert "Ja" not in message.body.split()


def test_a_move_that_was_refused_tells_nobody(response, lead, outbox):
    def refused():
        with pytest.raises(Exception, match="Kladde"):
            submit_response(response=response, by=lead)

    assert outbox(refused) == []


def test_an_access_that_ended_meanwhile_gets_no_mail(response, lead, approver, outbox):
    def end_then_send():
        ready(response, lead)
        approver.memberships.update(ended_at=timezone.now())

    assert outbox(end_then_send) == []


def test_people_of_another_municipality_are_never_told(response, lead, approver, other_municipality, outbox):
    make_member(other_municipality, Role.APPROVER)

    assert len(outbox(lambda: ready(response, lead))) == 1


def test_a_dead_mail_server_leaves_the_move_and_the_task(response, lead, approver, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    ready(response, lead)

    with pytest.raises((OSError, smtplib.SMTPException)):
        send_step(response.pk, "ready", approver.memberships.get().pk, lead.pk)
    response.refresh_from_db()
    assert response.state == ResponseState.READY


@pytest.mark.django_db(transaction=True)
def test_a_dead_queue_leaves_the_move_and_is_logged(response, lead, approver, monkeypatch, caplog):
    monkeypatch.setattr(Conf, "ORM", "a-database-that-is-gone")

    ready(response, lead)

    response.refresh_from_db()
    assert response.state == ResponseState.READY
    assert "a-database-that-is-gone" in caplog.text
