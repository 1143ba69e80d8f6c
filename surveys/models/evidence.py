"""Files that document an answer, and which of them a submission froze."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from municipalities.enums import UserKind
from municipalities.models import User
from surveys.models.response import Response
from surveys.models.submission import Submission
from surveys.models.survey import Question


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> EvidenceQuerySet:
        """A municipality's people see all that is kept of their files, the agency only what a submission froze."""
        visible = self.filter(response__in=Response.objects.visible_to(user))
        if not user.is_authenticated or user.kind == UserKind.AGENCY:
            return visible.submitted()
        return visible.kept()

    def current(self) -> EvidenceQuerySet:
        return self.filter(removed_at__isnull=True)

    def submitted(self) -> EvidenceQuerySet:
        return self.filter(Exists(SubmittedEvidence.objects.filter(evidence=OuterRef("pk"))))

    def kept(self) -> EvidenceQuerySet:
        """Those whose bytes must be there: on an answer, or frozen by a submission."""
        return self.filter(
            Q(removed_at__isnull=True) | Q(Exists(SubmittedEvidence.objects.filter(evidence=OuterRef("pk"))))
        )


class Evidence(models.Model):
    """One uploaded file; taken off an answer it is marked removed, since a submission may still point at it."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="evidence")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField("filnavn", max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("størrelse i bytes")
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=64, unique=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_not_empty"),
            models.CheckConstraint(
                condition=Q(removed_by__isnull=True) | Q(removed_at__isnull=False), name="evidence_removed_has_time"
            ),
        ]

    @property
    def is_current(self) -> bool:
        return self.removed_at is None

    @property
    def changes(self) -> int:
        """How many changes of the working copy it stands for: adding it was one, and taking it off another."""
        return 1 if self.is_current else 2


class SubmittedEvidence(models.Model):
    """A file as it belonged to an answer when it was submitted; the hash is part of the submission's digest."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="evidence")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="submitted")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "evidence"], name="submitted_evidence_once")]
