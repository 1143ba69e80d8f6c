"""How a letter looks: its HTML, and its PDF read back."""

import io
import re
from dataclasses import asdict, replace

import pytest
from django.conf import settings
from pypdf import PdfReader

from reports.documents import Link
from reports.enums import LetterState
from reports.html import letter_html
from reports.letters import (
    Advice,
    AreaAnswers,
    GivenAnswer,
    compose_area,
)
from reports.pdf import render_pdf
from surveys.enums import Choice
from surveys.questionnaire import parse_questionnaire
from tests.reports import samples

ADVICE = Advice(in_place="hold fast", on_the_way="fortsæt", not_in_place="begynd")
NAME_OF_60 = "Sønder Ådal-Kirkebæklunde og Vesterhavskystens Øgruppekommune"[:60]


def area(choice, **changes):
    headline = GivenAnswer("Har I det?", "systemer", choice, 3, ADVICE)
    return compose_area(AreaAnswers("deletion", 1, "Sletning", headline, **changes))


def issued_pdf(letter):
    return PdfReader(io.BytesIO(render_pdf(letter_html(letter, state=LetterState.ISSUED))))


def text_of(pdf):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


def test_letter_pdf_tells_who_what_and_when():
    text = text_of(issued_pdf(samples.letter()))

    for words in (
        "Demotilsynet",
        "Lyngbakke Kommune",
        "Att.: Databeskyttelsesrådgiveren",
        "3. september 2024",
        "2024-432-0017",
        "Ida Prøvesen",
        "2 af 5",
        "Delvist – mellem 1/3 og 2/3 gennemført",
        "Ikke på plads",
        "K7QM-2XWD-PF4A-ZL6T",
        "Brevet er vejledning. Det er ikke en afgørelse",
        "Opdigtede demodata",
        "Side 1 af",
    ):
        assert words in text


def test_letter_says_where_its_code_can_be_checked():
    text = text_of(issued_pdf(samples.letter()))

    assert "modenhed.example.dk/breve/verificer" in text.replace(" ", "")


def test_letter_shows_each_point_with_answer_and_advice():
    html = letter_html(samples.letter(), state=LetterState.ISSUED)

    assert "<b>Er backup og logfiler omfattet af rutinerne?</b> Svar: Nej." in html
    assert "Har I en DMARC-politik" not in html  # answered "Ikke relevant"


def test_letter_prints_addresses_in_full_and_links_them():
    link = samples.AREAS[0][7][0]

    html = letter_html(samples.letter(), state=LetterState.ISSUED)

    assert f'<a href="{link.url}" title="Sletning">Sletning: {link.url.removeprefix("https://")}</a>' in html


def test_address_that_is_not_the_web_is_printed_but_not_linked():
    composed = area(4, links=(Link("Fælde", "javascript:alert(1)"), Link("Fil", "file:///etc/passwd")))

    html = letter_html(replace(samples.letter(), areas=(composed,)), state=LetterState.ISSUED)

    assert "<a" not in html
    assert "javascript:alert(1)" in html


@pytest.mark.parametrize("answers", [samples.ANSWERS, dict.fromkeys(samples.ANSWERS, (0, 0, 0, 0))])
def test_letter_is_two_or_three_pages(answers):
    assert len(issued_pdf(samples.letter(answers=answers)).pages) in {2, 3}


