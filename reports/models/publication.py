"""Publications: a frozen list of submissions with its tally. The public pages read these and nothing else."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from municipalities.models import User
from surveys.models import AdviceVersion, Submission, Survey


class PublicationQuerySet(models.QuerySet):
    def current(self) -> PublicationQuerySet:
        """The newest of each survey, without the bytes; for lists."""
        newest = Publication.objects.filter(survey=models.OuterRef("survey")).order_by("-number").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest)).select_related("survey").defer("pdf", "content")

    def latest_of(self, survey_slug: str) -> PublicationQuerySet:
        """A correction makes a new number; readers are shown the newest and can open the earlier ones."""
        return self.filter(survey__slug=survey_slug).order_by("-number")


class Publication(models.Model):
    """Public by its nature: whoever knows the survey's address may read it."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submissions = models.ManyToManyField(Submission, related_name="publications")
    thresholds = models.JSONField()
    advice_version = models.ForeignKey(AdviceVersion, on_delete=models.PROTECT, related_name="publications")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["survey", "number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="publication_number_once")]
