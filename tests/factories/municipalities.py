"""Municipalities and people with invented names; each call makes a new one."""

from datetime import date
from itertools import count, cycle

from allauth.account.models import EmailAddress

from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models import AgencyRole, Membership, Municipality, Region, RegionMembership, User

PASSWORD = "modenhed-prøve-2026"
_numbers = count(1)
# A code has room for four digits, a demo code for three; a long test run makes more than that of other things.
_codes, _demo_numbers = cycle(range(1, 10_000)), cycle(range(1, 1000))


def make_region(name: str = "Region Prøveland") -> Region:
    return Region.objects.get_or_create(name=name)[0]


def make_municipality(name: str = "", *, region: Region | None = None, is_demo: bool = False) -> Municipality:
    """In its region since 2020; a demo municipality has a code with a D."""
    number = next(_numbers)
    name = name or f"Prøveby {number}"
    municipality = Municipality.objects.create(
        code=f"D{next(_demo_numbers):03}" if is_demo else f"{next(_codes):04}",
        name=name,
        official_name=f"{name} Kommune",
        cvr=f"{number:08}",
        slug=f"proeveby-{number}",
        is_demo=is_demo,
    )
    RegionMembership.objects.create(
        municipality=municipality, region=region or make_region(), valid_from=date(2020, 1, 1)
    )
    return municipality


def make_user(kind: UserKind, name: str = "", **fields) -> User:
    """Signs in with PASSWORD; tests of pages use client.force_login instead."""
    number = next(_numbers)
    user = User.objects.create_user(
        email=f"person{number}@proeve.example", kind=kind, name=name or f"Person {number}", password=PASSWORD, **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_member(municipality: Municipality, role: Role = Role.LEAD, name: str = "", **fields) -> User:
    user = make_user(UserKind.MUNICIPAL, name, **fields)
    Membership.objects.create(user=user, municipality=municipality, role=role)
    return user


def make_staff(*roles: StaffRole, name: str = "", **fields) -> User:
    user = make_user(UserKind.AGENCY, name, **fields)
    AgencyRole.objects.bulk_create(AgencyRole(user=user, role=role) for role in roles)
    return user
