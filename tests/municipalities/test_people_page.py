"""A municipality's own people: all members see them, only a lead changes them."""

import pytest
from django.core import mail
from django.urls import reverse

from municipalities.enums import Role
from municipalities.models import Invitation
from municipalities.services import add_mail_domain, approve_mail_domain, invite


def url(name, municipality, *args):
    return reverse(f"municipalities:{name}", args=[municipality.slug, *args])


def post(client, name, municipality, *args, **data):
    return client.post(url(name, municipality, *args), data, follow=True).content.decode()


def test_a_reader_sees_colleagues_and_is_offered_nothing(client, municipality, lead, reader):
    invite(email="x@ude.example", municipality=municipality, role=Role.READER, by=lead)
    client.force_login(reader)
    html = client.get(url("people", municipality)).content.decode()
    assert "Lea Leder" in html
    for offer in ("Invitér", "x@ude.example", "Foreslå domæne", "ret adgangen"):
        assert offer not in html
    assert client.post(url("people", municipality), {"domain": "sted.example"}).status_code == 200
    assert not municipality.mail_domains.exists()


def test_a_lead_invites_a_colleague_on_an_approved_domain(client, municipality, lead, administrator):
    add_mail_domain(municipality=municipality, domain="sted.example", by=administrator)
    client.force_login(lead)
    html = post(client, "invite_colleague", municipality, email="ny@sted.example", role="contributor")
    assert "Invitationen er sendt til ny@sted.example." in html
    assert len(mail.outbox) == 1


def test_a_colleague_elsewhere_waits_for_the_agency(client, municipality, lead):
    client.force_login(lead)
    html = post(client, "invite_colleague", municipality, email="ny@ude.example", role="contributor")
    assert "uden for kommunens godkendte maildomæner" in html
    assert "Venter på godkendelse" in html
    assert mail.outbox == []


def test_a_lead_proposes_a_domain_and_the_agency_approves_it(client, municipality, lead):
    client.force_login(lead)
    assert "er foreslået" in post(client, "people", municipality, domain="sted.example")
    domain = municipality.mail_domains.get()
    assert domain.approved_at is None
    approve_mail_domain(mail_domain=domain)
    assert "Godkendt" in client.get(url("people", municipality)).content.decode()


def test_a_lead_changes_a_role_and_ends_access(client, municipality, lead, reader):
    client.force_login(lead)
    first = reader.memberships.get()
    assert "nu rollen Bidragyder" in post(client, "colleague", municipality, first.pk, role="contributor")
    current = reader.memberships.current().get()
    assert "ikke længere adgang" in post(client, "end_colleague", municipality, current.pk)
    assert not reader.memberships.current().exists()


def test_a_lead_cannot_end_their_own_access(client, municipality, lead):
    client.force_login(lead)
    assert "din egen adgang" in post(client, "end_colleague", municipality, lead.memberships.get().pk)
    assert lead.memberships.current().exists()


def test_a_lead_sends_again_and_withdraws(client, municipality, lead, administrator):
    invitation, _ = invite(email="x@ude.example", municipality=municipality, role=Role.READER, by=administrator)
    client.force_login(lead)
    assert "er sendt til" in post(client, "resend_colleague_invitation", municipality, invitation.pk)
    assert "er trukket tilbage" in post(client, "withdraw_colleague_invitation", municipality, invitation.pk)


@pytest.mark.parametrize("action", ["resend_colleague_invitation", "withdraw_colleague_invitation"])
def test_a_lead_never_reaches_another_municipalitys_invitation(
    client, municipality, other_municipality, lead, administrator, action
):
    theirs, _ = invite(email="x@ude.example", municipality=other_municipality, role=Role.READER, by=administrator)
    client.force_login(lead)
    assert client.post(url(action, municipality, theirs.pk)).status_code == 404
    assert Invitation.objects.open().filter(pk=theirs.pk).exists()


def test_a_lead_never_reaches_another_municipalitys_person(client, municipality, lead, outsider):
    client.force_login(lead)
    pk = outsider.memberships.get().pk
    assert client.get(url("colleague", municipality, pk)).status_code == 404
    assert client.post(url("end_colleague", municipality, pk)).status_code == 404
    assert outsider.memberships.current().exists()
