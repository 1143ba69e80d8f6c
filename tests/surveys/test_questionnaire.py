"""Each rule of the questionnaire file, broken once in a file that is otherwise right; the whole message is compared."""

import pytest

from surveys.questionnaire import (
    AREA_KEYS,
    AdviceContent,
    LinkContent,
    QuestionContent,
    QuestionnaireError,
    parse_questionnaire,
)
from surveys.toml_table import join_lines

QUESTION = """
[[areas.questions]]
key = "{key}"
text = "Gør I
det?"
unit = "systemer"
help = "Tæl systemerne."
is_headline = {headline}
threshold = 3
references = ["Artikel 5"]
advice = {{ not_in_place = "Begynd.", on_the_way = "Fortsæt.", in_place = "Bliv ved." }}
"""

AREA = """
[[areas]]
key = "{key}"
title = "Område"
why = "Fordi."
needs = ["Listen"]
links = [{{ title = "Vejledning", url = "https://example.org/vejledning" }}]
"""


def questionnaire_text() -> str:
    areas = [
        AREA.format(key=key)
        + QUESTION.format(key=f"{key}-main", headline="true")
        + QUESTION.format(key=f"{key}-more", headline="false")
        for key in AREA_KEYS
    ]
    top = 'title = "Tilsyn"\nintro = "Vi spørger kommunerne."\nminutes = 60\n'
    return (top + "".join(areas)).replace('"Gør I\ndet?"', '"""Gør I\n  det?"""')


def problems_of(text: str) -> list[str]:
    with pytest.raises(QuestionnaireError) as caught:
        parse_questionnaire(text, filename="2024.toml")
    return str(caught.value).splitlines()


def test_parse_returns_the_whole_content():
    questionnaire = parse_questionnaire(questionnaire_text(), filename="2024.toml")

    assert (questionnaire.title, questionnaire.intro, questionnaire.minutes) == ("Tilsyn", "Vi spørger kommunerne.", 60)
    assert [area.key for area in questionnaire.areas] == list(AREA_KEYS)
    area = questionnaire.areas[0]
    assert (area.title, area.why, area.needs) == ("Område", "Fordi.", ("Listen",))
    assert area.links == (LinkContent("Vejledning", "https://example.org/vejledning"),)
    assert area.questions[0] == QuestionContent(
        key="deletion-main",
        text="Gør I det?",
        unit="systemer",
        help="Tæl systemerne.",
        is_headline=True,
        threshold=3,
        allows_not_relevant=False,
        references=("Artikel 5",),
        advice=AdviceContent(not_in_place="Begynd.", on_the_way="Fortsæt.", in_place="Bliv ved."),
    )


