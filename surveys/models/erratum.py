"""A mistake found in a question after opening: told beside the question, whose own text stays as it was asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.models import User
from surveys.models.survey import Question, Survey


class ErratumQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ErratumQuerySet:
        """Whoever sees the survey sees what is wrong in it."""
        return self.filter(question__survey__in=Survey.objects.visible_to(user))

    def current(self) -> ErratumQuerySet:
        return self.filter(ended_at__isnull=True)


class Erratum(models.Model):
    """One wording of an erratum. A new wording ends the one before and names it; withdrawing ends it with a reason."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="errata")
    text = models.TextField("rettelse")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField(
        to="self", on_delete=models.CASCADE, null=True, blank=True, related_name="corrected_by"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Why it was withdrawn; empty where another wording took its place.
    reason = models.TextField("begrundelse", blank=True)

    objects = ErratumQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="erratum_has_text"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(ended_at__isnull=True), name="erratum_one_current_per_question"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="erratum_ended_iff_by_and_time",
            ),
        ]

    @property
    def is_current(self) -> bool:
        return self.ended_at is None

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.reason)
