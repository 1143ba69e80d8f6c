"""A survey and what it asks. Opening it freezes areas and questions; advice stays editable, in versions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.enums import UserKind
from municipalities.models import User
from surveys import tally
from surveys.enums import Choice, SurveyState
from surveys.reminders import DEFAULT_DAYS


def default_reminder_days() -> list[int]:
    return list(DEFAULT_DAYS)


class SurveyQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> SurveyQuerySet:
        """Agency staff see all surveys; a municipal user those their municipality has been asked in."""
        if not user.is_authenticated:
            return self.none()
        if user.kind == UserKind.AGENCY:
            return self if user.staff_roles else self.none()
        asked = user.memberships.current().values("municipality")
        return self.exclude(state=SurveyState.DRAFT).filter(responses__municipality__in=asked).distinct()


class Survey(models.Model):
    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField("titel", max_length=120)
    intro = models.TextField("hvem bliver spurgt og hvorfor")
    minutes = models.PositiveSmallIntegerField("minutter det tager")
    state = models.CharField(max_length=10, choices=SurveyState, default=SurveyState.DRAFT)
    is_demo = models.BooleanField("demo", default=False)
    requires_approval = models.BooleanField("ledelsen skal godkende", default=True)
    deadline = models.DateField("frist", null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    # Whole days before the deadline, negative after it.
    reminder_days = models.JSONField("påmindelser", default=default_reminder_days)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-slug"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SurveyState.values), name="survey_state_known"),
            models.CheckConstraint(
                condition=Q(state=SurveyState.DRAFT)
                | Q(deadline__isnull=False, opened_at__isnull=False) & ~Q(content_digest=""),
                name="survey_opened_has_deadline_and_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_frozen(self) -> bool:
        return self.state != SurveyState.DRAFT

    @property
    def state_label(self) -> str:
        return SurveyState(self.state).label


class SurveyEvent(models.Model):
    """One row for each move of a survey's state: who, when, from, to, why."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_state = models.CharField(max_length=10, choices=SurveyState)
    to_state = models.CharField(max_length=10, choices=SurveyState)
    reason = models.TextField("begrundelse", blank=True)

    class Meta:
        ordering = ["at", "pk"]


class Area(models.Model):
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="areas")
    key = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    title = models.CharField("titel", max_length=120)
    why = models.TextField("hvorfor")
    needs = models.TextField("det skal du bruge", blank=True, help_text="Én ting på hver linje.")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="area_key_once_per_survey"),
            models.UniqueConstraint(fields=["survey", "order"], name="area_order_once_per_survey"),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question; its key is stable over surveys, so that years can be compared."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField()
    text = models.TextField("spørgsmål")
    unit = models.CharField("enhed", max_length=60)
    help = models.TextField("hjælp", blank=True)
    references = models.TextField("artikler", blank=True, help_text="Én henvisning på hver linje.")
    is_headline = models.BooleanField("hovedspørgsmål", default=False)
    threshold = models.PositiveSmallIntegerField("tæller fra", choices=Choice, default=Choice.MOST)
    allows_not_relevant = models.BooleanField("kan være ikke relevant", default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="question_key_once_per_survey"),
            models.UniqueConstraint(fields=["survey", "order"], name="question_order_once_per_survey"),
            models.UniqueConstraint(fields=["area"], condition=Q(is_headline=True), name="area_one_headline_question"),
            models.CheckConstraint(
                condition=Q(is_headline=False) | Q(allows_not_relevant=False), name="headline_never_not_relevant"
            ),
            models.CheckConstraint(condition=Q(threshold__in=Choice.values), name="question_threshold_known"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def reference_list(self) -> list[str]:
        return self.references.splitlines()

    def counted(self, area_key: str) -> tally.CountedQuestion:
        return tally.CountedQuestion(self.key, area_key, self.threshold, self.is_headline)


class AdviceVersion(models.Model):
    """All advice and links of a survey as they stood at one time; letters and publications name the one used."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="advice_versions")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # When a letter or a publication was first made with it; from then on nothing in it changes.
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="advice_version_once_per_survey")]

    @property
    def is_used(self) -> bool:
        return self.used_at is not None


class Advice(models.Model):
    """What a letter says to an answer to one question, at each of the three levels."""

    version = models.ForeignKey(AdviceVersion, on_delete=models.CASCADE, related_name="advice")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="advice")
    not_in_place = models.TextField("ikke på plads")
    on_the_way = models.TextField("på vej")
    in_place = models.TextField("på plads")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "question"], name="advice_once_per_question")]


class GuidanceLink(models.Model):
    version = models.ForeignKey(AdviceVersion, on_delete=models.CASCADE, related_name="links")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="links")
    order = models.PositiveSmallIntegerField()
    title = models.CharField("titel", max_length=160)
    url = models.URLField("adresse", max_length=400)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "area", "order"], name="guidance_link_order_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(url=""), name="guidance_link_has_title_and_address"),
        ]
