"""What the pages about people and the register read; each function says how many queries it makes."""

from datetime import date

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models import Invitation, MailDomain, Membership, Municipality, Region, RegionMembership, User
from municipalities.ordering import danish_order

# The reform that joins two regions (docs/rules.md); the register has both sides of the day.
REFORM = date(2027, 1, 1)


def current_regions(today: date) -> QuerySet[Region]:
    return Region.objects.filter(pk__in=RegionMembership.objects.on(today).values("region"))


def select_register(
    municipalities: QuerySet[Municipality], *, today: date, q: str = "", region: Region | None = None, lead: str = ""
) -> QuerySet[Municipality]:
    """One query: each with its region today, its number of people, and whether anybody is in charge."""
    now = timezone.now()
    people = Q(memberships__started_at__lte=now) & (
        Q(memberships__ended_at__isnull=True) | Q(memberships__ended_at__gt=now)
    )
    leads = Membership.objects.current(now).filter(municipality=OuterRef("pk"), role=Role.LEAD)
    in_force = RegionMembership.objects.on(today).filter(municipality=OuterRef("pk"))
    found = municipalities.annotate(
        people=Count("memberships", filter=people, distinct=True),
        has_lead=Exists(leads),
        region_id=Subquery(in_force.values("region")[:1]),
        region_name=Subquery(in_force.values("region__name")[:1], output_field=CharField()),
    )
    if q:
        found = found.filter(Q(name__icontains=q) | Q(name__icontains=q.capitalize()) | Q(code__istartswith=q))
    if region:
        found = found.filter(region_id=region.pk)
    if lead:
        found = found.filter(has_lead=lead == "med")
    return found.order_by(danish_order("name"), "code")


def select_region_names(municipality: Municipality, today: date) -> tuple[str, str]:
    """The region today, and the one after the reform of 2027 (the same text where nothing changes). Two queries."""
    days = (today, max(today, REFORM))
    return tuple(
        municipality.region_memberships.on(day).values_list("region__name", flat=True).first() or "–" for day in days
    )


def select_people(municipality: Municipality) -> tuple[list[Membership], list[Membership]]:
    """Those with access now, and those who had it. One query."""
    now = timezone.now()
    rows = list(municipality.memberships.select_related("user").order_by(danish_order("user__name"), "started_at"))
    ended = [row for row in rows if row.ended_at and row.ended_at <= now]
    return [row for row in rows if row not in ended], ended


def select_own_roles(user: User) -> list[tuple[str, str]]:
    """What a person may be and where: (municipality, role), or with no municipality a role at the agency. One query."""
    if user.kind == UserKind.AGENCY:
        return [("", StaffRole(role).label) for role in sorted(user.staff_roles)]
    rows = user.memberships.current().select_related("municipality").order_by(danish_order("municipality__name"))
    return [(row.municipality.official_name, row.role_label) for row in rows]


def select_open_invitations(invitations: QuerySet[Invitation]) -> list[Invitation]:
    """Those that wait for an answer, or have run out and can be sent again. One query."""
    return list(invitations.open().select_related("invited_by").order_by("-created_at"))


def select_staff() -> list[User]:
    """The agency's people with their roles. Two queries."""
    staff = User.objects.filter(kind=UserKind.AGENCY).prefetch_related("agency_roles")
    return list(staff.order_by(danish_order("name"), "email"))


def select_proposing(user: User) -> QuerySet[Municipality]:
    """Those with a mail domain that waits for the agency."""
    waiting = MailDomain.objects.filter(municipality=OuterRef("pk"), approved_at__isnull=True)
    return Municipality.objects.visible_to(user).filter(Exists(waiting)).order_by(danish_order("name"))


def select_listed_elsewhere(municipality: Municipality, user: User) -> dict[str, list[str]]:
    """One query: which others list each of the municipality's mail domains, approved or not, by official name."""
    others = Municipality.objects.visible_to(user).exclude(pk=municipality.pk)
    rows = MailDomain.objects.filter(municipality__in=others, domain__in=municipality.mail_domains.values("domain"))
    found: dict[str, list[str]] = {}
    for domain, name in rows.order_by(danish_order("municipality__name")).values_list(
        "domain", "municipality__official_name"
    ):
        found.setdefault(domain, []).append(name)
    return found
