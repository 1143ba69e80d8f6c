"""People and what they may be: a user, their memberships of municipalities, their roles at the agency."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from municipalities.enums import Role, StaffRole, UserKind
from municipalities.models.municipality import Municipality


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username: str) -> User:
        """Addresses are matched without regard to case: a person types their address as they please."""
        return self.get(email__iexact=username)

    def create_user(self, *, email: str, kind: str, name: str = "", password: str | None = None, **fields) -> User:
        """An account without a password cannot sign in until its invitation is accepted."""
        user = self.model(email=email.strip().lower(), kind=kind, name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    email = models.EmailField("e-mail", unique=True)
    name = models.CharField("navn", max_length=80, blank=True)
    title = models.CharField("stilling", max_length=80, blank=True)
    kind = models.CharField("type", max_length=10, choices=UserKind)
    is_active = models.BooleanField("aktiv", default=True)
    is_demo = models.BooleanField("demo", default=False)
    joined_at = models.DateTimeField("oprettet", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["kind"]

    class Meta:
        ordering = ["name", "email"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=UserKind.values), name="user_kind_known")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    @cached_property
    def staff_roles(self) -> frozenset[str]:
        """The agency roles in force; read once a request. Empty for a municipal user, whatever rows exist."""
        if self.kind != UserKind.AGENCY:
            return frozenset()
        return frozenset(self.agency_roles.values_list("role", flat=True))

    def has_staff_role(self, *roles: str) -> bool:
        return not self.staff_roles.isdisjoint(roles)


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> MembershipQuerySet:
        """Agency staff see all; a municipality's people see each other."""
        if not user.is_authenticated:
            return self.none()
        if user.kind == UserKind.AGENCY:
            return self if user.staff_roles else self.none()
        return self.filter(municipality__in=user.memberships.current().values("municipality"))

    def current(self, at: datetime | None = None) -> MembershipQuerySet:
        at = at or timezone.now()
        return self.filter(Q(started_at__lte=at) & (Q(ended_at__isnull=True) | Q(ended_at__gt=at)))


class Membership(models.Model):
    """A role in one municipality for a time; it is ended, never deleted, so old answers keep their author."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("rolle", max_length=12, choices=Role)
    started_at = models.DateTimeField("fra", default=timezone.now)
    ended_at = models.DateTimeField("til", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality"], condition=Q(ended_at__isnull=True), name="membership_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    @property
    def role_label(self) -> str:
        return Role(self.role).label

    def get_additional_data(self) -> dict:
        """What the log keeps beside the change, so that a line can be read without the row."""
        return {"municipality": self.municipality_id, "about": str(self.user), "role": self.role_label}


class AgencyRole(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="agency_roles")
    role = models.CharField("rolle", max_length=14, choices=StaffRole)

    class Meta:
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="agency_role_once"),
            models.CheckConstraint(condition=Q(role__in=StaffRole.values), name="agency_role_known"),
        ]

    @property
    def role_label(self) -> str:
        return StaffRole(self.role).label

    def get_additional_data(self) -> dict:
        """What the log keeps beside the change, so that a line can be read without the row."""
        return {"municipality": None, "about": str(self.user), "role": self.role_label}
