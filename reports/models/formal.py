"""Formal letters: a row written with the act that causes it, made into a PDF by the worker; and their texts."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from municipalities.models import User
from reports.enums import FormalKind, FormalState
from surveys.models import Response, Survey

MADE = (FormalState.DRAFT, FormalState.ISSUED)
WITH_REASON = (FormalState.FAILED, FormalState.DROPPED)


class FormalText(models.Model):
    """A survey's own words for one kind of letter; a change takes the lawyer's mark off."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="formal_texts")
    kind = models.CharField(max_length=10, choices=FormalKind)
    heading = models.CharField("overskrift", max_length=120)
    body = models.TextField("tekst", max_length=6000)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "kind"], name="formal_text_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=FormalKind.values), name="formal_text_kind_known"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="formal_text_reviewed_iff_by_and_time",
            ),
        ]


class FormalLetterQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> FormalLetterQuerySet:
        """Letters of the responses the person sees; a municipality sees those that are issued."""
        letters = self.filter(response__in=Response.objects.visible_to(user))
        return letters if user.is_authenticated and user.staff_roles else letters.issued()

    def issued(self) -> FormalLetterQuerySet:
        return self.filter(state=FormalState.ISSUED)

    def waiting(self) -> FormalLetterQuerySet:
        return self.filter(state=FormalState.WAITING)

    def drafts_of_reviewed_texts(self) -> FormalLetterQuerySet:
        """Those made before a lawyer had gone through the words, and that can now be made for good."""
        texts = FormalText.objects.filter(
            survey=OuterRef("response__survey"), kind=OuterRef("kind"), reviewed_at__isnull=False
        )
        return self.filter(Exists(texts), state=FormalState.DRAFT)

    def without_bytes(self) -> FormalLetterQuerySet:
        """For lists."""
        return self.defer("pdf", "content", "facts")


class FormalLetter(models.Model):
    """One act, one letter: `cause` names the act, `facts` what it decided, `content` all that the letter says."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="formal_letters")
    kind = models.CharField(max_length=10, choices=FormalKind)
    cause = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    facts = models.JSONField()
    caused_at = models.DateTimeField()
    caused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=FormalState, default=FormalState.WAITING)
    # Since when it has had its present place in the queue.
    queued_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField("årsag", blank=True)
    content = models.JSONField(null=True, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    verification_code = models.CharField(max_length=24, unique=True, null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)

    objects = FormalLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-caused_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["response", "cause"], name="formal_letter_once_per_cause"),
            models.UniqueConstraint(fields=["response", "number"], name="formal_letter_number_once"),
            models.CheckConstraint(condition=Q(kind__in=FormalKind.values), name="formal_letter_kind_known"),
            models.CheckConstraint(condition=Q(state__in=FormalState.values), name="formal_letter_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=MADE, made_at__isnull=False, pdf__isnull=False, content__isnull=False)
                & ~Q(pdf_sha256="")
                & ~Q(content_digest="")
                | ~Q(state__in=MADE)
                & Q(made_at__isnull=True, pdf__isnull=True, content__isnull=True, pdf_sha256="", content_digest=""),
                name="formal_letter_made_iff_stored_bytes",
            ),
            models.CheckConstraint(
                condition=Q(state=FormalState.ISSUED, verification_code__isnull=False)
                | ~Q(state=FormalState.ISSUED) & Q(verification_code__isnull=True),
                name="formal_letter_code_iff_issued",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=WITH_REASON) & ~Q(reason="")) | (~Q(state__in=WITH_REASON) & Q(reason="")),
                name="formal_letter_reason_iff_unmade",
            ),
        ]
        indexes = [models.Index(fields=["state", "queued_at"], name="formal_letter_by_state")]

    @property
    def is_made(self) -> bool:
        return self.state in MADE
