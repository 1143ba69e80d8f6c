"""The register: municipalities, and which region each belongs to when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from municipalities.domains import readable
from municipalities.enums import UserKind

if TYPE_CHECKING:
    from municipalities.models.people import User


class Region(models.Model):
    name = models.CharField("navn", max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> MunicipalityQuerySet:
        """Agency staff see the register; a municipal user sees where they have a membership today."""
        if not user.is_authenticated:
            return self.none()
        if user.kind == UserKind.AGENCY:
            return self if user.staff_roles else self.none()
        return self.filter(pk__in=user.memberships.current().values("municipality"))

    def real(self) -> MunicipalityQuerySet:
        return self.filter(is_demo=False)


class Municipality(models.Model):
    code = models.CharField(
        "kommunekode", max_length=4, unique=True, validators=[RegexValidator(r"^(\d{4}|D\d{3})$", "Skriv fire tegn.")]
    )
    name = models.CharField("navn", max_length=60)
    official_name = models.CharField("officielt navn", max_length=80)
    cvr = models.CharField("CVR-nummer", max_length=8, validators=[RegexValidator(r"^\d{8}$", "Skriv otte cifre.")])
    slug = models.SlugField(max_length=60, unique=True)
    is_demo = models.BooleanField("demo", default=False)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_demo=True, code__startswith="D") | Q(is_demo=False) & ~Q(code__startswith="D"),
                name="municipality_demo_iff_code_starts_with_d",
            ),
            models.UniqueConstraint("cvr", condition=Q(is_demo=False), name="municipality_cvr_unique"),
        ]

    def __str__(self) -> str:
        return self.official_name


class RegionMembershipQuerySet(models.QuerySet):
    def on(self, day: date) -> RegionMembershipQuerySet:
        """Both ends are included: a membership to 31 December is in force all that day."""
        return self.filter(Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day)))


class RegionMembership(models.Model):
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="region_memberships")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = RegionMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="region_membership_starts_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="region_membership_ends_after_start",
            ),
        ]


class MailDomain(models.Model):
    """A domain the municipality receives mail at, as DNS has it.

    Once the agency has approved it, DANE is measured on it, and invitations to it no longer wait for the agency.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="mail_domains")
    domain = models.CharField("domæne", max_length=253)
    approved_at = models.DateTimeField("godkendt", null=True, blank=True)

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "domain"], name="mail_domain_once_per_municipality")
        ]

    def __str__(self) -> str:
        return readable(self.domain)

    def get_additional_data(self) -> dict:
        """What the log keeps beside the change, so that a line can be read without the row."""
        return {"municipality": self.municipality_id, "about": self.domain, "role": ""}
