"""Requests to see the documents of a case, and the very copy that was given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.access import READS_RESPONSES
from municipalities.enums import UserKind
from municipalities.models import User
from reports.enums import RequestLaw
from surveys.models import Response


class DocumentRequestQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> DocumentRequestQuerySet:
        """The agency's alone: who asks to see a case is no business of the municipality it is about."""
        if not user.is_authenticated or user.kind != UserKind.AGENCY:
            return self.none()
        return self if user.has_staff_role(*READS_RESPONSES) else self.none()

    def open(self) -> DocumentRequestQuerySet:
        """Those not decided, the first due first; each has its `due_on`."""
        return self.filter(decided_at__isnull=True).order_by("due_on", "pk")

    def without_bytes(self) -> DocumentRequestQuerySet:
        return self.defer("pdf", "choices", "omissions")


class DocumentRequest(models.Model):
    """One request; once decided nothing of it changes, and asking again makes another."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="document_requests")
    number = models.PositiveIntegerField()
    law = models.CharField("lov", max_length=10, choices=RequestLaw)
    reference = models.CharField("henvisning", max_length=60)
    received_on = models.DateField("modtaget")
    due_on = models.DateField("skal være færdig")
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)
    # For each part of the case, by its key, the basis for leaving it out; empty where it is given.
    choices = models.JSONField(default=dict)
    # As the copy lists them, once it is decided: what comes into the case later is none of it.
    omissions = models.JSONField(default=list)
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    chosen_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    objects = DocumentRequestQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="document_request_number_once"),
            models.CheckConstraint(condition=Q(law__in=RequestLaw.values), name="document_request_law_known"),
            models.CheckConstraint(
                condition=Q(due_on__gt=models.F("received_on")), name="document_request_due_after_received"
            ),
            models.CheckConstraint(
                condition=Q(chosen_at__isnull=True, chosen_by__isnull=True)
                | Q(chosen_at__isnull=False, chosen_by__isnull=False),
                name="document_request_chosen_iff_by_and_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, pdf__isnull=True, pdf_sha256="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, chosen_at__isnull=False, pdf__isnull=False)
                & ~Q(pdf_sha256=""),
                name="document_request_decided_iff_stored_bytes",
            ),
        ]

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None
