"""What counts, the tally of grouped rows, and what the public may see of the regions. No database."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.enums import Choice, Level
from surveys.tally import (
    SMALLEST_PUBLISHED_REGION,
    CountedQuestion,
    PublishedRegion,
    RegionTally,
    Row,
    Tally,
    counting_choices,
    counts,
    level,
    percent,
    publish_regions,
    tally,
)

# The agency's published figures of 2024; DANE counts Ja alone.
GOLDEN = {"deletion": 17, "outgoing-mail": 25, "access": 15, "dpia": 13, "dane": 14}
ASKED = [CountedQuestion(f"{area}-headline", area, 4 if area == "dane" else 3) for area in GOLDEN]


@pytest.mark.parametrize("threshold", Choice.values)
@pytest.mark.parametrize("choice", [None, *Choice.values])
def test_counts_from_the_threshold_up_and_never_without_a_choice(choice, threshold):
    assert counts(choice, threshold) is (choice in range(threshold, 5))


@pytest.mark.parametrize(
    ("choice", "threshold", "expected"),
    [
        (None, 3, Level.NOT_IN_PLACE),
        (0, 3, Level.NOT_IN_PLACE),
        (1, 3, Level.ON_THE_WAY),
        (2, 3, Level.ON_THE_WAY),
        (3, 3, Level.IN_PLACE),
        (4, 3, Level.IN_PLACE),
        (3, 4, Level.ON_THE_WAY),
        (4, 4, Level.IN_PLACE),
        (0, 0, Level.IN_PLACE),
        (None, 0, Level.NOT_IN_PLACE),
    ],
)
def test_level_is_told_from_choice_and_threshold(choice, threshold, expected):
    assert level(choice, threshold) == expected


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [(4, (Choice.YES,)), (3, (Choice.YES, Choice.MOST)), (0, tuple(Choice))],
)
def test_counting_choices_stand_in_the_order_of_the_scale(threshold, expected):
    assert counting_choices(threshold) == expected


@pytest.mark.parametrize(
    ("counted", "of", "expected"),
    [
        (17, 48, 35.4),
        (25, 48, 52.1),
        (15, 48, 31.3),  # 31.25 exactly: rounding halves to even would print 31,2
        (13, 48, 27.1),
        (14, 48, 29.2),
        (0, 48, 0.0),
        (48, 48, 100.0),
        (0, 0, 0.0),
        (1, 3, 33.3),
        (2, 3, 66.7),
    ],
)
def test_percent_rounds_halves_up(counted, of, expected):
    assert percent(counted, of) == expected


def golden_rows():
    """48 respondents in two regions: those that count split between the counting choices, the rest over the others."""
    for question in ASKED:
        counted = GOLDEN[question.area]
        upper = [4] * counted if question.threshold == 4 else [4, 3] * counted
        lower = [3, 2, 1, 0] if question.threshold == 4 else [2, 1, 0]
        choices = upper[:counted] + (lower * 48)[: 48 - counted]
        grouped = Counter((choice, ("Nord", "Syd")[place % 2]) for place, choice in enumerate(choices))
        for (choice, region), count in grouped.items():
            yield Row(question.key, region, choice, not_relevant=False, count=count)


def test_tally_gives_the_golden_figures():
    result = tally(ASKED, golden_rows())

    assert {one.area: (one.counted, one.of) for one in result.headlines} == {
        area: (counted, 48) for area, counted in GOLDEN.items()
    }
    assert [one.percent for one in result.headlines] == [35.4, 52.1, 31.3, 27.1, 29.2]
    assert result.respondents == 48


def test_tally_keeps_not_relevant_and_unanswered_apart_and_in_the_denominator():
    question = CountedQuestion("deletion-3", "deletion", 3, is_headline=False)
    rows = [
        Row("deletion-3", "Nord", 4, not_relevant=False, count=2),
        Row("deletion-3", "Nord", None, not_relevant=True, count=3),
        Row("deletion-3", "Syd", None, not_relevant=False, count=5),
        Row("deletion-3", "Syd", 0, not_relevant=False, count=7),
    ]

    (result,) = tally([question], rows).questions

    assert (result.counted, result.not_relevant, result.unanswered, result.of) == (2, 3, 5, 17)
    assert result.distribution == (
        (Choice.YES, 2),
        (Choice.MOST, 0),
        (Choice.SOME, 0),
        (Choice.FEW, 0),
        (Choice.NO, 7),
    )
    assert result.regions == (RegionTally("Nord", 2, 5), RegionTally("Syd", 0, 12))


def test_tally_leaves_supporting_questions_out_of_the_headlines():
    questions = [CountedQuestion("a", "dane", 4), CountedQuestion("b", "dane", 3, is_headline=False)]

    result = tally(questions, [Row("a", "Nord", 4, False, 1), Row("b", "Nord", 4, False, 1)])

    assert [one.question for one in result.headlines] == ["a"]
    assert [one.question for one in result.questions] == ["a", "b"]


def test_tally_of_nobody_is_zero_of_zero():
    result = tally(ASKED, [])

    assert [(one.counted, one.of, one.percent, one.regions) for one in result.questions] == [(0, 0, 0.0, ())] * 5
    assert result.respondents == 0
    assert tally([], []) == Tally(0, ())


VALUES = st.one_of(st.tuples(st.sampled_from([None, *Choice.values]), st.just(False)), st.just((None, True)))


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.tuples(VALUES, VALUES)), max_size=40),
    st.sampled_from(Choice.values),
    st.sampled_from(Choice.values),
)
def test_tally_of_grouped_rows_equals_counting_one_by_one(submissions, first, second):
    questions = [CountedQuestion("a", "deletion", first), CountedQuestion("b", "dane", second)]
    singles = [
        (question.key, region, choice, not_relevant)
        for region, values in submissions
        for question, (choice, not_relevant) in zip(questions, values, strict=True)
    ]

    result = tally(questions, [Row(*key, count) for key, count in Counter(singles).items()])

    assert result.respondents == len(submissions)
    for place, one in enumerate(result.questions):
        values = [(region, *both[place]) for region, both in submissions]
        assert one.counted == sum(choice is not None and choice >= one.threshold for _, choice, _ in values)
        assert one.of == len(values) == sum(cell.of for cell in one.regions)
        assert one.not_relevant == sum(not_relevant for _, _, not_relevant in values)
        assert one.unanswered == sum(choice is None and not not_relevant for _, choice, not_relevant in values)
        assert dict(one.distribution) == {value: sum(choice == value for _, choice, _ in values) for value in Choice}
        assert one.counted == sum(cell.counted for cell in one.regions)
        assert {cell.region for cell in one.regions} == {region for region, _, _ in values}


# --- What may be published of the regions -----------------------------------------


def cells(*pairs):
    return [RegionTally(f"R{number}", counted, of) for number, (counted, of) in enumerate(pairs)]


def shown(*pairs):
    """The regions that show, by place."""
    return [place for place, cell in enumerate(publish_regions(cells(*pairs))) if cell.counted is not None]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(2, 5), (3, 6), (4, 7), (5, 8)], [0, 1, 2, 3]),
        ([(2, 4), (3, 6), (4, 7), (5, 8)], [2, 3]),  # four respondents are too few, and its pair hides too
        ([(0, 5), (3, 6), (4, 7), (5, 8)], [2, 3]),  # none
        ([(5, 5), (3, 6), (4, 7), (5, 8)], [2, 3]),  # all
        ([(1, 5), (5, 6), (4, 7), (5, 8)], [0, 1, 2, 3]),  # one and all but one show
        ([(2, 5), (3, 6), (7, 7), (5, 8)], [0, 1]),
        ([(0, 5), (0, 6), (4, 7), (5, 8)], []),  # a pair of none would follow from the national total
        ([(5, 5), (6, 6), (4, 7), (5, 8)], []),
        ([(0, 5), (6, 6), (4, 7), (5, 8)], [2, 3]),
        ([(2, 5), (3, 6), (0, 7), (5, 8), (6, 9)], [0, 1]),  # an odd region stands with the largest pair
        ([(2, 5), (3, 6), (0, 7)], []),
        ([(2, 5), (3, 6)], [0, 1]),
        ([(2, 5), (0, 6)], []),
        ([(2, 5)], []),
        ([], []),
    ],
)
def test_publish_regions_shows_what_tells_of_no_single_municipality(pairs, expected):
    assert shown(*pairs) == expected


def test_publish_regions_keeps_order_names_and_figures():
    regions = [RegionTally("Syd", 4, 9), RegionTally("Midt", 0, 6), RegionTally("Øst", 3, 5), RegionTally("Nord", 2, 8)]

    assert publish_regions(regions) == (
        PublishedRegion("Syd", 4, 9),
        PublishedRegion("Midt", None, None),
        PublishedRegion("Øst", None, None),
        PublishedRegion("Nord", 2, 8),
    )


def test_publish_regions_gives_nothing_for_a_single_region():
    assert publish_regions(cells((3, 8))) == ()


REGIONS = st.lists(
    st.integers(1, 30).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), min_size=2, max_size=6
)


@given(REGIONS)
def test_published_regions_keep_to_the_floor(pairs):
    published = publish_regions(cells(*pairs))
    hidden = [place for place, cell in enumerate(published) if cell.counted is None]

    assert len(published) == len(pairs)
    assert len(hidden) != 1
    for place, cell in enumerate(published):
        assert (cell.counted is None) == (cell.of is None)
        if cell.counted is not None:
            assert (cell.counted, cell.of) == pairs[place]
            assert cell.of >= SMALLEST_PUBLISHED_REGION
            assert 0 < cell.counted < cell.of
    if hidden and len(hidden) < len(pairs):
        counted, of = (sum(pairs[place][part] for place in hidden) for part in (0, 1))
        assert 0 < counted < of


SMALL_REGIONS = st.lists(
    st.integers(1, 7).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), min_size=2, max_size=5
)


@given(SMALL_REGIONS)
def test_no_hidden_count_can_be_worked_out(pairs):
    """The reader knows the rule, the national total and every region's size; each dash keeps two values or more.

    The sizes are taken as known because they are the same in all areas, so that another area may show them.
    """
    published = publish_regions(cells(*pairs))
    sizes, total = [of for _, of in pairs], sum(counted for counted, _ in pairs)
    hidden = [place for place, cell in enumerate(published) if cell.counted is None]
    ranges = [range(of + 1) if place in hidden else [published[place].counted] for place, of in enumerate(sizes)]
    possible = [
        counted
        for counted in product(*ranges)
        if sum(counted) == total and publish_regions(cells(*zip(counted, sizes, strict=True))) == published
    ]

    assert tuple(counted for counted, _ in pairs) in possible
    if 0 < total < sum(sizes):  # at none or all, the national figure alone says everything
        assert [place for place in hidden if len({counted[place] for counted in possible}) < 2] == []


@given(SMALL_REGIONS, st.randoms())
def test_publish_regions_does_not_depend_on_the_order_given(pairs, random):
    regions = cells(*pairs)
    mixed = random.sample(regions, len(regions))

    assert set(publish_regions(mixed)) == set(publish_regions(regions))
