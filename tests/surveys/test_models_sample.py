"""What must never be false of whom a survey asks, clause by clause."""

from datetime import date

import pytest

from surveys.enums import SampleMethod
from surveys.models import Addition, Opening, Sample
from tests.constraints import refused_by

DRAWN = {"method": SampleMethod.RANDOM, "seed": "startværdi", "algorithm": 1}


def make(survey, number: int = 1, **fields) -> Sample:
    fields = {"method": SampleMethod.ALL} | fields
    return Sample.objects.create(
        survey=survey, number=number, day=date(2026, 11, 25), frame=[], codes=[], digest="0" * 64, **fields
    )


def test_a_samples_number_is_used_once_in_a_survey(survey):
    make(survey)
    with refused_by("sample_number_once_per_survey"):
        make(survey)


def test_a_samples_method_is_known(survey):
    make(survey)
    with refused_by("sample_method_known"):
        Sample.objects.update(method="guess")


@pytest.mark.parametrize("missing", [{"seed": ""}, {"algorithm": None}])
def test_a_draw_has_a_seed_and_an_algorithm(survey, missing):
    make(survey, **DRAWN)
    with refused_by("sample_random_iff_seed_and_algorithm"):
        Sample.objects.update(**missing)


@pytest.mark.parametrize("extra", [{"seed": "startværdi"}, {"algorithm": 1}, {"is_seed_typed": True}])
@pytest.mark.parametrize("method", [SampleMethod.ALL, SampleMethod.LIST])
def test_what_is_not_drawn_has_neither(survey, method, extra):
    make(survey, method=method)
    with refused_by("sample_random_iff_seed_and_algorithm"):
        Sample.objects.update(**extra)


def test_a_later_sample_has_a_reason(survey):
    make(survey, 2, reason="Listen var forkert.")
    with refused_by("sample_again_has_a_reason"):
        make(survey, 3)


def test_an_opening_names_the_samples_digest(survey):
    with refused_by("opening_has_a_digest"):
        Opening.objects.create(survey=survey, sample=make(survey), sample_digest="")


def test_an_addition_says_why(draft_response, manager):
    with refused_by("addition_has_a_reason"):
        Addition.objects.create(response=draft_response, by=manager, reason="")
