"""Why a letter says what it says, at each edge of a threshold."""

import pytest

from reports.letters import Advice, AreaAnswers, GivenAnswer, compose_area
from reports.reasons import COMMENT, LINKS, OWN_WORDS, Reason, own_words, reasoned_areas
from surveys.enums import Choice
from tests.reports import samples

ADVICE = Advice(in_place="hold fast", on_the_way="fortsæt", not_in_place="begynd")
MOST = Choice(3).label


def reasons(choice, threshold=3, supporting=(), **changes):
    headline = GivenAnswer("Har I det?", "systemer", choice, threshold, ADVICE, **changes)
    area = compose_area(AreaAnswers("deletion", 1, "Sletning", headline, supporting))
    letter = samples.letter()
    return reasoned_areas(samples.replace(letter, areas=(area,)))[0].reasons


@pytest.mark.parametrize(
    ("choice", "text", "rule"),
    [
        (4, "hold fast", f"Svaret »Ja« tæller, for området tæller fra »{MOST}«. Derfor rådet til »På plads«."),
        (3, "hold fast", f"Svaret »{MOST}« tæller, for området tæller fra »{MOST}«. Derfor rådet til »På plads«."),
        (
            2,
            "fortsæt",
            f"Svaret »{Choice(2).label}« er under »{MOST}«, som området tæller fra. Derfor rådet til »På vej«.",
        ),
        (0, "begynd", "Svaret er »Nej«. Derfor rådet til »Ikke på plads«."),
        (None, "begynd", "Svaret er »Ikke besvaret«. Derfor rådet til »Ikke på plads«."),
    ],
)
def test_an_areas_advice_has_the_rule_that_chose_it(choice, text, rule):
    assert reasons(choice) == (Reason(text, rule, is_advice=True),)


def test_a_supporting_answer_that_falls_short_and_a_comment_say_why_they_are_there():
    found = reasons(4, comment="Vi er i gang", supporting=(GivenAnswer("Også det?", "", 0, 3, ADVICE),))

    assert found[0] == Reason("Vi er i gang", COMMENT)
    assert found[2].text == "Også det? begynd"
    assert "Svaret på et supplerende spørgsmål er »Nej« og tæller ikke" in found[2].rule


def test_every_chosen_paragraph_of_a_whole_letter_has_a_rule():
    letter = samples.letter(comment="Et svar")
    for area, reasoned in zip(letter.areas, reasoned_areas(letter), strict=True):
        chosen = [area.advice, *([area.comment] if area.comment else []), *area.points]
        rules = [reason.rule for reason in reasoned.reasons]
        assert len(rules) == len(chosen) + bool(area.links)
        assert (LINKS in rules) == bool(area.links)


def test_staffs_own_words_are_said_to_be_theirs():
    letter = samples.letter().with_texts(greeting="Kære Prøveby", extra="")

    assert own_words(letter) == (Reason("Kære Prøveby", OWN_WORDS),)
