"""Everything that changes people: invitations, memberships, agency roles."""

import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models import AgencyRole, Invitation, Membership, Municipality, User


class PeopleError(Exception):
    """A refused change; the message is Danish and says what to do."""


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    email: str,
    municipality: Municipality | None = None,
    role: str = "",
    staff_role: str = "",
    by: User | None = None,
) -> tuple[Invitation, str]:
    """Make an invitation and its secret; an earlier pending one to the same address and place is withdrawn.

    Raises PeopleError where the address belongs to the other kind of user, or already has this access.
    """
    email = email.strip().lower()
    kind = UserKind.MUNICIPAL if municipality else UserKind.AGENCY
    user = User.objects.filter(email__iexact=email).first()
    if user:
        _refuse_wrong_person(user, kind, municipality, staff_role)
    place = Invitation.objects.filter(email__iexact=email, municipality=municipality, staff_role=staff_role)
    place.pending().update(withdrawn_at=timezone.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        municipality=municipality,
        role=role,
        staff_role=staff_role,
        token_hash=hash_token(token),
        invited_by=by,
        needs_approval=bool(municipality and by and not is_own_domain(municipality, email)),
    )
    return invitation, token


def _refuse_wrong_person(user: User, kind: str, municipality: Municipality | None, staff_role: str) -> None:
    if user.kind != kind:
        raise PeopleError("Adressen hører til en bruger af den anden slags. Brug en anden e-mailadresse.")
    if municipality and user.memberships.current().filter(municipality=municipality).exists():
        raise PeopleError("Personen har allerede adgang til kommunen. Ret rollen i listen i stedet.")
    if staff_role and user.agency_roles.filter(role=staff_role).exists():
        raise PeopleError("Personen har allerede rollen.")


def is_own_domain(municipality: Municipality, email: str) -> bool:
    """Whether the address lies in a mail domain the agency has approved for the municipality."""
    domain = email.rpartition("@")[2].lower()
    return municipality.mail_domains.filter(approved_at__isnull=False, domain__iexact=domain).exists()


@transaction.atomic
def accept_invitation(*, token: str, user: User | None, name: str = "", title: str = "", password: str = "") -> User:
    """Use an invitation once. A new person gets an account; a known one must be signed in as that address."""
    invitation = Invitation.objects.select_for_update().pending().filter(token_hash=hash_token(token)).first()
    if invitation is None or invitation.needs_approval:
        raise PeopleError("Invitationen kan ikke bruges længere. Bed om en ny.")
    known = User.objects.filter(email__iexact=invitation.email).first()
    if known and known != user:
        raise PeopleError("Log ind med den adresse, invitationen er sendt til, og åbn linket igen.")
    person = known or _create_person(invitation, name=name, title=title, password=password)
    if invitation.municipality:
        _grant_membership(person, invitation.municipality, invitation.role)
    else:
        AgencyRole.objects.get_or_create(user=person, role=invitation.staff_role)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return person


def _create_person(invitation: Invitation, *, name: str, title: str, password: str) -> User:
    kind = UserKind.MUNICIPAL if invitation.municipality else UserKind.AGENCY
    validate_password(password, User(email=invitation.email, name=name))
    person = User.objects.create_user(email=invitation.email, kind=kind, name=name, title=title, password=password)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def _grant_membership(person: User, municipality: Municipality, role: str) -> None:
    """One open membership a municipality: a new role ends the old one, so the history stays readable."""
    now = timezone.now()
    person.memberships.filter(municipality=municipality, ended_at__isnull=True).update(ended_at=now)
    Membership.objects.create(user=person, municipality=municipality, role=role, started_at=now)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation) -> None:
    """A withdrawn invitation's link stops working at once; a used one cannot be withdrawn."""
    changed = Invitation.objects.pending().filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
    if not changed:
        raise PeopleError("Invitationen er allerede brugt, trukket tilbage eller udløbet.")


@transaction.atomic
def approve_invitation(*, invitation: Invitation) -> None:
    Invitation.objects.pending().filter(pk=invitation.pk).update(needs_approval=False)


@transaction.atomic
def end_membership(*, membership: Membership) -> None:
    """The person loses access at once; what they wrote stays under their name."""
    Membership.objects.filter(pk=membership.pk, ended_at__isnull=True).update(ended_at=timezone.now())


@transaction.atomic
def change_role(*, membership: Membership, role: Role) -> None:
    if role != membership.role:
        _grant_membership(membership.user, membership.municipality, role)


@transaction.atomic
def remove_staff_role(*, user: User, role: StaffRole) -> None:
    """The last administrator keeps the role: without one nobody could let people in again."""
    if role == StaffRole.ADMINISTRATOR:
        others = AgencyRole.objects.filter(role=role, user__is_active=True).exclude(user=user)
        if not others.exists():
            raise PeopleError("Der skal være mindst én administrator. Giv en anden rollen først.")
    AgencyRole.objects.filter(user=user, role=role).delete()
