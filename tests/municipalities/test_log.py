"""The log of people: who changed what, in words, and never a secret."""

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.urls import reverse

from municipalities import services
from municipalities.enums import Role, StaffRole
from municipalities.log import select_municipality_log, select_staff_log
from municipalities.models import AgencyRole, Invitation, MailDomain, Membership, User


def texts(lines):
    return [line.text for line in lines]


def test_every_change_to_a_municipalitys_people_is_told(municipality, lead, reader, administrator):
    domain = services.add_mail_domain(municipality=municipality, domain="sted.example", by=lead)
    services.approve_mail_domain(mail_domain=domain)
    services.remove_mail_domain(mail_domain=domain)
    waiting, _ = services.invite(email="x@ude.example", municipality=municipality, role=Role.READER, by=lead)
    services.approve_invitation(invitation=waiting)
    services.renew_invitation(invitation=waiting)
    services.withdraw_invitation(invitation=waiting)
    services.change_role(membership=reader.memberships.get(), role=Role.CONTRIBUTOR, by=administrator)
    services.end_membership(membership=reader.memberships.current().get(), by=administrator)
    assert texts(select_municipality_log(municipality)) == [
        "Adgang som Bidragyder afsluttet for Lis Læser",
        "Adgang som Bidragyder til Lis Læser",
        "Adgang som Læser afsluttet for Lis Læser",
        "Invitationen til x@ude.example trukket tilbage",
        "Invitationen til x@ude.example sendt igen",
        "Invitationen til x@ude.example godkendt og sendt",
        "x@ude.example inviteret som Læser",
        "Maildomænet sted.example fjernet",
        "Maildomænet sted.example godkendt",
        "Maildomænet sted.example tilføjet",
        "Adgang som Læser til Lis Læser",
        "Adgang som Ansvarlig (DPO) til Lea Leder",
    ]


def test_another_municipalitys_changes_are_not_shown(municipality, outsider):
    assert texts(select_municipality_log(municipality)) == []


def test_changes_to_the_agencys_people_are_told(administrator, manager):
    services.invite(email="ny@myndighed.example", staff_role=StaffRole.AUDITOR, by=administrator)
    services.remove_staff_role(user=manager, role=StaffRole.MANAGER)
    services.invite(email=manager.email, staff_role=StaffRole.MANAGER, by=administrator)
    assert texts(select_staff_log())[:3] == [
        f"{manager.email} inviteret som Leder",
        "Rollen Leder fjernet fra Mads Chef",
        "ny@myndighed.example inviteret som Revisor",
    ]


def test_who_did_it_is_known_from_the_page(client, municipality, reader, administrator):
    client.force_login(administrator)
    membership = reader.memberships.get()
    client.post(reverse("municipalities:end_membership", args=[municipality.code, membership.pk]))
    assert select_municipality_log(municipality)[0].actor == "Ada Administrator"


def test_the_log_is_short_and_newest_first(municipality, administrator):
    for number in range(25):
        services.add_mail_domain(municipality=municipality, domain=f"d{number}.example", by=administrator)
    lines = select_municipality_log(municipality)
    assert (len(lines), lines[0].text) == (20, "Maildomænet d24.example tilføjet")


def test_no_secret_is_logged(client, municipality, administrator):
    _, token = services.invite(email="ny@sted.example", municipality=municipality, role=Role.LEAD, by=administrator)
    password = "en lang og god sætning"
    person = services.accept_invitation(token=token, user=None, name="Ny Person", password=password)
    client.force_login(person)
    person.set_password("en anden god sætning")
    person.save()
    logged = str(list(LogEntry.objects.values()))
    for secret in (token, services.hash_token(token), person.password, password, "last_login"):
        assert secret not in logged


@pytest.mark.parametrize(("role", "seen"), [("administrator", True), ("manager", False), ("auditor", False)])
def test_only_an_administrator_sees_the_log(request, client, municipality, lead, role, seen):
    client.force_login(request.getfixturevalue(role))
    html = client.get(reverse("municipalities:municipality", args=[municipality.code])).content.decode()
    assert ("Seneste ændringer" in html) is seen


def test_an_address_anyone_can_write_is_not_kept_as_where_it_came_from(client, municipality, administrator):
    client.force_login(administrator)
    client.post(
        reverse("municipalities:municipality", args=[municipality.code]),
        {"domain": "sted.example"},
        headers={"x-forwarded-for": "203.0.113.7"},
    )
    assert LogEntry.objects.get(content_type__model="maildomain").remote_addr is None


def test_people_roles_and_settings_are_logged_and_nothing_else():
    """Answers have revisions of their own, and a log of them would be a second, uncontrolled copy."""
    assert set(auditlog.get_models()) == {User, Membership, AgencyRole, MailDomain, Invitation}
