"""Everything that changes people: invitations, memberships, agency roles, mail domains.

Each change saves an instance rather than a queryset, since that is what writes the log (municipalities/log.py).
"""

import hashlib
import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from municipalities.domains import kept_form, readable
from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models import AgencyRole, Invitation, MailDomain, Membership, Municipality, User
from municipalities.models.invitation import default_expiry


class PeopleError(Exception):
    """A refused change; the message is Danish and says what to do."""


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)


# --- Invitations ------------------------------------------------------------


@transaction.atomic
def invite(
    *,
    email: str,
    municipality: Municipality | None = None,
    role: str = "",
    staff_role: str = "",
    by: User | None = None,
) -> tuple[Invitation, str]:
    """Make an invitation and its secret; an earlier open one to the same address and place is withdrawn.

    An invitation from the agency is the agency's yes; one from a municipality to an address outside its approved
    mail domains waits for it. Raises PeopleError where the address belongs to the other kind of user, or already
    has this access.
    """
    email = email.strip().lower()
    kind = UserKind.MUNICIPAL if municipality else UserKind.AGENCY
    user = User.objects.filter(email__iexact=email).first()
    if user:
        _refuse_wrong_kind(user, kind)
        _refuse_known_access(user, municipality, staff_role)
    for earlier in Invitation.objects.open().filter(
        email__iexact=email, municipality=municipality, staff_role=staff_role
    ):
        _stamp(earlier, "withdrawn_at")
    token = new_token()
    invitation = Invitation.objects.create(
        email=email,
        municipality=municipality,
        role=role,
        staff_role=staff_role,
        token_hash=hash_token(token),
        invited_by=by,
        needs_approval=_needs_approval(municipality, email, by),
    )
    return invitation, token


def _refuse_wrong_kind(user: User, kind: str) -> None:
    """Nobody holds both kinds."""
    if user.kind != kind:
        raise PeopleError("Adressen hører til en bruger af den anden slags. Brug en anden e-mailadresse.")


def _refuse_known_access(user: User, municipality: Municipality | None, staff_role: str) -> None:
    if municipality and user.memberships.current().filter(municipality=municipality).exists():
        raise PeopleError("Personen har allerede adgang til kommunen. Ret rollen i listen i stedet.")
    if staff_role and user.agency_roles.filter(role=staff_role).exists():
        raise PeopleError("Personen har allerede rollen.")


def _needs_approval(municipality: Municipality | None, email: str, by: User | None) -> bool:
    if municipality is None or by is None or by.kind == UserKind.AGENCY:
        return False
    return not is_own_domain(municipality, email)


def is_own_domain(municipality: Municipality, email: str) -> bool:
    """Whether the address lies in a mail domain the agency has approved for the municipality."""
    try:
        domain = kept_form(email.rpartition("@")[2])
    except ValueError:
        return False
    return municipality.mail_domains.filter(approved_at__isnull=False, domain=domain).exists()


@transaction.atomic
def renew_invitation(*, invitation: Invitation) -> tuple[Invitation, str]:
    """A new link and seven new days; the old link stops working. Only the secret's hash is kept, so it is never resent.

    Raises PeopleError where it is used, withdrawn or still waits for the agency.
    """
    invitation = _lock_open(invitation)
    if invitation.needs_approval:
        raise PeopleError("Invitationen venter på tilsynsmyndighedens godkendelse og kan ikke sendes endnu.")
    return _renew(invitation)


@transaction.atomic
def approve_invitation(*, invitation: Invitation) -> tuple[Invitation, str]:
    """The agency's yes to an address outside the municipality's domains; the seven days start now."""
    invitation = _lock_open(invitation)
    invitation.needs_approval = False
    return _renew(invitation)


def _renew(invitation: Invitation) -> tuple[Invitation, str]:
    token = new_token()
    invitation.token_hash, invitation.expires_at = hash_token(token), default_expiry()
    invitation.save(update_fields=["token_hash", "expires_at", "needs_approval"])
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation) -> Invitation:
    """A withdrawn invitation's link stops working at once; a used one cannot be withdrawn."""
    return _stamp(_lock_open(invitation), "withdrawn_at")


