"""A municipality's working copy: its response, the answers, every value they ever had, and each move of state."""

from __future__ import annotations

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from municipalities.access import READS_RESPONSES
from municipalities.enums import UserKind
from municipalities.models import Municipality, Region, User
from surveys.enums import Choice, ResponseState, Source, SurveyState, TextPlace
from surveys.models.survey import Question, Survey
from surveys.states import AWAITED, EDITABLE

HAS_BEEN_SUBMITTED = (ResponseState.SUBMITTED, ResponseState.ACCEPTED, ResponseState.RETURNED)


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ResponseQuerySet:
        """Agency staff who read responses see all, but for a conflict of interest; a municipal user their own.

        In the query and not in memory, so that a conflict keeps its person out from the moment it is declared.
        """
        if not user.is_authenticated:
            return self.none()
        if user.kind == UserKind.AGENCY:
            return self.names_visible_to(user).exclude(
                municipality__in=user.conflicts.in_force().values("municipality")
            )
        return self.filter(municipality__in=user.memberships.current().values("municipality")).exclude(
            state=ResponseState.WITHDRAWN
        )

    def names_visible_to(self, user: User) -> ResponseQuerySet:
        """For the agency's figures, and for lists that show the name alone of whom the person is kept from."""
        is_reader = user.is_authenticated and user.has_staff_role(*READS_RESPONSES)
        return self if is_reader else self.none()

    def marked_for(self, user: User) -> ResponseQuerySet:
        """Each with whether a conflict of interest keeps the person from it."""
        kept = user.conflicts.in_force().filter(municipality=OuterRef("municipality"))
        return self.annotate(is_kept_from=Exists(kept))

    def respondents(self) -> ResponseQuerySet:
        """Those the tally counts: submitted at least once, and not withdrawn."""
        return self.filter(current_submission__isnull=False).exclude(state=ResponseState.WITHDRAWN)

    def invited(self) -> ResponseQuerySet:
        return self.exclude(state=ResponseState.WITHDRAWN)


class Response(models.Model):
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="responses")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="responses")
    state = models.CharField(max_length=10, choices=ResponseState, default=ResponseState.DRAFT)
    own_deadline = models.DateField("forlænget frist", null=True, blank=True)
    # When the municipality was told of the deadline in force: asked, returned or given another one.
    told_at = models.DateTimeField(default=timezone.now)
    journal_number = models.CharField(
        "journalnummer",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\d{4}-\d{2,3}-\d{4}$", "Skriv journalnummeret som 2026-432-0001.")],
    )
    case_handler = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    current_submission = models.OneToOneField(
        "surveys.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    answered_count = models.PositiveSmallIntegerField(default=0)
    is_open_to_all = models.BooleanField("alle bidragydere kan svare på alle områder", default=False)

    objects = ResponseQuerySet.as_manager()

    # Set by lock_response() on the instance it gives; save_answer() refuses any other.
    is_locked = False

    class Meta:
        ordering = ["municipality__name"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "municipality"], name="response_once_per_municipality"),
            models.CheckConstraint(condition=Q(state__in=ResponseState.values), name="response_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=HAS_BEEN_SUBMITTED) | Q(current_submission__isnull=False),
                name="response_submitted_has_submission",
            ),
        ]
        indexes = [models.Index(fields=["survey", "state"], name="response_by_survey_state")]

    @property
    def deadline(self) -> date:
        return self.own_deadline or self.survey.deadline

    @property
    def takes_submission(self) -> bool:
        """Until the survey closes; one submitted before also after, since only the agency's return opens it again.
        In an archived survey nothing changes any longer.

        The state alone does not tell: where management approves, a returned response goes on to ready or draft.
        """
        if self.survey.state == SurveyState.ARCHIVED:
            return False
        return self.survey.state == SurveyState.OPEN or self.current_submission_id is not None

    @property
    def is_open_for_answers(self) -> bool:
        return self.state in EDITABLE and self.takes_submission

    @property
    def is_awaited(self) -> bool:
        """Whether the agency still waits for it; only then is anyone reminded."""
        return self.state in AWAITED and self.takes_submission

    @property
    def state_label(self) -> str:
        """ "Ikke begyndt" is derived: a draft in which nothing has been answered yet."""
        if self.state == ResponseState.DRAFT and not self.answered_count and not self.current_submission_id:
            return "Ikke begyndt"
        return ResponseState(self.state).label


class Answer(models.Model):
    """One question's current value; no choice and not marked as not relevant means unanswered."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    choice = models.PositiveSmallIntegerField(choices=Choice, null=True, blank=True)
    not_relevant = models.BooleanField(default=False)
    comment = models.TextField(max_length=5000, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    # Choice and comment came from two hands that had not seen each other's; stays until someone confirms it.
    needs_reading = models.BooleanField("læs igennem", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="answer_once_per_question"),
            models.CheckConstraint(
                condition=Q(choice__isnull=True) | Q(choice__in=Choice.values), name="answer_choice_known"
            ),
            models.CheckConstraint(
                condition=Q(choice__isnull=True) | Q(not_relevant=False), name="answer_choice_or_not_relevant"
            ),
        ]

    @property
    def is_answered(self) -> bool:
        return self.choice is not None or self.not_relevant


class AnswerRevision(models.Model):
    """Append-only: every value that was saved, so nothing anyone wrote disappears."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    choice = models.PositiveSmallIntegerField(choices=Choice, null=True, blank=True)
    not_relevant = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.PAGE)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="answer_revision_once")]


class ResponseEvent(models.Model):
    """One row for each move of state: who, when, from, to, why."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_state = models.CharField(max_length=10, choices=ResponseState)
    to_state = models.CharField(max_length=10, choices=ResponseState)
    reason = models.TextField("begrundelse", blank=True)

    class Meta:
        ordering = ["at", "pk"]


class CprDenial(models.Model):
    """Someone looked at what might be a CPR number and said it is none; the number itself is kept nowhere."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="cpr_denials")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=10, choices=TextPlace)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
