import csv
import io
import json

import pytest

from reports.exports import neutral, results_csv, results_json, tally_csv
from surveys.tally import CountedQuestion, Row, tally


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_neutral_keeps_a_text_from_becoming_a_formula(start):
    assert neutral(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("harmless", ["Ærø", "1-2", "–", "", -3, 4.5, None])
def test_neutral_leaves_the_rest_alone(harmless):
    assert neutral(harmless) == harmless


def test_tally_csv_lists_every_question_and_region():
    questions = [CountedQuestion("slet", "deletion", 3), CountedQuestion("frist", "deletion", 3, is_headline=False)]
    rows = [
        Row("slet", "Region Nord", 4, False, 2),
        Row("slet", "Region Syd", 0, False, 1),
        Row("frist", "Region Nord", None, True, 2),
        Row("frist", "Region Syd", None, False, 1),
    ]
    text = tally_csv(tally(questions, rows))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")) == [
        ["område", "spørgsmål", "region", "tæller", "ud af", "ikke relevant", "ikke besvaret"],
        ["deletion", "slet", "", "2", "3", "0", "0"],
        ["deletion", "slet", "Region Nord", "2", "2", "", ""],
        ["deletion", "slet", "Region Syd", "0", "1", "", ""],
        ["deletion", "frist", "", "0", "3", "2", "1"],
        ["deletion", "frist", "Region Nord", "0", "2", "", ""],
        ["deletion", "frist", "Region Syd", "0", "1", "", ""],
    ]


def test_published_data_hide_what_the_report_hides(small_report):
    rows = list(csv.reader(io.StringIO(results_csv(small_report).removeprefix("\ufeff")), delimiter=";"))
    assert rows[1:] == [
        ["deletion", "Sletning", "", "17", "48"],
        ["deletion", "Sletning", "Region Nord", "–", "–"],
        ["deletion", "Sletning", "Region Syd", "9", "20"],
    ]
    data = json.loads(results_json(small_report))
    assert data["areas"][0]["regions"] == [
        {"region": "Region Nord", "counted": None, "of": None},
        {"region": "Region Syd", "counted": 9, "of": 20},
    ]
