"""How colleagues share one response: who answers which area, and who has which question open."""

from django.db import models
from django.utils import timezone

from municipalities.models import User
from surveys.models.response import Response
from surveys.models.survey import Area, Question


class AreaAssignment(models.Model):
    """An area of one response that a contributor answers; it is removed, not ended: what they wrote stays."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="assignments")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    assigned_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "area", "user"], name="area_assigned_once_to_a_person")
        ]


class Presence(models.Model):
    """The question a person has open; one row each, written when they open or type, and only read by a poll."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "user"], name="presence_one_question_a_person")]
