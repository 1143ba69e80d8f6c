"""Charts: what is drawn, and what is said of it."""

import re
from xml.etree import ElementTree

import pytest

from reports.charts import answer_disc, cover, distribution, share, squares
from reports.documents import Bar

BARS = (Bar("Ja", 7, counts=True), Bar("Delvist <½>", 10, counts=True), Bar("Nej", 0, counts=False))
CHARTS = {
    "disc": answer_disc(2),
    "squares": squares(17, 48),
    "share": share(1, 3),
    "cover": cover([(17, 48), (25, 48)]),
    "distribution": distribution(BARS, title="Svar"),
}


def filled(svg):
    return len(re.findall(r'<rect[^>]*fill="#0b5563"', svg))


@pytest.mark.parametrize("name", CHARTS)
def test_chart_is_xml_with_its_title_first_and_no_style(name):
    root = ElementTree.fromstring(CHARTS[name])  # noqa: S314 - our own charts

    assert root[0].tag.endswith("title")
    assert root[0].text
    assert root.get("role") == "img"
    assert not re.search(r"\sstyle=|<style|<script", CHARTS[name])


@pytest.mark.parametrize(("counted", "of"), [(0, 48), (17, 48), (48, 48), (1, 1), (0, 0), (120, 120)])
def test_squares_fill_what_counts(counted, of):
    svg = squares(counted, of)

    assert (svg.count("<rect"), filled(svg)) == (of, counted)
    assert f"<title>{counted} ud af {of}</title>" in svg


def test_many_respondents_become_one_bar():
    assert squares(17, 121).count("<rect") == 2


@pytest.mark.parametrize(("counted", "of", "width"), [(0, 3, "0.00"), (3, 3, "99.00"), (0, 0, "0.00")])
def test_share_is_filled_to_what_counts(counted, of, width):
    bars = re.findall(r'width="([\d.]+)" height="8" fill', share(counted, of, width=100, height=9))

    assert bars[-1] == width


def test_disc_tells_how_far_the_answer_reaches():
    assert "<title>3 af 4 trin</title>" in answer_disc(3)
    assert answer_disc(None) == answer_disc(0)
    assert len({answer_disc(choice) for choice in range(5)}) == 5


def test_distribution_fills_only_bars_that_count_and_prints_every_number():
    svg = distribution(BARS, title="Svar")

    assert filled(svg) == 2
    assert "<title>Svar. Ja: 7, Delvist &lt;½&gt;: 10, Nej: 0</title>" in svg
    assert re.findall(r">(\d+)</text>", svg) == ["7", "10", "0"]


def test_distribution_of_nothing_is_drawn_without_dividing_by_zero():
    assert distribution((Bar("Ja", 0, counts=True),), title="Svar").count("<rect") == 1


def test_cover_has_a_row_for_each_figure():
    svg = cover([(17, 48), (25, 48)])

    assert svg.count("<rect") == 96
    assert len(re.findall(r'<rect[^>]*fill="#fff"', svg)) == 42


def test_cover_of_no_figures_is_empty():
    assert "<rect" not in cover([])
