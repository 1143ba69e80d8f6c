"""Guidance letters: the content that was approved, and the very bytes that were issued."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.models import User
from reports.enums import LetterState
from surveys.models import AdviceVersion, Response, Submission

UNSENT = (LetterState.DRAFT, LetterState.APPROVED)


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> LetterQuerySet:
        """Letters of the responses the person sees; a municipality sees a letter only once it is issued."""
        letters = self.filter(response__in=Response.objects.visible_to(user))
        if user.is_authenticated and user.staff_roles:
            return letters
        return letters.exclude(state__in=UNSENT)

    def issued(self) -> LetterQuerySet:
        return self.filter(state=LetterState.ISSUED)

    def drafts(self) -> LetterQuerySet:
        """Those that are still worked on: at most one for each response."""
        return self.filter(state__in=UNSENT)

    def sent(self) -> LetterQuerySet:
        """Those that have left the house: issued, and still valid or superseded."""
        return self.filter(state__in=[LetterState.ISSUED, LetterState.SUPERSEDED])

    def without_bytes(self) -> LetterQuerySet:
        """For lists: the PDF is 100 KB a row."""
        return self.defer("pdf", "content")


class Letter(models.Model):
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="letters")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="letters")
    advice_version = models.ForeignKey(AdviceVersion, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField(null=True, blank=True)
    verification_code = models.CharField(max_length=24, unique=True, null=True, blank=True)
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFT)
    content = models.JSONField()
    content_digest = models.CharField(max_length=64)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_digest = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    pdf = models.BinaryField(null=True, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="letter_number_once_per_response"),
            models.UniqueConstraint(
                fields=["response"], condition=Q(state=LetterState.ISSUED), name="letter_one_issued_per_response"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNSENT, issued_at__isnull=True, pdf_sha256="")
                | Q(state__in=[LetterState.ISSUED, LetterState.SUPERSEDED], issued_at__isnull=False, pdf__isnull=False)
                & ~Q(pdf_sha256=""),
                name="letter_issued_iff_stored_bytes",
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.DRAFT) | Q(approved_digest=models.F("content_digest")),
                name="letter_approval_names_the_content",
            ),
            models.UniqueConstraint(
                fields=["response"], condition=Q(state__in=UNSENT), name="letter_one_draft_per_response"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNSENT, number__isnull=True, verification_code__isnull=True)
                | (~Q(state__in=UNSENT) & Q(number__isnull=False, verification_code__isnull=False)),
                name="letter_numbered_iff_sent",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=models.F("drafted_by")) & ~Q(approved_by=models.F("edited_by"))),
                name="letter_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.SUPERSEDED, superseded_at__isnull=False)
                | (~Q(state=LetterState.SUPERSEDED) & Q(superseded_at__isnull=True)),
                name="letter_superseded_iff_timestamp",
            ),
        ]

    @property
    def is_sent(self) -> bool:
        return self.state not in UNSENT
