"""What must never be false of people and the register, clause by clause; and who sees what."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models import (
    AgencyRole,
    Invitation,
    MailDomain,
    Membership,
    Municipality,
    RegionMembership,
    User,
)
from tests.constraints import refused_by, untested_constraints
from tests.factories.municipalities import make_member, make_municipality, make_region, make_staff, make_user

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def test_every_constraint_has_a_test():
    assert untested_constraints("municipalities", __file__) == set()


def make_invitation(municipality=None, **fields):
    defaults = {"email": "ny@proeve.example", "token_hash": "0" * 64, "municipality": municipality}
    return Invitation.objects.create(**(defaults | fields))


@pytest.mark.parametrize(("code", "is_demo"), [("D900", False), ("0900", True)])
def test_a_municipality_is_demo_iff_its_code_starts_with_d(db, code, is_demo):
    with refused_by("municipality_demo_iff_code_starts_with_d"):
        Municipality.objects.create(code=code, name="X", official_name="X", cvr="1" * 8, slug="x", is_demo=is_demo)


def test_real_municipalities_have_each_their_cvr_and_demo_ones_need_not(db):
    real, demo = make_municipality(), make_municipality(is_demo=True)
    Municipality.objects.filter(pk=demo.pk).update(cvr=real.cvr)

    with refused_by("municipality_cvr_unique"):
        Municipality.objects.create(code="0999", name="X", official_name="X", cvr=real.cvr, slug="x")


def test_a_region_membership_starts_once_a_day(municipality):
    with refused_by("region_membership_starts_once"):
        RegionMembership.objects.create(
            municipality=municipality, region=make_region("Anden"), valid_from=date(2020, 1, 1)
        )


def test_a_region_membership_ends_no_sooner_than_it_starts(municipality):
    row = municipality.region_memberships.get()
    row.valid_to = date(2020, 1, 1)
    row.save()
    row.valid_to = date(2019, 12, 31)
    with refused_by("region_membership_ends_after_start"):
        row.save()


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_region_membership_is_in_force_on_both_its_end_days(municipality, day, in_force):
    municipality.region_memberships.update(valid_to=date(2026, 12, 31))

    assert municipality.region_memberships.on(day).exists() is in_force


def test_a_mail_domain_stands_once_for_a_municipality(municipality, other_municipality):
    for owner in (municipality, other_municipality):
        MailDomain.objects.create(municipality=owner, domain="proeve.example")

    with refused_by("mail_domain_once_per_municipality"):
        MailDomain.objects.create(municipality=municipality, domain="proeve.example")


def test_a_user_is_of_a_known_kind(db):
    with refused_by("user_kind_known"):
        make_user("other")


def test_a_person_has_one_open_membership_of_a_municipality(municipality):
    lead = make_member(municipality)
    Membership.objects.create(
        user=lead, municipality=municipality, role=Role.READER, started_at=AT - timedelta(days=1), ended_at=AT
    )

    with refused_by("membership_one_open"):
        Membership.objects.create(user=lead, municipality=municipality, role=Role.READER)


def test_a_membership_ends_no_sooner_than_it_starts(lead):
    membership = lead.memberships.get()
    membership.ended_at = membership.started_at
    membership.save()
    membership.ended_at -= INSTANT
    with refused_by("membership_ends_after_start"):
        membership.save()


def test_a_membership_has_a_known_role(lead):
    with refused_by("membership_role_known"):
        lead.memberships.update(role="boss")


@pytest.mark.parametrize(("at", "is_current"), [(AT - INSTANT, False), (AT, True), (AT + INSTANT, True)])
def test_a_membership_is_current_from_its_start(lead, at, is_current):
    lead.memberships.update(started_at=AT)

    assert lead.memberships.current(at).exists() is is_current


@pytest.mark.parametrize(("at", "is_current"), [(AT - INSTANT, True), (AT, False), (AT + INSTANT, False)])
def test_a_membership_is_current_until_its_end(lead, at, is_current):
    lead.memberships.update(started_at=AT - timedelta(days=1), ended_at=AT)

    assert lead.memberships.current(at).exists() is is_current


def test_an_agency_role_is_held_once(manager):
    with refused_by("agency_role_once"):
        AgencyRole.objects.create(user=manager, role=StaffRole.MANAGER)


def test_an_agency_role_is_known(manager):
    with refused_by("agency_role_known"):
        manager.agency_roles.update(role="boss")


@pytest.mark.parametrize(
    ("to_municipality", "role", "staff_role"),
    [
        (True, "", ""),
        (True, "", StaffRole.MANAGER),
        (True, Role.LEAD, StaffRole.MANAGER),
        (False, "", ""),
        (False, Role.LEAD, ""),
        (False, Role.LEAD, StaffRole.MANAGER),
    ],
)
def test_an_invitation_is_to_a_municipality_or_to_the_agency(municipality, to_municipality, role, staff_role):
    with refused_by("invitation_to_municipality_or_agency"):
        make_invitation(municipality if to_municipality else None, role=role, staff_role=staff_role)


def test_an_invitation_is_not_both_accepted_and_withdrawn(municipality):
    with refused_by("invitation_not_both_accepted_and_withdrawn"):
        make_invitation(municipality, role=Role.LEAD, accepted_at=AT, withdrawn_at=AT)


@pytest.mark.parametrize(
    ("fields", "at", "is_pending"),
    [
        ({}, AT + timedelta(days=7) - INSTANT, True),
        ({}, AT + timedelta(days=7), False),
        ({"accepted_at": AT}, AT, False),
        ({"withdrawn_at": AT}, AT, False),
    ],
)
def test_an_invitation_is_pending_for_seven_days_until_used_or_withdrawn(municipality, fields, at, is_pending):
    with time_machine.travel(AT, tick=False):
        make_invitation(municipality, role=Role.LEAD, **fields)

    assert Invitation.objects.pending(at).exists() is is_pending


def test_a_users_address_is_kept_in_small_letters_and_found_in_any(db):
    user = User.objects.create_user(email=" Lea@Proeve.Example ", kind=UserKind.MUNICIPAL)

    assert user.email == "lea@proeve.example"
    assert User.objects.get_by_natural_key("LEA@proeve.example") == user
    assert not user.has_usable_password()


# --- Who sees what ----------------------------------------------------------------


def test_a_municipal_user_sees_the_municipalities_of_current_memberships(lead, municipality, other_municipality):
    Membership.objects.create(user=lead, municipality=other_municipality, role=Role.READER)
    assert set(Municipality.objects.visible_to(lead)) == {municipality, other_municipality}

    lead.memberships.filter(municipality=municipality).update(ended_at=timezone.now())
    assert set(Municipality.objects.visible_to(lead)) == {other_municipality}


def test_agency_staff_see_the_register_and_no_one_without_a_role_does(municipality, auditor):
    assert list(Municipality.objects.visible_to(auditor)) == [municipality]
    assert list(Municipality.objects.visible_to(make_staff())) == []
    assert list(Municipality.objects.visible_to(AnonymousUser())) == []


def test_a_municipal_user_has_no_agency_role_whatever_rows_exist(lead):
    AgencyRole.objects.create(user=lead, role=StaffRole.MANAGER)

    assert lead.staff_roles == frozenset()
    assert not lead.has_staff_role(*StaffRole)