# (what is replaced, by what, the problem); each is done once, so it hits the first area or its headline question
MISTAKES = {
    "unknown field at the top": (
        "minutes = 60",
        "minutes = 60\nfrist = 3",
        "2024.toml: Feltet »frist« kendes ikke. Gør: Fjern det, eller brug et af: "
        "title, intro, minutes, requires_approval, areas.",
    ),
    "minutes out of range": (
        "minutes = 60",
        "minutes = 0",
        "2024.toml: Feltet »minutes« skal være et helt tal fra 1 til 600. "
        "Gør: Skriv, hvor mange minutter det tager at svare.",
    ),
    "missing intro": (
        'intro = "Vi spørger kommunerne."',
        "",
        "2024.toml: Feltet »intro« mangler eller er tomt. Gør: Skriv feltet »intro«.",
    ),
    "long title": (
        'title = "Tilsyn"',
        f'title = "{"x" * 121}"',
        "2024.toml: Feltet »title« er på 121 tegn. Gør: Forkort det til højst 120 tegn.",
    ),
    "unknown field in an area": (
        'why = "Fordi."',
        'why = "Fordi."\nhvorfor = "Fordi."',
        "2024.toml, område »deletion«: Feltet »hvorfor« kendes ikke. "
        "Gør: Fjern det, eller brug et af: key, title, why, needs, questions, links.",
    ),
    "needs that are no list": (
        'needs = ["Listen"]',
        'needs = "Listen"',
        "2024.toml, område »deletion«: Feltet »needs« skal være en liste af tekster. "
        "Gør: Skriv teksterne i anførselstegn mellem [ og ].",
    ),
    "no needs": (
        'needs = ["Listen"]',
        "needs = []",
        "2024.toml, område »deletion«: Feltet »needs« mangler eller er tomt. "
        "Gør: Skriv mindst én linje om, hvad kommunen skal finde frem.",
    ),
    "link without https": (
        "https://example.org/vejledning",
        "http://example.org/vejledning",
        "2024.toml, område »deletion«, link nr. 1: Adressen »http://example.org/vejledning« er ikke en https-adresse. "
        "Gør: Skriv hele adressen, fra https:// og frem.",
    ),
    "link with a script": (
        "https://example.org/vejledning",
        "javascript:alert(1)",
        "2024.toml, område »deletion«, link nr. 1: Adressen »javascript:alert(1)« er ikke en https-adresse. "
        "Gør: Skriv hele adressen, fra https:// og frem.",
    ),
    "link without a title": (
        'title = "Vejledning", ',
        "",
        "2024.toml, område »deletion«, link nr. 1: Feltet »title« mangler eller er tomt. Gør: Skriv feltet »title«.",
    ),
    "links that are no tables": (
        'links = [{ title = "Vejledning", url = "https://example.org/vejledning" }]',
        'links = ["https://example.org/vejledning"]',
        "2024.toml, område »deletion«: Feltet »links« skal være en liste af tabeller. Gør: Skriv dem som [[links]].",
    ),
    "unknown field in a question": (
        'unit = "systemer"',
        'unit = "systemer"\nenhed = "systemer"',
        "2024.toml, spørgsmål »deletion-main«: Feltet »enhed« kendes ikke. Gør: Fjern det, eller brug et af: key, "
        "text, unit, help, is_headline, threshold, allows_not_relevant, references, advice.",
    ),
    "missing key": (
        'key = "deletion-more"',
        "",
        "2024.toml, område »deletion«, spørgsmål nr. 2: Feltet »key« mangler eller er tomt. Gør: Skriv feltet »key«.",
    ),
    "key with capitals": (
        'key = "deletion-more"',
        'key = "Deletion_more"',
        "2024.toml, spørgsmål »Deletion_more«: Nøglen må kun have små bogstaver a-z, tal og bindestreger og højst "
        "60 tegn. Gør: Brug kun de tegn, og gør nøglen kortere, hvis den er for lang.",
    ),
    "long key": (
        'key = "deletion-more"',
        f'key = "{"x" * 61}"',
        f"2024.toml, spørgsmål »{'x' * 61}«: Nøglen må kun have små bogstaver a-z, tal og bindestreger og højst "
        "60 tegn. Gør: Brug kun de tegn, og gør nøglen kortere, hvis den er for lang.",
    ),
    "key used in two areas": (
        'key = "access-more"',
        'key = "deletion-more"',
        "2024.toml, spørgsmål »deletion-more«: Nøglen bruges flere gange. Gør: Giv hvert spørgsmål sin egen nøgle.",
    ),
    "missing unit": (
        'unit = "systemer"',
        'unit = " "',
        "2024.toml, spørgsmål »deletion-main«: Feltet »unit« mangler eller er tomt. "
        "Gør: Skriv, hvad tredjedelene tælles i, som et navneord i flertal, fx »systemer«.",
    ),
    "text that is a number": (
        'help = "Tæl systemerne."',
        "help = 7",
        "2024.toml, spørgsmål »deletion-main«: Feltet »help« skal være en tekst. Gør: Sæt teksten i anførselstegn.",
    ),
    "missing advice": (
        'advice = { not_in_place = "Begynd.", on_the_way = "Fortsæt.", in_place = "Bliv ved." }',
        "",
        "2024.toml, spørgsmål »deletion-main«: Feltet »advice« mangler eller er tomt. "
        "Gør: Skriv rådene under [areas.questions.advice].",
    ),
    "advice that is a text": (
        'advice = { not_in_place = "Begynd.", on_the_way = "Fortsæt.", in_place = "Bliv ved." }',
        'advice = "Begynd."',
        "2024.toml, spørgsmål »deletion-main«: Feltet »advice« skal være en tabel. "
        "Gør: Skriv rådene under [areas.questions.advice].",
    ),
    "advice without one level": (
        'on_the_way = "Fortsæt.", ',
        "",
        "2024.toml, spørgsmål »deletion-main«: Feltet »advice.on_the_way« mangler eller er tomt. "
        "Gør: Skriv feltet »advice.on_the_way«.",
    ),
    "advice with a fourth level": (
        'on_the_way = "Fortsæt.", ',
        'on_the_way = "Fortsæt.", almost = "Næsten.", ',
        "2024.toml, spørgsmål »deletion-main«: Feltet »advice.almost« kendes ikke. "
        "Gør: Fjern det, eller brug et af: not_in_place, on_the_way, in_place.",
    ),
    "threshold above the scale": (
        "threshold = 3",
        "threshold = 5",
        "2024.toml, spørgsmål »deletion-main«: Feltet »threshold« skal være et helt tal fra 0 til 4. "
        "Gør: Skriv den laveste svarmulighed, der tæller: 4 er Ja, 3 er mere end 2/3, 0 er Nej.",
    ),
    "threshold that is true": (
        "threshold = 3",
        "threshold = true",
        "2024.toml, spørgsmål »deletion-main«: Feltet »threshold« skal være et helt tal fra 0 til 4. "
        "Gør: Skriv den laveste svarmulighed, der tæller: 4 er Ja, 3 er mere end 2/3, 0 er Nej.",
    ),
    "missing threshold": (
        "threshold = 3",
        "",
        "2024.toml, spørgsmål »deletion-main«: Feltet »threshold« mangler eller er tomt. "
        "Gør: Skriv den laveste svarmulighed, der tæller: 4 er Ja, 3 er mere end 2/3, 0 er Nej.",
    ),
    "headline that may be not relevant": (
        "is_headline = true",
        "is_headline = true\nallows_not_relevant = true",
        "2024.toml, spørgsmål »deletion-main«: Et hovedspørgsmål kan ikke besvares med »Ikke relevant«. "
        "Gør: Skriv allows_not_relevant = false.",
    ),
    "flag that is a text": (
        "is_headline = false",
        'is_headline = "nej"',
        "2024.toml, spørgsmål »deletion-more«: Feltet »is_headline« skal være true eller false. "
        "Gør: Skriv true eller false uden anførselstegn.",
    ),
    "no headline": (
        "is_headline = true",
        "is_headline = false",
        "2024.toml, område »deletion«: Området har intet hovedspørgsmål. "
        "Gør: Skriv is_headline = true ved præcis ét af områdets spørgsmål.",
    ),
    "two headlines": (
        "is_headline = false",
        "is_headline = true",
        "2024.toml, område »deletion«: Området har flere hovedspørgsmål: deletion-main, deletion-more. "
        "Gør: Skriv is_headline = true ved præcis ét af områdets spørgsmål.",
    ),
}


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_parse_names_the_place_the_mistake_and_what_to_do(right, wrong, message):
    text = questionnaire_text()
    assert right in text

    assert problems_of(text.replace(right, wrong, 1)) == [message]


