"""Mails to municipalities as rows: written with what causes them, and kept with what became of them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.enums import UserKind
from municipalities.models import Membership, User
from surveys.enums import MailKind, MailState
from surveys.models.response import Response
from surveys.models.survey import Survey


class MailQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> MailQuerySet:
        """The agency's: who else in the municipality was told is no business of the one who got a mail."""
        if not user.is_authenticated or user.kind != UserKind.AGENCY:
            return self.none()
        return self.filter(response__in=Response.objects.visible_to(user))

    def waiting(self, now: datetime) -> MailQuerySet:
        return self.filter(state=MailState.WAITING, try_at__lte=now)

    def may_be_sent_again(self) -> MailQuerySet:
        return self.filter(state__in=(MailState.FAILED, MailState.HELD))


class Mail(models.Model):
    """One mail to one person about one response; subject and body are filled in when it is sent."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="mails")
    kind = models.CharField(max_length=10, choices=MailKind)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField("adresse")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The day a reminder belongs to.
    due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField("årsag", blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            # A person, not a membership: a change of role makes a new membership and no new reminder.
            models.UniqueConstraint(fields=["response", "recipient", "due_on"], name="mail_reminder_once"),
            models.CheckConstraint(condition=Q(kind__in=MailKind.values), name="mail_kind_known"),
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=Q(kind=MailKind.REMINDER, due_on__isnull=False)
                | ~Q(kind=MailKind.REMINDER) & Q(due_on__isnull=True),
                name="mail_reminder_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | ~Q(state=MailState.SENT) & Q(sent_at__isnull=True),
                name="mail_sent_iff_timestamp",
            ),
        ]
        indexes = [models.Index(fields=["state", "try_at"], name="mail_by_state_and_time")]

    @property
    def may_be_sent_again(self) -> bool:
        return self.state in {MailState.FAILED, MailState.HELD}


class MailText(models.Model):
    """A survey's own words for one kind of mail, instead of the default ones."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="mail_texts")
    kind = models.CharField(max_length=10, choices=MailKind)
    subject = models.CharField("emne", max_length=120)
    body = models.TextField("tekst", max_length=4000)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "kind"], name="mail_text_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=MailKind.values), name="mail_text_kind_known"),
        ]
