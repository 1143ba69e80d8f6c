"""Rows of people and invitations as the pages print them, so that no template chooses words or addresses by state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from municipalities.models import Invitation, MailDomain, Membership


@dataclass(frozen=True)
class PersonRow:
    name: str
    title: str
    email: str
    membership: Membership
    url: str


@dataclass(frozen=True)
class Action:
    """One button of a row: what it says, what a screen reader hears, where it posts to."""

    label: str
    about: str
    url: str


@dataclass(frozen=True)
class InvitationRow:
    invitation: Invitation
    state: str
    tone: str
    actions: list[Action] = field(default_factory=list)


@dataclass(frozen=True)
class DomainRow:
    """A listed mail domain; `also_at` names the other municipalities that list it, where that is to be told."""

    domain: MailDomain
    also_at: str = ""


def domain_rows(domains: Iterable[MailDomain], elsewhere: Mapping[str, Iterable[str]]) -> list[DomainRow]:
    return [DomainRow(row, ", ".join(elsewhere.get(row.domain, ()))) for row in domains]


def person_rows(memberships: Iterable[Membership], url: Callable[[Membership], str]) -> list[PersonRow]:
    return [
        PersonRow(str(row.user), row.user.title, row.user.email, membership=row, url=url(row)) for row in memberships
    ]


def invitation_rows(
    invitations: Iterable[Invitation], url: Callable[[str, Invitation], str], *, may_change: bool, may_approve: bool
) -> list[InvitationRow]:
    return [_invitation_row(row, url, may_change=may_change, may_approve=may_approve) for row in invitations]


def _invitation_row(
    invitation: Invitation, url: Callable[[str, Invitation], str], *, may_change: bool, may_approve: bool
) -> InvitationRow:
    if invitation.needs_approval:
        state, tone, first = "Venter på godkendelse", "warning", ("approve", "Godkend og send") if may_approve else None
    elif invitation.has_expired:
        state, tone, first = "Udløbet", "error", ("resend", "Send igen")
    else:
        state, tone, first = "Sendt", "info", ("resend", "Send igen")
    wanted = [action for action in (first, ("withdraw", "Træk tilbage")) if action] if may_change else []
    actions = [Action(label, invitation.email, url(name, invitation)) for name, label in wanted]
    return InvitationRow(invitation, state, tone, actions)
