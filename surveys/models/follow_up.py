"""Follow-up on one submitted answer: what the agency asks, what the municipality replies, and how it ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.enums import UserKind
from municipalities.models import User
from surveys.enums import Choice, FollowUpState, MessageKind, ResponseState, SurveyState
from surveys.models.response import Response
from surveys.models.submission import Submission
from surveys.models.survey import Question

OPEN = (FollowUpState.ASKED, FollowUpState.ANSWERED)
CLOSED = (FollowUpState.UPHELD, FollowUpState.CORRECTED)


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> FollowUpQuerySet:
        return self.filter(response__in=Response.objects.visible_to(user))

    def open(self) -> FollowUpQuerySet:
        return self.filter(state__in=OPEN)

    def awaiting_municipality(self) -> FollowUpQuerySet:
        return self._live().filter(state=FollowUpState.ASKED)

    def awaiting_agency(self) -> FollowUpQuerySet:
        return self._live().filter(state=FollowUpState.ANSWERED)

    def _live(self) -> FollowUpQuerySet:
        """Nobody waits where the response is withdrawn or the survey archived."""
        live = self.exclude(response__state=ResponseState.WITHDRAWN)
        return live.exclude(response__survey__state=SurveyState.ARCHIVED)


class FollowUp(models.Model):
    """One conversation about one answer, numbered within its response; `submission` is the one it was asked about."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="follow_ups")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="follow_ups")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="follow_ups")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=FollowUpState, default=FollowUpState.ASKED)
    # Of the last question; stays when it has been answered.
    answer_by = models.DateField("svar senest")
    # When the last message was sent.
    moved_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="follow_up_number_once"),
            models.UniqueConstraint(
                fields=["response", "question"], condition=Q(state__in=OPEN), name="follow_up_one_open_per_answer"
            ),
            models.CheckConstraint(condition=Q(state__in=FollowUpState.values), name="follow_up_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(state__in=CLOSED) & Q(closed_at__isnull=True, closed_by__isnull=True),
                name="follow_up_closed_iff_by_and_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="follow_up_by_state_and_day")]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class FollowUpMessage(models.Model):
    """One thing said. Nothing changes it: the digest covers what it proposes and the hashes of its text and files."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField("tekst", max_length=5000, blank=True)
    text_sha256 = models.CharField(max_length=64)
    # The answer it proposes, if any.
    choice = models.PositiveSmallIntegerField(choices=Choice, null=True, blank=True)
    not_relevant = models.BooleanField(default=False)
    answer_by = models.DateField("svar senest", null=True, blank=True)
    # What a correction made.
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="follow_up_message_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=MessageKind.QUESTION, answer_by__isnull=False)
                | ~Q(kind=MessageKind.QUESTION) & Q(answer_by__isnull=True),
                name="follow_up_message_day_iff_question",
            ),
            models.CheckConstraint(
                condition=Q(kind=MessageKind.CORRECTION, submission__isnull=False)
                | ~Q(kind=MessageKind.CORRECTION) & Q(submission__isnull=True),
                name="follow_up_message_submission_iff_correction",
            ),
            models.CheckConstraint(
                condition=Q(choice__isnull=True) | Q(choice__in=Choice.values, not_relevant=False),
                name="follow_up_message_choice_or_not_relevant",
            ),
        ]


class FollowUpFileQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> FollowUpFileQuerySet:
        """The agency sees a file once the reply it belongs to is sent."""
        visible = self.filter(follow_up__in=FollowUp.objects.visible_to(user))
        if not user.is_authenticated or user.kind == UserKind.AGENCY:
            return visible.filter(message__isnull=False)
        return visible

    def unsent(self) -> FollowUpFileQuerySet:
        return self.filter(message__isnull=True)


class FollowUpFile(models.Model):
    """A file for a reply; without a message it waits for the reply to be sent, and may still be taken off."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="files")
    message = models.ForeignKey(FollowUpMessage, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    name = models.CharField("filnavn", max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("størrelse i bytes")
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=64, unique=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = FollowUpFileQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="follow_up_file_not_empty")]
