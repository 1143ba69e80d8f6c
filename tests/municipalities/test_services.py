"""Invitations, memberships, roles and mail domains: what each change leaves behind, and what is refused."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from municipalities import services
from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models import AgencyRole, Invitation, Membership
from municipalities.services import PeopleError, accept_invitation, invite
from surveys.deadlines import COPENHAGEN
from tests.factories.municipalities import make_member, make_municipality, make_staff

GOOD = "en lang og god sætning"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=COPENHAGEN)


def accept(token, **details):
    return accept_invitation(token=token, user=None, **{"name": "Ny Person", "password": GOOD, **details})


# --- Inviting ---------------------------------------------------------------


def test_only_the_hash_of_the_secret_is_kept(municipality, administrator):
    invitation, token = invite(email="Ny@Sted.Example", municipality=municipality, role=Role.READER, by=administrator)
    assert invitation.email == "ny@sted.example"
    assert invitation.token_hash == services.hash_token(token)
    assert token not in str(Invitation.objects.values().get())


@pytest.mark.parametrize(
    ("inviter", "domain", "waits"),
    [
        ("lead", "", True),
        ("lead", "approved", False),
        ("lead", "proposed", True),
        ("administrator", "", False),
        (None, "", False),
    ],
)
def test_an_address_outside_the_domains_waits_only_when_the_municipality_invites(
    request, municipality, lead, administrator, inviter, domain, waits
):
    if domain:
        by = administrator if domain == "approved" else lead
        services.add_mail_domain(municipality=municipality, domain="Sted.Example", by=by)
    by = request.getfixturevalue(inviter) if inviter else None
    invitation, _ = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=by)
    assert invitation.needs_approval is waits


def test_a_subdomain_is_not_the_domain(municipality, lead, administrator):
    services.add_mail_domain(municipality=municipality, domain="sted.example", by=administrator)
    invitation, _ = invite(email="ny@ondt-sted.example", municipality=municipality, role=Role.READER, by=lead)
    assert invitation.needs_approval
    invitation, _ = invite(email="ny@x.sted.example", municipality=municipality, role=Role.READER, by=lead)
    assert invitation.needs_approval


def test_inviting_again_closes_the_earlier_link(municipality, administrator):
    _, old = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=administrator)
    _, new = invite(email="ny@sted.example", municipality=municipality, role=Role.LEAD, by=administrator)
    assert services.find_invitation(old) is None
    assert services.find_invitation(new).role == Role.LEAD


def test_a_municipal_user_is_never_invited_to_the_agency(lead, administrator):
    with pytest.raises(PeopleError, match="anden slags"):
        invite(email=lead.email.upper(), staff_role=StaffRole.MANAGER, by=administrator)


def test_agency_staff_are_never_invited_to_a_municipality(municipality, manager, administrator):
    with pytest.raises(PeopleError, match="anden slags"):
        invite(email=manager.email, municipality=municipality, role=Role.READER, by=administrator)


def test_someone_with_access_is_not_invited_again(municipality, reader, administrator):
    with pytest.raises(PeopleError, match="allerede adgang"):
        invite(email=reader.email, municipality=municipality, role=Role.LEAD, by=administrator)


# --- Accepting --------------------------------------------------------------


def test_a_new_person_gets_an_account_and_the_role(municipality, administrator):
    _, token = invite(email="ny@sted.example", municipality=municipality, role=Role.CONTRIBUTOR, by=administrator)
    person = accept(token, title="Jurist")
    assert (person.name, person.title, person.kind, person.is_demo) == (
        "Ny Person",
        "Jurist",
        UserKind.MUNICIPAL,
        False,
    )
    assert person.check_password(GOOD)
    assert person.memberships.current().get().role == Role.CONTRIBUTOR
    assert person.emailaddress_set.get().verified


def test_a_person_of_a_demo_municipality_is_a_demo_person(db, administrator):
    demo = make_municipality(is_demo=True)
    _, token = invite(email="ny@sted.example", municipality=demo, role=Role.LEAD, by=administrator)
    assert accept(token).is_demo


def test_a_link_works_once(municipality, administrator):
    _, token = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=administrator)
    accept(token)
    with pytest.raises(PeopleError, match="kan ikke bruges"):
        accept(token)


@pytest.mark.parametrize(("minutes", "works"), [(-1, True), (0, False), (1, False)])
def test_a_link_works_for_seven_days(municipality, administrator, minutes, works):
    with time_machine.travel(NOON, tick=False):
        _, token = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=administrator)
    with time_machine.travel(NOON + timedelta(days=7, minutes=minutes), tick=False):
        assert bool(services.find_invitation(token)) is works
        if not works:
            with pytest.raises(PeopleError):
                accept(token)


def test_a_withdrawn_link_does_not_work(municipality, administrator):
    invitation, token = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=administrator)
    services.withdraw_invitation(invitation=invitation)
    with pytest.raises(PeopleError):
        accept(token)


def test_a_link_that_waits_for_the_agency_does_not_work(municipality, lead):
    _, token = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=lead)
    assert services.find_invitation(token) is None
    with pytest.raises(PeopleError):
        accept(token)


def test_a_known_person_must_be_signed_in_as_that_address(municipality, outsider, reader, administrator):
    _, token = invite(email=outsider.email, municipality=municipality, role=Role.READER, by=administrator)
    for user in (None, reader):
        with pytest.raises(PeopleError, match="Log ind"):
            accept_invitation(token=token, user=user)
    accept_invitation(token=token, user=outsider)
    assert outsider.memberships.current().count() == 2


def test_a_new_persons_link_is_not_used_by_someone_signed_in_as_another(municipality, outsider, administrator):
    """Else whoever is signed in would make an account for a person who never saw the page."""
    _, token = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=administrator)
    with pytest.raises(PeopleError, match="Log ind"):
        accept_invitation(token=token, user=outsider, name="Ny", password=GOOD)


@pytest.mark.parametrize("agency_first", [True, False])
def test_an_address_invited_to_both_kinds_becomes_only_the_first(municipality, administrator, agency_first):
    to_agency = invite(email="ny@proeve.example", staff_role=StaffRole.AUDITOR, by=administrator)[1]
    to_municipality = invite(email="ny@proeve.example", municipality=municipality, role=Role.LEAD, by=administrator)[1]
    first, second = (to_agency, to_municipality) if agency_first else (to_municipality, to_agency)
    person = accept_invitation(token=first, user=None, name="Ny", password="et langt ord til prøven")

    with pytest.raises(PeopleError, match="den anden slags"):
        accept_invitation(token=second, user=person)
    assert (person.agency_roles.exists(), person.memberships.exists()) == (agency_first, not agency_first)


def test_a_weak_password_leaves_the_invitation_open(municipality, administrator):
    _, token = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=administrator)
    with pytest.raises(ValidationError):
        accept(token, password="kort")
    assert services.find_invitation(token)


# --- Sending again, approving, withdrawing ----------------------------------


def test_sending_again_makes_a_new_link_and_seven_new_days(municipality, administrator):
    with time_machine.travel(NOON, tick=False):
        invitation, old = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=administrator)
    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        renewed, new = services.renew_invitation(invitation=invitation)
        assert services.find_invitation(old) is None
        assert services.find_invitation(new) == invitation
        assert renewed.expires_at == NOON + timedelta(days=15)


def test_what_waits_for_the_agency_is_not_sent_again(municipality, lead):
    invitation, _ = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=lead)
    with pytest.raises(PeopleError, match="venter"):
        services.renew_invitation(invitation=invitation)


def test_approving_opens_the_way(municipality, lead):
    invitation, _ = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=lead)
    _, token = services.approve_invitation(invitation=invitation)
    assert accept(token).memberships.current().exists()


@pytest.mark.parametrize(
    "change", [services.renew_invitation, services.approve_invitation, services.withdraw_invitation]
)
def test_a_used_invitation_is_not_changed(municipality, administrator, change):
    invitation, token = invite(email="ny@sted.example", municipality=municipality, role=Role.READER, by=administrator)
    accept(token)
    with pytest.raises(PeopleError, match="allerede brugt"):
        change(invitation=invitation)


# --- Memberships ------------------------------------------------------------


def test_a_new_role_ends_the_old_one(reader, administrator):
    membership = reader.memberships.get()
    changed = services.change_role(membership=membership, role=Role.CONTRIBUTOR, by=administrator)
    assert [(row.role, row.ended_at is None) for row in reader.memberships.all()] == [
        (Role.READER, False),
        (Role.CONTRIBUTOR, True),
    ]
    assert changed.role == Role.CONTRIBUTOR


def test_the_same_role_changes_nothing(reader, administrator):
    services.change_role(membership=reader.memberships.get(), role=Role.READER, by=administrator)
    assert reader.memberships.count() == 1


def test_ended_access_is_gone_at_once_and_never_deleted(reader, municipality, administrator):
    services.end_membership(membership=reader.memberships.get(), by=administrator)
    assert not reader.memberships.current().exists()
    assert Membership.objects.filter(user=reader, municipality=municipality).exists()


def test_nobody_changes_their_own_access(lead):
    membership = lead.memberships.get()
    with pytest.raises(PeopleError, match="din egen"):
        services.end_membership(membership=membership, by=lead)
    with pytest.raises(PeopleError, match="din egen"):
        services.change_role(membership=membership, role=Role.READER, by=lead)
    assert lead.memberships.current().get().role == Role.LEAD


def test_a_role_is_not_changed_after_access_ended(reader, administrator):
    membership = reader.memberships.get()
    services.end_membership(membership=membership, by=administrator)
    with pytest.raises(PeopleError, match="afsluttet"):
        services.change_role(membership=membership, role=Role.LEAD, by=administrator)


# --- Agency roles -----------------------------------------------------------


def test_the_last_administrator_keeps_the_role(administrator):
    make_staff(StaffRole.ADMINISTRATOR, name="Sovende", is_active=False)
    with pytest.raises(PeopleError, match="mindst én"):
        services.remove_staff_role(user=administrator, role=StaffRole.ADMINISTRATOR)
    assert AgencyRole.objects.filter(user=administrator).exists()


def test_one_of_two_administrators_may_go(administrator):
    other = make_staff(StaffRole.ADMINISTRATOR)
    services.remove_staff_role(user=administrator, role=StaffRole.ADMINISTRATOR)
    assert list(AgencyRole.objects.values_list("user", flat=True)) == [other.pk]


def test_removing_a_role_leaves_the_others(db):
    person = make_staff(StaffRole.CASE_HANDLER, StaffRole.MANAGER)
    services.remove_staff_role(user=person, role=StaffRole.MANAGER)
    assert list(person.agency_roles.values_list("role", flat=True)) == [StaffRole.CASE_HANDLER]


# --- Mail domains -----------------------------------------------------------


def test_a_proposed_domain_counts_only_once_approved(municipality, lead):
    domain = services.add_mail_domain(municipality=municipality, domain="Sted.example", by=lead)
    assert not services.is_own_domain(municipality, "ny@sted.example")
    services.approve_mail_domain(mail_domain=domain)
    assert services.is_own_domain(municipality, "NY@STED.EXAMPLE")


def test_a_domain_is_listed_once(municipality, administrator):
    services.add_mail_domain(municipality=municipality, domain="sted.example", by=administrator)
    with pytest.raises(PeopleError, match="allerede på listen"):
        services.add_mail_domain(municipality=municipality, domain="STED.example", by=administrator)


def test_another_municipalitys_domain_is_not_ones_own(municipality, other_municipality, administrator):
    services.add_mail_domain(municipality=other_municipality, domain="sted.example", by=administrator)
    assert not services.is_own_domain(municipality, "ny@sted.example")


def test_a_domain_with_danish_letters_is_kept_as_dns_has_it_and_read_as_it_is_written(municipality, administrator):
    domain = services.add_mail_domain(municipality=municipality, domain="@Søby.example.", by=administrator)

    assert domain.domain == "xn--sby-0na.example"
    assert str(domain) == "søby.example"
    assert services.is_own_domain(municipality, "ny@søby.example")
    assert services.is_own_domain(municipality, "ny@xn--sby-0na.example")
    with pytest.raises(PeopleError, match=r"søby\.example står allerede på listen"):
        services.add_mail_domain(municipality=municipality, domain="xn--sby-0na.example", by=administrator)


@pytest.mark.parametrize("address", ["ny@", "ny@sted", "ny@a_b.example"])
def test_an_address_at_no_domain_is_not_ones_own(municipality, address):
    assert not services.is_own_domain(municipality, address)


def test_a_person_serves_two_municipalities(municipality, other_municipality):
    person = make_member(municipality, Role.LEAD)
    Membership.objects.create(user=person, municipality=other_municipality, role=Role.READER)
    assert person.memberships.current(timezone.now()).count() == 2
