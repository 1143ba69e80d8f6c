"""Who has a case: each handing over of it, who stands in for whom, and who is kept from a municipality."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from municipalities.access import MANAGES, READS_RESPONSES
from municipalities.enums import StaffRole
from municipalities.models import Municipality, User
from surveys.models.response import Response

SEES_ALL_CONFLICTS = (*MANAGES, StaffRole.AUDITOR)


class CaseAssignment(models.Model):
    """One row for each change of case handler: taken from whom, given to whom, by whom and when."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="assignments_of_case")
    taken_from = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_from__isnull=False, given_to__isnull=True)
                | Q(taken_from__isnull=True, given_to__isnull=False)
                | Q(taken_from__isnull=False, given_to__isnull=False) & ~Q(taken_from=F("given_to")),
                name="case_assignment_changes_something",
            )
        ]


class ConflictQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ConflictQuerySet:
        """One's own; a manager, who may end one, and an auditor see everybody's."""
        if not user.is_authenticated or not user.has_staff_role(*READS_RESPONSES):
            return self.none()
        return self if user.has_staff_role(*SEES_ALL_CONFLICTS) else self.filter(user=user)

    def in_force(self) -> ConflictQuerySet:
        return self.filter(ended_at__isnull=True)


class Conflict(models.Model):
    """Someone at the agency is kept from a municipality's cases; ended by a manager, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="conflicts")
    reason = models.TextField("begrundelse")
    declared_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField("begrundelse for at ophæve", blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality"], condition=Q(ended_at__isnull=True), name="conflict_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="conflict_ended_iff_by_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("user")), name="conflict_ended_by_another"
            ),
        ]

    @property
    def is_in_force(self) -> bool:
        return self.ended_at is None


class SubstitutionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> SubstitutionQuerySet:
        """Those one is part of; a manager, who may name a substitute for others, sees all."""
        if not user.is_authenticated or not user.has_staff_role(*READS_RESPONSES):
            return self.none()
        if user.has_staff_role(*MANAGES):
            return self
        return self.filter(Q(absent=user) | Q(substitute=user))

    def not_over(self, day: date) -> SubstitutionQuerySet:
        return self.filter(ended_at__isnull=True, last_day__gte=day)

    def on(self, day: date) -> SubstitutionQuerySet:
        """Both days are included."""
        return self.not_over(day).filter(first_day__lte=day)


class Substitution(models.Model):
    """For some days one person's cases are shown among another's too; the cases stay whose they are."""

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, related_name="substitutions")
    first_day = models.DateField("første dag")
    last_day = models.DateField("sidste dag")
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="substitution_ends_after_start"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="substitution_is_by_another"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="substitution_ended_iff_by",
            ),
        ]
