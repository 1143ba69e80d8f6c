"""Whom a survey asks: the sample, each one that was made, what the survey was opened with, and who came later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.access import READS_RESPONSES
from municipalities.enums import UserKind
from municipalities.models import User
from surveys import sampling
from surveys.digests import digest
from surveys.enums import SampleMethod
from surveys.models.response import Response
from surveys.models.survey import Survey
from surveys.sampling import Candidate, Ranked, Share


class SampleQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> SampleQuerySet:
        """The agency's: a municipality is told that it is asked, not who else might have been."""
        if not user.is_authenticated or user.kind != UserKind.AGENCY:
            return self.none()
        return self if user.has_staff_role(*READS_RESPONSES) else self.none()

    def newest(self) -> Sample | None:
        return self.order_by("-number").first()


class Sample(models.Model):
    """One choice of whom to ask; never changed, so that whoever draws again is seen to have done so."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="samples")
    number = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=SampleMethod)
    # The day whose regions and municipalities are meant.
    day = models.DateField()
    seed = models.CharField("startværdi", max_length=64, blank=True)
    is_seed_typed = models.BooleanField(default=False)
    algorithm = models.PositiveSmallIntegerField(null=True, blank=True)
    # Whoever could be chosen: [{code, name, region}] in order of code.
    frame = models.JSONField()
    codes = models.JSONField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField("begrundelse", blank=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="sample_number_once_per_survey"),
            models.CheckConstraint(condition=Q(method__in=SampleMethod.values), name="sample_method_known"),
            models.CheckConstraint(
                condition=Q(method=SampleMethod.RANDOM, algorithm__isnull=False) & ~Q(seed="")
                | ~Q(method=SampleMethod.RANDOM) & Q(algorithm__isnull=True, seed="", is_seed_typed=False),
                name="sample_random_iff_seed_and_algorithm",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="sample_again_has_a_reason"),
        ]

    @property
    def method_label(self) -> str:
        return SampleMethod(self.method).label

    @property
    def is_random(self) -> bool:
        return self.method == SampleMethod.RANDOM

    @property
    def size(self) -> int:
        return len(self.codes)

    @property
    def candidates(self) -> list[Candidate]:
        return [Candidate(one["code"], one["name"], one["region"]) for one in self.frame]

    @property
    def shares(self) -> list[Share]:
        """How many of each region were chosen, of how many there are."""
        chosen = set(self.codes)
        return sampling.shares([(one.region, one.code in chosen) for one in self.candidates])

    @property
    def ranked(self) -> list[Ranked]:
        """The draw done again: every candidate with its digest and place. Of a random sample only."""
        return sampling.rank(self.candidates, self.seed, self.size)

    def current_digest(self) -> str:
        """Of what is stored now; the digest of the row says what it was."""
        return digest(
            {
                "survey": self.survey.slug,
                "number": self.number,
                "method": self.method,
                "day": self.day.isoformat(),
                "seed": self.seed,
                "algorithm": self.algorithm,
                "frame": self.frame,
                "codes": self.codes,
            }
        )


class Opening(models.Model):
    """The sample a survey was opened with, and its digest then; who and when stand in the survey's event."""

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="opening")
    sample = models.OneToOneField(Sample, on_delete=models.PROTECT, related_name="opening")
    sample_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(sample_digest=""), name="opening_has_a_digest")]


class Addition(models.Model):
    """A municipality that was asked after the survey was opened: who added it, when and why."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="addition")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("begrundelse")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="addition_has_a_reason")]
