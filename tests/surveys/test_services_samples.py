"""Choosing whom to ask: what is kept, what is refused, and that nobody draws again unseen."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from municipalities.models import RegionMembership
from surveys.deadlines import COPENHAGEN
from surveys.enums import SampleMethod
from surveys.models import Sample
from surveys.sampling import draw
from surveys.services.errors import SurveyError
from surveys.services.samples import Wanted, choose_sample
from tests.factories.municipalities import make_municipality, make_region
from tests.factories.surveys import make_survey

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=COPENHAGEN)
ALL, LIST, RANDOM = SampleMethod.ALL, SampleMethod.LIST, SampleMethod.RANDOM


@pytest.fixture
def draft(db):
    return make_survey(is_open=False)


@pytest.fixture
def register(db):
    """Six in one region and three in another; an invented one beside them."""
    north, south = make_region("Region Nord"), make_region("Region Syd")
    made = [make_municipality(region=north) for _ in range(6)] + [make_municipality(region=south) for _ in range(3)]
    make_municipality(is_demo=True)
    return [municipality.code for municipality in made]


def choose(draft, manager, wanted, *, seen=0, **more):
    return choose_sample(survey=draft, wanted=wanted, by=manager, seen=seen, now=NOON, **more)


def refused(draft, manager, wanted, match, **more):
    before = list(draft.samples.values())
    with pytest.raises(SurveyError, match=match):
        choose(draft, manager, wanted, **more)
    assert list(draft.samples.values()) == before


def test_all_are_the_real_ones_in_force(draft, manager, register):
    gone = make_municipality()
    gone.region_memberships.update(valid_to=NOON.date().replace(day=24))
    sample = choose(draft, manager, Wanted(ALL))
    assert sample.codes == register
    assert (sample.number, sample.method, sample.made_by, sample.made_at, sample.reason) == (1, ALL, manager, NOON, "")


def test_a_demo_survey_chooses_among_invented_ones(db, manager, register):
    demo = make_survey(is_open=False, is_demo=True)
    assert all(code.startswith("D") for code in choose(demo, manager, Wanted(ALL)).codes)


def test_a_draw_keeps_all_that_it_takes_to_repeat_it(draft, manager, register):
    sample = choose(draft, manager, Wanted(RANDOM, size=3, seed="aftalt-2026"))
    sample.refresh_from_db()
    assert (sample.seed, sample.is_seed_typed, sample.algorithm, sample.day) == ("aftalt-2026", True, 1, NOON.date())
    assert [one["code"] for one in sample.frame] == register
    assert sample.codes == draw(sample.candidates, "aftalt-2026", 3)
    assert [(share.region, share.of, share.drawn) for share in sample.shares] == [
        ("Region Nord", 6, 2),
        ("Region Syd", 3, 1),
    ]
    assert sample.digest == sample.current_digest()


def test_a_seed_of_the_portals_own_is_made_when_it_draws(draft, manager, register):
    sample = choose(draft, manager, Wanted(RANDOM, size=3))
    assert (len(sample.seed), sample.is_seed_typed) == (32, False)


def test_the_regions_are_those_of_the_day_in_copenhagen(draft, manager):
    moving = make_municipality(region=make_region("Region Gammel"))
    moving.region_memberships.update(valid_to="2026-12-31")
    RegionMembership.objects.create(municipality=moving, region=make_region("Region Ny"), valid_from="2027-01-01")
    at = datetime(2027, 1, 1, 0, 10, tzinfo=COPENHAGEN)  # still 2026 in UTC
    sample = choose_sample(survey=draft, wanted=Wanted(ALL), by=manager, seen=0, now=at)
    assert (sample.frame[0]["region"], str(sample.day)) == ("Region Ny", "2027-01-01")


def test_choosing_again_keeps_the_first_and_says_why(draft, manager, register):
    first = choose(draft, manager, Wanted(RANDOM, size=3))
    second = choose(draft, manager, Wanted(RANDOM, size=4), seen=1, reason=" Der skulle være fire. ")
    assert (second.number, second.reason) == (2, "Der skulle være fire.")
    assert list(draft.samples.all()) == [first, second]
    assert draft.samples.newest() == second


@pytest.mark.parametrize("reason", ["", "  "])
def test_nobody_draws_again_without_a_reason(draft, manager, register, reason):
    choose(draft, manager, Wanted(RANDOM, size=3))
    refused(draft, manager, Wanted(RANDOM, size=3), "hvorfor", seen=1, reason=reason)


def test_a_second_press_of_the_button_draws_nothing(draft, manager, register):
    choose(draft, manager, Wanted(RANDOM, size=3))
    refused(draft, manager, Wanted(RANDOM, size=3), "siden du åbnede siden", seen=0, reason="Igen.")


@pytest.mark.parametrize("size", [-1, 0, 10])
def test_only_as_many_as_there_are_can_be_drawn(draft, manager, register, size):
    refused(draft, manager, Wanted(RANDOM, size=size), "fra 1 til 9")


def test_a_list_of_unknown_codes_or_none_is_refused(draft, manager, register):
    refused(draft, manager, Wanted(LIST), "tom")
    refused(draft, manager, Wanted(LIST, codes=("9999", register[0])), "9999")


def test_an_empty_register_is_said(draft, manager):
    refused(draft, manager, Wanted(ALL), "registeret")


def test_after_the_opening_the_sample_lies_fast(survey, manager):
    refused(survey, manager, Wanted(ALL), "ligger fast")


@pytest.mark.parametrize(
    "fields",
    [
        {"method": "anden"},
        {"method": RANDOM},
        {"method": RANDOM, "seed": "abcdef"},
        {"method": RANDOM, "algorithm": 1},
        {"method": LIST, "seed": "abcdef"},
        {"method": LIST, "algorithm": 1},
        {"method": LIST, "is_seed_typed": True},
        {"method": LIST, "number": 2},
    ],
)
def test_the_database_holds_no_sample_that_cannot_be_explained(draft, fields):
    row = {"number": 1, "day": NOON.date(), "frame": [], "codes": [], "digest": "0" * 64} | fields
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.create(survey=draft, **row)


def test_two_samples_never_have_one_number(draft, manager, register):
    choose(draft, manager, Wanted(ALL))
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.create(survey=draft, number=1, method=LIST, day=NOON.date(), frame=[], codes=[], digest="0" * 64)


@pytest.mark.parametrize(("role", "sees"), [("manager", True), ("case_handler", True), ("auditor", True),
                                            ("administrator", False), ("lead", False)])  # fmt: skip
def test_who_sees_a_sample(draft, manager, register, request, role, sees):
    choose(draft, manager, Wanted(ALL))
    assert Sample.objects.visible_to(request.getfixturevalue(role)).exists() is sees
