"""Submissions: the frozen, numbered copies the agency reads and the tally counts. Nothing changes one."""

from django.db import models
from django.db.models import BooleanField, Case, F, Q, Value, When

from municipalities.models import User
from surveys.enums import Choice
from surveys.models.response import Response
from surveys.models.survey import Question


class Submission(models.Model):
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_late = models.BooleanField("efter fristen", default=False)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["response", "number"], name="submission_number_once")]


class SubmittedAnswerQuerySet(models.QuerySet):
    def with_counts(self) -> models.QuerySet:
        """The rule of tally.counts() in the database, for lists that filter or sort on it; proven equal by a test."""
        return self.annotate(
            counts=Case(
                When(choice__isnull=False, choice__gte=F("question__threshold"), then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )


class SubmittedAnswer(models.Model):
    """One question's value as submitted; an unanswered question has its row too, without a choice."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="submitted_answers")
    choice = models.PositiveSmallIntegerField(choices=Choice, null=True, blank=True)
    not_relevant = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    comment_sha256 = models.CharField(max_length=64)

    # No column: it joins an answer to the response whose current submission it is part of, past the submission
    # itself, which the tally would otherwise look up once for each of its million answers.
    current_response = models.ForeignObject(
        Response,
        on_delete=models.DO_NOTHING,
        null=True,
        from_fields=["submission"],
        to_fields=["current_submission"],
        related_name="current_answers",
    )

    objects = SubmittedAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "question"], name="submitted_answer_once"),
            models.CheckConstraint(
                condition=Q(choice__isnull=True) | Q(choice__in=Choice.values), name="submitted_answer_choice_known"
            ),
            models.CheckConstraint(
                condition=Q(choice__isnull=True) | Q(not_relevant=False),
                name="submitted_answer_choice_or_not_relevant",
            ),
        ]
        # SQLite needs this for the tally: 25 s without it at a million rows, 1 s with it.
        indexes = [models.Index(fields=["question", "choice"], name="submitted_answer_for_tally")]
