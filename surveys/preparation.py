"""What a survey asks as it stands, and what it lacks before it can be opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from surveys.models import Advice, Area, Survey
from surveys.questionnaire import AREA_KEYS


@dataclass(frozen=True)
class Gap:
    """What is missing; `blocks` says whether the survey cannot be opened without it. `anchor` is where on the page."""

    text: str
    anchor: str
    blocks: bool = True


def select_areas(survey: Survey) -> list[Area]:
    """Two queries: the areas in their order, each with its questions in theirs."""
    return list(survey.areas.prefetch_related("questions"))


def count_without_advice(survey: Survey) -> int:
    """One query: how many questions the newest advice says nothing to at one level or more."""
    newest = survey.advice_versions.order_by("-number").values("pk")[:1]
    whole = Advice.objects.filter(version__in=newest).exclude(Q(not_in_place="") | Q(on_the_way="") | Q(in_place=""))
    return survey.questions.exclude(pk__in=whole.values("question")).count()


def find_gaps(areas: Sequence[Area], without_advice: int) -> list[Gap]:
    keys = {area.key for area in areas}
    gaps = [Gap(f"Området »{key}« mangler. Indlæs et spørgeskema.", "") for key in AREA_KEYS if key not in keys]
    for area in areas:
        if not area.questions.all():
            gaps.append(Gap(f"{area.title} har ingen spørgsmål.", f"area-{area.key}"))
        elif not any(question.is_headline for question in area.questions.all()):
            gaps.append(Gap(f"{area.title} har intet hovedspørgsmål.", f"area-{area.key}"))
    if without_advice:
        whose = "Ét spørgsmål" if without_advice == 1 else f"{without_advice} spørgsmål"
        gaps.append(Gap(f"{whose} mangler råd. De skal være skrevet, før der bliver skrevet breve.", "", blocks=False))
    return gaps
