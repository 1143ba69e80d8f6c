"""The demo's accounts: one of each role, and one person with two municipalities."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models import AgencyRole, Membership, Municipality, User
from surveys.demo.names import person_name

PASSWORD = "modenhed-demo-2026"  # noqa: S105 - published on purpose; works only with DEMO=1


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    title: str
    kind: str
    memberships: tuple[tuple[str, str], ...] = ()
    staff_role: str = ""

    @property
    def role_label(self) -> str:
        if self.staff_role:
            return StaffRole(self.staff_role).label
        roles = [f"{Role(role).label} i {code}" for code, role in self.memberships]
        return " og ".join(roles)


def _municipal(name: str, person: str, title: str, *memberships: tuple[str, str]) -> Account:
    return Account(f"{name}@demo.example", person, title, UserKind.MUNICIPAL, memberships=memberships)


def _staff(name: str, person: str, title: str, role: str) -> Account:
    return Account(f"{name}@demo.example", person, title, UserKind.AGENCY, staff_role=role)


ACCOUNTS = (
    _municipal("lead", "Karen Østergaard", "Databeskyttelsesrådgiver", ("D001", Role.LEAD)),
    _municipal("approver", "Lars Kjær", "Digitaliseringschef", ("D001", Role.APPROVER)),
    _municipal("contributor", "Mette Lund", "It-sikkerhedskoordinator", ("D001", Role.CONTRIBUTOR)),
    _municipal("reader", "Ole Bæk", "Jurist", ("D001", Role.READER)),
    _municipal("to-kommuner", "Ida Holm", "Fælles databeskyttelsesrådgiver", ("D002", Role.LEAD), ("D003", Role.LEAD)),
    _staff("sagsbehandler", "Søren Dahl", "Fuldmægtig", StaffRole.CASE_HANDLER),
    _staff("leder", "Birgit Friis", "Kontorchef", StaffRole.MANAGER),
    _staff("revisor", "Bo Toft", "Intern revisor", StaffRole.AUDITOR),
    _staff("administrator", "Sofie Vest", "Systemadministrator", StaffRole.ADMINISTRATOR),
)


SILENT = (
    (Role.LEAD, "dpo", "Databeskyttelsesrådgiver"),
    (Role.APPROVER, "direktion", "Kommunaldirektør"),
)


def sign_ins() -> list[tuple[str, str]]:
    """Address and role of each account that can be signed in to."""
    return [(account.email, account.role_label) for account in ACCOUNTS]


def create_people(municipalities: dict[str, Municipality]) -> dict[str, User]:
    """Make the accounts, and a silent lead and approver where there is none; returns the lead by code."""
    hashed = make_password(PASSWORD)
    for account in ACCOUNTS:
        _create_account(account, hashed, municipalities)
    taken = set(Membership.objects.values_list("municipality__code", "role"))
    for number, (code, municipality) in enumerate(municipalities.items()):
        for place, (role, name, title) in enumerate(SILENT):
            if (code, role) not in taken:
                _create_silent(number + place * len(municipalities), municipality, role, name, title)
    leads = Membership.objects.filter(role=Role.LEAD, municipality__is_demo=True).select_related("user", "municipality")
    return {membership.municipality.code: membership.user for membership in leads}


def _create_account(account: Account, hashed: str, municipalities: dict[str, Municipality]) -> None:
    user = User.objects.create(
        email=account.email,
        name=account.name,
        title=account.title,
        kind=account.kind,
        is_demo=True,
        password=hashed,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for code, role in account.memberships:
        Membership.objects.create(user=user, municipality=municipalities[code], role=role)
    if account.staff_role:
        AgencyRole.objects.create(user=user, role=account.staff_role)


def _create_silent(number: int, municipality: Municipality, role: Role, name: str, title: str) -> None:
    """Someone who answered or approved for the municipality; nobody can sign in as them."""
    user = User.objects.create_user(
        email=f"{name}@{municipality.slug}.example",
        kind=UserKind.MUNICIPAL,
        name=person_name(number),
        title=title,
        is_demo=True,
    )
    Membership.objects.create(user=user, municipality=municipality, role=role)