def test_parse_refuses_an_unknown_area_and_misses_the_known_one():
    assert problems_of(questionnaire_text().replace('key = "dane"', 'key = "sletning"')) == [
        "2024.toml, område »sletning«: Området findes ikke. "
        "Gør: Brug en af nøglerne: deletion, outgoing-mail, access, dpia, dane.",
        "2024.toml: Området »dane« mangler. Gør: Tilføj området.",
    ]


def test_parse_refuses_an_area_twice():
    assert problems_of(questionnaire_text().replace('key = "dane"', 'key = "dpia"')) == [
        "2024.toml: Området »dpia« står flere gange. Gør: Behold det ene.",
        "2024.toml: Området »dane« mangler. Gør: Tilføj området.",
    ]


def test_parse_refuses_an_area_without_questions():
    text = questionnaire_text()
    without = text[: text.index("[[areas.questions]]", text.index('key = "dane"'))]

    assert problems_of(without) == [
        "2024.toml, område »dane«: Feltet »questions« mangler eller er tomt. "
        "Gør: Skriv områdets spørgsmål som [[areas.questions]].",
    ]


def test_parse_refuses_a_file_without_areas():
    assert problems_of('title = "Tilsyn"\nintro = "Vi spørger."\nminutes = 60') == [
        "2024.toml: Feltet »areas« mangler eller er tomt. Gør: Skriv de fem områder som [[areas]]."
    ]


@pytest.mark.parametrize(
    ("text", "line"), [('title = "Tilsyn"\nintro = Vi spørger', 2), ("minutes = 1\nminutes = 2\n", 2), ('a = """x', 1)]
)
def test_parse_names_the_line_where_the_file_is_no_toml(text, line):
    assert problems_of(text) == [
        f"2024.toml, linje {line}: Filen kan ikke læses som TOML fra dette sted. "
        "Gør: Se efter et manglende anførselstegn, en manglende klamme eller et felt, der står to gange."
    ]


def test_parse_tells_every_problem_in_one_go():
    text = questionnaire_text().replace("threshold = 3", "threshold = 9").replace('unit = "systemer"', "")

    assert len(problems_of(text)) == 2 * 2 * len(AREA_KEYS)


def test_paragraphs_and_lists_stay_and_long_lines_are_put_together():
    text = "En lang\n  linje.\n\n\nTæl:\n- drift,\n  også eget\n  - test\n1. først\n\nSlut  nu."
    assert join_lines(text) == "En lang linje.\n\nTæl:\n- drift, også eget\n  - test\n1. først\n\nSlut nu."


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000])
def test_a_file_that_no_reader_can_take_is_told_as_such(text):
    with pytest.raises(QuestionnaireError, match="kan ikke læses som TOML"):
        parse_questionnaire(text, filename="a.toml")


@pytest.mark.parametrize("line", ['title = "a\\u0000b"', 'intro = "a\\u0000b"'])
def test_a_character_that_no_database_keeps_is_told(line):
    with pytest.raises(QuestionnaireError, match="har et tegn, der ikke kan gemmes"):
        parse_questionnaire(line, filename="a.toml")
