"""What the DANE library measured of a municipality's mail domains, and what is said of mail providers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.access import READS_RESPONSES
from municipalities.dane.verdicts import Verdict
from municipalities.enums import UserKind
from municipalities.models import Municipality, User
from surveys.enums import MeasurementState, ProviderStanding

PENDING = (MeasurementState.WAITING, MeasurementState.RUNNING)
# Beside the library's own reasons: a domain of the demo that our test servers know nothing of.
NOT_IN_LAB = "not_in_lab"


class DomainMeasurementQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> DomainMeasurementQuerySet:
        """As of responses: agency staff who read them, but for a conflict of interest; a municipal user their own."""
        if not user.is_authenticated:
            return self.none()
        if user.kind == UserKind.AGENCY:
            is_reader = user.has_staff_role(*READS_RESPONSES)
            kept = user.conflicts.in_force().values("municipality")
            return self.exclude(municipality__in=kept) if is_reader else self.none()
        return self.filter(municipality__in=user.memberships.current().values("municipality"))

    def done(self) -> DomainMeasurementQuerySet:
        return self.filter(state=MeasurementState.DONE)

    def pending(self) -> DomainMeasurementQuerySet:
        return self.filter(state__in=PENDING)


class DomainMeasurement(models.Model):
    """One measurement of one mail domain: first a wish that the worker takes up, then the result, which never changes.

    `verdict` and `reason` are the library's own values; `result` is its whole evidence (`Measurement.to_dict()`).
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="domain_measurements")
    # Not the MailDomain row, which may be taken away while what was measured stays.
    domain = models.CharField("domæne", max_length=253)
    state = models.CharField(max_length=10, choices=MeasurementState, default=MeasurementState.WAITING)
    # Nobody where the schedule asked.
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=20, choices=[(item.value, item.name) for item in Verdict], blank=True)
    reason = models.CharField(max_length=30, blank=True)
    result = models.JSONField(null=True, blank=True)
    # Made against our own test servers, for the demo.
    is_lab = models.BooleanField(default=False)

    objects = DomainMeasurementQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MeasurementState.values), name="measurement_state_known"),
            models.CheckConstraint(
                condition=Q(state=MeasurementState.DONE, measured_at__isnull=False, result__isnull=False)
                & ~Q(verdict="")
                | ~Q(state=MeasurementState.DONE) & Q(measured_at__isnull=True, result__isnull=True, verdict=""),
                name="measurement_done_iff_result",
            ),
            models.UniqueConstraint(
                fields=["municipality", "domain"],
                condition=Q(state__in=PENDING),
                name="measurement_one_pending_a_domain",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "domain", "measured_at"], name="measurement_by_domain_and_time"),
            models.Index(fields=["state", "due_at"], name="measurement_by_state_and_due"),
        ]


class ProviderAdvice(models.Model):
    """What can be had of a mail provider, found by how the names of its mail servers end; edited by the agency."""

    suffix = models.CharField("servernavnets slutning", max_length=253, unique=True)
    provider = models.CharField("leverandør", max_length=100)
    standing = models.CharField("DANE hos leverandøren", max_length=10, choices=ProviderStanding)
    text = models.TextField("råd", max_length=2000)
    source_url = models.URLField("kilde", max_length=500)
    as_of = models.DateField("set den")
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["suffix"]
        constraints = [
            models.CheckConstraint(condition=Q(standing__in=ProviderStanding.values), name="provider_standing_known"),
        ]