def _lock_open(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",)).open().filter(pk=invitation.pk).first()
    if locked is None:
        raise PeopleError("Invitationen er allerede brugt eller trukket tilbage. Genindlæs siden.")
    return locked


def _stamp(invitation: Invitation, field: str) -> Invitation:
    setattr(invitation, field, timezone.now())
    invitation.save(update_fields=[field])
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """The invitation a link opens, if it can be used now. One query; changes nothing."""
    return (
        Invitation.objects.pending()
        .filter(token_hash=hash_token(token), needs_approval=False)
        .select_related("municipality", "invited_by")
        .first()
    )


@transaction.atomic
def accept_invitation(*, token: str, user: User | None, name: str = "", title: str = "", password: str = "") -> User:
    """Use an invitation once. A new person gets an account; a known one must be signed in as that address."""
    invitation = Invitation.objects.select_for_update().pending().filter(token_hash=hash_token(token)).first()
    if invitation is None or invitation.needs_approval:
        raise PeopleError("Invitationen kan ikke bruges længere. Bed om en ny.")
    known = User.objects.filter(email__iexact=invitation.email).first()
    if known != user:
        raise PeopleError("Log ind med den adresse, invitationen er sendt til, og åbn linket igen.")
    if known:  # an address invited to both kinds was of neither until the first invitation was accepted
        _refuse_wrong_kind(known, _kind_of(invitation))
    person = known or _create_person(invitation, name=name, title=title, password=password)
    if invitation.municipality:
        _grant_membership(person, invitation.municipality, invitation.role)
    else:
        AgencyRole.objects.get_or_create(user=person, role=invitation.staff_role)
    _stamp(invitation, "accepted_at")
    return person


def _kind_of(invitation: Invitation) -> UserKind:
    return UserKind.MUNICIPAL if invitation.municipality_id else UserKind.AGENCY


def _create_person(invitation: Invitation, *, name: str, title: str, password: str) -> User:
    """Whoever joins a demo municipality is a demo person, and can sign in only while the demo runs."""
    validate_password(password, User(email=invitation.email, name=name))
    person = User.objects.create_user(
        email=invitation.email,
        kind=_kind_of(invitation),
        name=name,
        title=title,
        password=password,
        is_demo=bool(invitation.municipality and invitation.municipality.is_demo),
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


# --- Memberships ------------------------------------------------------------


def _grant_membership(person: User, municipality: Municipality, role: str) -> Membership:
    """One open membership a municipality: a new role ends the old one, so the history stays readable."""
    now = timezone.now()
    for old in person.memberships.filter(municipality=municipality, ended_at__isnull=True):
        _end(old, now)
    return Membership.objects.create(user=person, municipality=municipality, role=role, started_at=now)


def _end(membership: Membership, now: datetime) -> None:
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])


@transaction.atomic
def end_membership(*, membership: Membership, by: User | None) -> None:
    """The person loses access at once; what they wrote stays under their name. Nobody shuts themselves out."""
    _refuse_own(membership, by)
    for locked in Membership.objects.select_for_update(of=("self",)).filter(pk=membership.pk, ended_at__isnull=True):
        _end(locked, timezone.now())


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User | None) -> Membership:
    """The new role starts now and the old one ends, so that the history says who could do what when."""
    _refuse_own(membership, by)
    locked = Membership.objects.select_for_update(of=("self",)).filter(pk=membership.pk, ended_at__isnull=True).first()
    if locked is None:
        raise PeopleError("Adgangen er afsluttet i mellemtiden. Invitér personen igen.")
    if role == locked.role:
        return locked
    return _grant_membership(membership.user, membership.municipality, role)


def _refuse_own(membership: Membership, by: User | None) -> None:
    if by is not None and membership.user_id == by.pk:
        raise PeopleError("Du kan ikke ændre din egen adgang. Bed en anden ansvarlig eller tilsynsmyndigheden om det.")


# --- Agency roles -----------------------------------------------------------


@transaction.atomic
def remove_staff_role(*, user: User, role: StaffRole) -> None:
    """The last administrator keeps the role: without one nobody could let people in again."""
    holders = list(AgencyRole.objects.select_for_update(of=("self",)).filter(role=role).select_related("user"))
    if role == StaffRole.ADMINISTRATOR and not any(held.user != user and held.user.is_active for held in holders):
        raise PeopleError("Der skal være mindst én administrator. Giv en anden rollen først.")
    for held in holders:
        if held.user == user:
            held.delete()


# --- Mail domains -----------------------------------------------------------


@transaction.atomic
def add_mail_domain(*, municipality: Municipality, domain: str, by: User | None) -> MailDomain:
    """A domain from the agency is approved at once; one a municipality proposes waits for the agency.

    Raises PeopleError where it stands there already, and ValueError where it is no domain.
    """
    domain = kept_form(domain)
    if municipality.mail_domains.filter(domain=domain).exists():
        raise PeopleError(f"Domænet {readable(domain)} står allerede på listen.")
    is_agency = by is None or by.kind == UserKind.AGENCY
    return MailDomain.objects.create(
        municipality=municipality, domain=domain, approved_at=timezone.now() if is_agency else None
    )


@transaction.atomic
def approve_mail_domain(*, mail_domain: MailDomain) -> None:
    if mail_domain.approved_at is None:
        mail_domain.approved_at = timezone.now()
        mail_domain.save(update_fields=["approved_at"])


@transaction.atomic
def remove_mail_domain(*, mail_domain: MailDomain) -> None:
    """People already let in stay; later invitations to the domain wait for the agency."""
    mail_domain.delete()
