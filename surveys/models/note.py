"""What the agency's people write to each other about a case. A municipality never sees it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.enums import UserKind
from municipalities.models import User
from surveys.models.response import Response
from surveys.models.survey import Question

# So many characters are shown where there is no room for a long note.
BEGINNING = 300


class InternalNoteQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> InternalNoteQuerySet:
        """Not built on the response alone, which its municipality sees too."""
        if not user.is_authenticated or user.kind != UserKind.AGENCY:
            return self.none()
        return self.filter(response__in=Response.objects.visible_to(user))


class InternalNote(models.Model):
    """Never edited or deleted. One that is struck out stays, with who did it and why."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="notes")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField("note")
    # The writer looked at what might be a CPR number, and it is none.
    is_cpr_denied = models.BooleanField(default=False)
    struck_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.TextField("begrundelse", blank=True)

    objects = InternalNoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="internal_note_has_text"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True, struck_reason="")
                | Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason=""),
                name="internal_note_struck_iff_by_time_and_reason",
            ),
        ]

    @property
    def is_struck(self) -> bool:
        return self.struck_at is not None

    @property
    def is_long(self) -> bool:
        return len(self.text) > BEGINNING

    @property
    def beginning(self) -> str:
        return f"{self.text[:BEGINNING].rstrip()}…" if self.is_long else self.text

    @property
    def about(self) -> str:
        return self.question.text if self.question else ""

    @property
    def anchor(self) -> str:
        return f"note-{self.pk}"
