"""What a letter says, chosen from the answers."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from reports import frozen
from reports.letters import (
    ISSUE_FIELDS,
    Advice,
    AreaAnswers,
    GivenAnswer,
    LetterContent,
    LetterPoint,
    compose_area,
    new_verification_code,
)
from surveys.enums import Level
from tests.reports import samples

ADVICE = Advice(in_place="hold fast", on_the_way="fortsæt", not_in_place="begynd")


def given(choice, threshold=3, **changes):
    return GivenAnswer("Har I det?", "systemer", choice, threshold, ADVICE, **changes)


def area(choice, threshold=3, **changes):
    return compose_area(AreaAnswers("deletion", 1, "Sletning", given(choice, threshold), **changes))


@pytest.mark.parametrize(
    ("choice", "threshold", "level", "advice"),
    [
        (4, 3, Level.IN_PLACE, "hold fast"),
        (3, 3, Level.IN_PLACE, "hold fast"),
        (2, 3, Level.ON_THE_WAY, "fortsæt"),
        (1, 3, Level.ON_THE_WAY, "fortsæt"),
        (0, 3, Level.NOT_IN_PLACE, "begynd"),
        (None, 3, Level.NOT_IN_PLACE, "begynd"),
        (4, 4, Level.IN_PLACE, "hold fast"),
        (3, 4, Level.ON_THE_WAY, "fortsæt"),
        (0, 4, Level.NOT_IN_PLACE, "begynd"),
    ],
)
def test_area_level_and_advice_follow_the_headline_answer(choice, threshold, level, advice):
    composed = area(choice, threshold)

    assert (composed.level, composed.advice, composed.counts) == (level, advice, level == Level.IN_PLACE)


def test_points_are_the_supporting_answers_that_fall_short():
    supporting = (
        given(4),
        given(3),
        given(2),
        given(0),
        given(None),
        given(None, not_relevant=True),
    )

    assert area(4, supporting=supporting).points == (
        LetterPoint("Har I det?", "Delvist – mellem 1/3 og 2/3 gennemført", "fortsæt"),
        LetterPoint("Har I det?", "Nej", "begynd"),
        LetterPoint("Har I det?", "Ikke besvaret", "begynd"),
    )


def test_letter_counts_the_areas_in_place():
    assert samples.letter().in_place == 2


def test_letter_survives_json():
    letter = samples.letter(comment="Ærligt »svar«\nmed to linjer")

    assert LetterContent.from_json(json.loads(json.dumps(letter.to_json()))) == letter


def test_draft_survives_json():
    letter = samples.letter(issued=False)

    assert LetterContent.from_json(json.loads(json.dumps(letter.to_json()))) == letter


def test_json_with_an_unknown_field_is_refused():
    with pytest.raises(TypeError):
        LetterContent.from_json(samples.letter().to_json() | {"ukendt": 1})


def test_digest_is_the_same_after_json_and_after_issuing():
    draft = samples.letter(issued=False)
    issued = draft.issued(number=3, on=date(2024, 9, 3), code="AAAA-BBBB-CCCC-DDDD")

    assert draft.digest == issued.digest == LetterContent.from_json(issued.to_json()).digest


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "En anden kommune"},
        {"journal_number": "2024-432-0018"},
        {"case_handler": "En anden"},
        {"is_demo": False},
        {"areas": ()},
    ],
)
def test_digest_changes_with_what_is_said(changes):
    assert replace(samples.letter(), **changes).digest != samples.letter().digest


def test_verification_codes_are_80_bits_in_groups_and_never_alike():
    codes = {new_verification_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code) for code in codes)


def test_letters_from_before_there_were_free_texts_errata_and_measurements_keep_their_digest():
    letter = samples.letter()
    later = {"greeting", "extra", "errata", "measured"}
    old = {name: value for name, value in letter.to_json().items() if name not in later}

    assert LetterContent.from_json(old).digest == letter.digest == frozen.digest(without(old, ISSUE_FIELDS))
    assert letter.with_texts(greeting="Kære alle", extra="").digest != letter.digest
    assert letter.with_texts(greeting="", extra="Kære alle").digest != letter.digest


def without(data, names):
    return {name: value for name, value in data.items() if name not in names}
