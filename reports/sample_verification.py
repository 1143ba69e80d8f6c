"""Checking a survey's samples: none was changed, a draw gives the same again, and no others were asked."""

from collections.abc import Iterator

from surveys.models import Opening, Sample, Survey
from surveys.sampling import ALGORITHM, draw


def sample_faults(survey: Survey) -> Iterator[str]:
    for sample in survey.samples.select_related("survey"):
        yield from _own_faults(sample)
    opening = Opening.objects.filter(survey=survey).select_related("sample").first()
    if opening:
        yield from _opening_faults(survey, opening)


def _own_faults(sample: Sample) -> Iterator[str]:
    place = f"Udvælgelse {sample.number}"
    if sample.current_digest() != sample.digest:
        yield f"{place}: den passer ikke med kontrolsummen."
    if sample.algorithm == ALGORITHM and draw(sample.candidates, sample.seed, sample.size) != sample.codes:
        yield f"{place}: startværdien giver et andet udtræk."


def _opening_faults(survey: Survey, opening: Opening) -> Iterator[str]:
    if opening.sample_digest != opening.sample.digest:
        yield "Udvælgelsen er ikke den, tilsynet blev åbnet med."
    asked = dict(survey.responses.order_by().values_list("municipality__code", "addition"))
    unexplained = sorted(code for code, addition in asked.items() if not addition and code not in opening.sample.codes)
    if unexplained:
        yield f"Spurgt uden at være udvalgt eller tilføjet: {', '.join(unexplained)}."
    if lost := sorted(set(opening.sample.codes) - asked.keys()):
        yield f"Udvalgt, men ikke spurgt: {', '.join(lost)}."
