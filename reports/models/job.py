"""Long work as rows: a job and one item a response, so that a killed worker's items are taken up again."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from municipalities.access import READS_RESPONSES
from municipalities.models import User
from reports.enums import ItemState, JobKind
from surveys.models import Response, Survey


class LetterJobQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> LetterJobQuerySet:
        return self if user.is_authenticated and user.has_staff_role(*READS_RESPONSES) else self.none()

    def with_progress(self) -> LetterJobQuerySet:
        """The newest first, which a grouped query does not take from the model."""
        return self.order_by("-created_at").annotate(
            total=Count("items"),
            done=Count("items", filter=Q(items__state=ItemState.DONE)),
            failed=Count("items", filter=Q(items__state=ItemState.FAILED)),
            cancelled=Count("items", filter=Q(items__state=ItemState.CANCELLED)),
        )


class LetterJob(models.Model):
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="letter_jobs")
    kind = models.CharField(max_length=10, choices=JobKind)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LetterJobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=JobKind.values), name="letter_job_kind_known")]


class LetterJobItemQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> LetterJobItemQuerySet:
        return self.filter(response__in=Response.objects.visible_to(user))


class LetterJobItem(models.Model):
    """One letter of a job; done exactly once however often it is handed out."""

    job = models.ForeignKey(LetterJob, on_delete=models.CASCADE, related_name="items")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.WAITING)
    error = models.TextField(blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = LetterJobItemQuerySet.as_manager()

    class Meta:
        ordering = ["response__municipality__code"]
        constraints = [
            models.UniqueConstraint(fields=["job", "response"], name="letter_job_item_once"),
            models.CheckConstraint(
                condition=Q(state=ItemState.WAITING, finished_at__isnull=True)
                | Q(state__in=[ItemState.DONE, ItemState.FAILED, ItemState.CANCELLED], finished_at__isnull=False),
                name="letter_job_item_finished_iff_timestamp",
            ),
        ]