@pytest.mark.parametrize(("choice", "pages"), [(4, 2), (0, 3)])
def test_letter_with_the_advice_of_2024_is_two_or_three_pages(choice, pages):
    file = settings.BASE_DIR / "surveys" / "questionnaires" / "2024.toml"
    questionnaire = parse_questionnaire(file.read_text(encoding="utf-8"), filename=file.name)
    areas = []
    for number, asked in enumerate(questionnaire.areas, start=1):
        answers = [
            GivenAnswer(one.text, one.unit, choice, one.threshold, Advice(**asdict(one.advice)))
            for one in sorted(asked.questions, key=lambda one: not one.is_headline)
        ]
        links = tuple(Link(link.title, link.url) for link in asked.links)
        areas.append(compose_area(AreaAnswers(asked.key, number, asked.title, answers[0], tuple(answers[1:]), links)))

    letter = samples.letter(areas=tuple(areas), survey_title=questionnaire.title)

    assert len(issued_pdf(letter).pages) == pages


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        (LetterState.DRAFT, "UDKAST"),
        (LetterState.APPROVED, "UDKAST"),
        (LetterState.ISSUED, None),
        (LetterState.SUPERSEDED, "ERSTATTET"),
    ],
)
def test_letter_is_marked_on_every_page_until_it_is_issued(state, mark):
    pdf = PdfReader(io.BytesIO(render_pdf(letter_html(samples.letter(), state=state))))

    for page in pdf.pages:
        found = set(re.findall("UDKAST|ERSTATTET", page.extract_text()))
        assert found == ({mark} if mark else set())


def test_draft_without_number_date_and_code_says_so():
    text = text_of(
        PdfReader(io.BytesIO(render_pdf(letter_html(samples.letter(issued=False), state=LetterState.DRAFT))))
    )

    assert "Sættes ved udsendelse" in text
    assert "Brevet er ikke sendt." in text
    assert "Kontrolkode" not in text


def test_letter_with_empty_optional_fields_has_no_empty_labels():
    bare = samples.letter(
        journal_number="", case_handler="", case_handler_title="", sender=replace(samples.SENDER, phone="", email="")
    )

    html = letter_html(bare, state=LetterState.ISSUED)

    assert "Journalnummer" not in html
    assert "Tlf." not in html
    assert "skriv til" not in html


def test_hostile_text_comes_out_as_text():
    hostile = "<script>alert(1)</script> <a rel=attachment href=file:///etc/passwd>x</a> & »citat«"
    letter = samples.letter(comment=hostile, recipient=f"{hostile}", survey_title=hostile)

    html = letter_html(letter, state=LetterState.ISSUED)

    assert "<script" not in html
    assert "rel=attachment href" not in html.replace("&lt;a rel=attachment href", "")
    assert "<script>alert(1)</script>" in text_of(issued_pdf(letter))


def test_advice_cannot_attach_a_file_either():
    attach = '<a rel="attachment" href="/etc/passwd">hent</a><img src="file:///etc/passwd">'
    composed = replace(area(0), advice=attach)

    text = text_of(issued_pdf(replace(samples.letter(), areas=(composed,))))

    assert 'href="/etc/passwd">hent</a>' in text


def test_names_of_60_characters_are_printed_whole():
    letter = samples.letter(recipient=NAME_OF_60, case_handler=NAME_OF_60, attention=NAME_OF_60)

    text = text_of(issued_pdf(letter))

    assert len(NAME_OF_60) == 60
    assert text.count(NAME_OF_60) >= 3


def test_comment_of_5000_characters_is_printed_whole():
    words = " ".join(f"ord{number}" for number in range(2000))[:5000]

    text = text_of(issued_pdf(samples.letter(comment=words)))

    assert text.count("ord0 ord1 ") == 5
    assert words[-60:] in text


def test_word_without_spaces_is_broken_and_kept():
    pdf = issued_pdf(samples.letter(comment="x" * 500))

    assert sum(page.extract_text().count("x") for page in pdf.pages) >= 5 * 500


def test_rendering_a_letter_makes_no_query(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        render_pdf(letter_html(samples.letter(), state=LetterState.ISSUED))


def test_every_choice_has_its_label_and_disc():
    discs = {
        re.search(r"<svg.*?</svg>", letter_html(replace(samples.letter(), areas=(area(choice),)), state="issued"))[0]
        for choice in Choice
    }

    assert len(discs) == len(Choice)
