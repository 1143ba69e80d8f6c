"""A municipality's request for a later deadline, and the agency's answer to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.models import User
from surveys.enums import ExtensionState
from surveys.models.response import Response
from surveys.models.survey import Survey
from surveys.states import AWAITED

WITH_DATE = (ExtensionState.GRANTED, ExtensionState.CHANGED)


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ExtensionQuerySet:
        return self.filter(response__in=Response.objects.visible_to(user))

    def awaiting(self) -> ExtensionQuerySet:
        return self.filter(state=ExtensionState.ASKED)

    def of_board(self, survey: Survey) -> ExtensionQuerySet:
        """Those of a survey that wait for an answer and can still be granted, the oldest first."""
        awaited = self.awaiting().filter(response__survey=survey, response__state__in=AWAITED)
        return awaited.select_related("response__municipality").order_by("asked_at", "pk")


class Extension(models.Model):
    """One request; what was asked stays as it was, also where the answer is another date."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="extensions")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    wanted = models.DateField("ønsket frist")
    reason = models.TextField("begrundelse")
    state = models.CharField(max_length=10, choices=ExtensionState, default=ExtensionState.ASKED)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.DateField("ny frist", null=True, blank=True)
    answer = models.TextField("svar", blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response"], condition=Q(state=ExtensionState.ASKED), name="extension_one_awaiting"
            ),
            models.CheckConstraint(condition=Q(state__in=ExtensionState.values), name="extension_state_known"),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.ASKED, decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state=ExtensionState.ASKED) & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="extension_decided_iff_by_and_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WITH_DATE, granted__isnull=False)
                | ~Q(state__in=WITH_DATE) & Q(granted__isnull=True),
                name="extension_granted_iff_date",
            ),
        ]

    @property
    def is_awaiting(self) -> bool:
        return self.state == ExtensionState.ASKED
