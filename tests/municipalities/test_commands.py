"""add_staff and invite_lead: the link on stdout, messages on stderr, exit code 2 for what is refused."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from municipalities.models import Invitation
from municipalities.services import find_invitation


def run(*args, **options):
    out, err = StringIO(), StringIO()
    call_command(*args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_add_staff_prints_the_link_and_mails_it(db):
    out, err = run("add_staff", "chef@myndighed.example", "--role", "administrator")
    token = out.strip().removeprefix("http://localhost:8000/konto/invitation/").rstrip("/")
    assert find_invitation(token).staff_role == "administrator"
    assert out.strip() in mail.outbox[0].body
    assert "Invitationen er sendt til chef@myndighed.example" in err


def test_invite_lead_prints_the_link_and_mails_it(municipality):
    out, _ = run("invite_lead", municipality.code, "dpo@sted.example")
    token = out.strip().rsplit("/", 2)[1]
    invitation = find_invitation(token)
    assert (invitation.municipality, invitation.role, invitation.needs_approval) == (municipality, "lead", False)
    assert mail.outbox[0].to == ["dpo@sted.example"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("add_staff", "ingen-adresse", "--role", "manager"), "ikke en e-mailadresse"),
        (("add_staff", "lead", "--role", "manager"), "anden slags"),
        (("invite_lead", "9999", "dpo@sted.example"), "9999"),
        (("invite_lead", "own", "ingen-adresse"), "ikke en e-mailadresse"),
        (("invite_lead", "own", "lead"), "allerede adgang"),
    ],
)
def test_what_is_refused_exits_with_2_and_leaves_nothing(municipality, lead, args, said):
    named = {"lead": lead.email, "own": municipality.code}
    with pytest.raises(CommandError, match=said) as refused:
        run(*(named.get(arg, arg) for arg in args))
    assert refused.value.returncode == 2
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_an_unknown_role_is_refused(db):
    with pytest.raises(CommandError, match="invalid choice"):
        run("add_staff", "chef@myndighed.example", "--role", "boss")


def test_a_mail_server_that_fails_leaves_the_link_to_hand_over(municipality, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    out, err = run("invite_lead", municipality.code, "dpo@sted.example")
    assert find_invitation(out.strip().rsplit("/", 2)[1])
    assert "Mailen kunne ikke sendes" in err
