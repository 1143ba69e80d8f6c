"""Invitations: the only way in, since public sign-up is closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models.municipality import Municipality
from municipalities.models.people import User


def default_expiry() -> datetime:
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> InvitationQuerySet:
        """Agency staff see all; a municipality's lead sees those to the municipality."""
        if not user.is_authenticated:
            return self.none()
        if user.kind == UserKind.AGENCY:
            return self if user.staff_roles else self.none()
        led = user.memberships.current().filter(role=Role.LEAD)
        return self.filter(municipality__in=led.values("municipality"))

    def open(self) -> InvitationQuerySet:
        """Neither used nor withdrawn; it may have run out, and can then be sent again."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def pending(self, at: datetime | None = None) -> InvitationQuerySet:
        """Not used, not withdrawn, not run out."""
        return self.open().filter(expires_at__gt=at or timezone.now())


class Invitation(models.Model):
    """One use, seven days, withdrawable. Only the token's SHA-256 is kept, so a copied database opens no door."""

    email = models.EmailField("e-mail")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    role = models.CharField("rolle", max_length=12, choices=Role, blank=True)
    staff_role = models.CharField("rolle", max_length=14, choices=StaffRole, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=default_expiry)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    needs_approval = models.BooleanField("afventer tilsynsmyndigheden", default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(municipality__isnull=False, staff_role="") & ~Q(role="")
                    | Q(municipality__isnull=True, role="") & ~Q(staff_role="")
                ),
                name="invitation_to_municipality_or_agency",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_not_both_accepted_and_withdrawn",
            ),
        ]

    @property
    def role_label(self) -> str:
        return Role(self.role).label if self.role else StaffRole(self.staff_role).label

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def get_additional_data(self) -> dict:
        """What the log keeps beside the change, so that a line can be read without the row."""
        return {"municipality": self.municipality_id, "about": self.email, "role": self.role_label}
