"""Advice in a letter: Markdown with links one can follow and read on paper, and plain texts just as before."""

import io
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from django.conf import settings
from django.utils.html import escape
from pypdf import PdfReader

from reports.enums import LetterState
from reports.html import letter_html
from reports.pdf import render_pdf
from reports.prose import advice_html, advice_within
from surveys.questionnaire import parse_questionnaire
from tests.reports import samples

FILE = settings.BASE_DIR / "surveys" / "questionnaires" / "2024.toml"
QUESTIONS = [
    question
    for area in parse_questionnaire(FILE.read_text(encoding="utf-8"), filename=FILE.name).areas
    for question in area.questions
]
LEVELS = ("not_in_place", "on_the_way", "in_place")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_advice_of_2024_comes_out_as_before_there_was_markdown(question):
    for level in LEVELS:
        text = getattr(question.advice, level)
        assert advice_html(text) == f'<p class="advice">{escape(text)}</p>'
        assert advice_within(text) == escape(text)


def test_line_breaks_and_signs_of_a_plain_text_are_kept():
    text = "Brug 2 * 3 timer & <høje> krav.\n#Ikke en overskrift\n1) a_b_c"
    assert advice_html("Linje\nto") == '<p class="advice">Linje\nto</p>'
    assert advice_html(text.split("\n")[0]) == '<p class="advice">Brug 2 * 3 timer &amp; &lt;høje&gt; krav.</p>'
    assert advice_html("# Ikke en overskrift") == '<p class="advice"># Ikke en overskrift</p>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Vigtigt:** gå *nu*.", '<p class="advice"><strong>Vigtigt:</strong> gå <em>nu</em>.</p>'),
        ("En.\n\nTo.", '<p class="advice">En.</p><p class="advice">To.</p>'),
        (
            "Se [vejledningen](https://a.dk/b?c=1&d=2).",
            '<p class="advice">Se <a href="https://a.dk/b?c=1&amp;d=2" title="vejledningen">vejledningen '
            "(a.dk/b?c=1&amp;d=2)</a>.</p>",
        ),
        ("<https://a.dk/b>", '<p class="advice"><a href="https://a.dk/b" title="https://a.dk/b">https://a.dk/b</a></p>'),
        ("[Skriv](mailto:a@b.dk)", '<p class="advice">Skriv (a@b.dk)</p>'),
        ("[x](javascript:alert(1))", '<p class="advice">[x](javascript:alert(1))</p>'),
        ("<script>x</script>", '<p class="advice">&lt;script&gt;x&lt;/script&gt;</p>'),
        (
            '[a"b](https://a.dk/"c)',
            '<p class="advice"><a href="https://a.dk/%22c" title="a&quot;b">a&quot;b (a.dk/%22c)</a></p>',
        ),
        ("[](https://a.dk)", '<p class="advice"><a href="https://a.dk" title="https://a.dk">a.dk</a></p>'),
    ],
)  # fmt: skip
def test_marks_become_what_paper_and_readers_can_show(text, html):
    assert advice_html(text) == html


@pytest.mark.parametrize("text", ["a\\\nb", "- en\n\n  to\n- tre", "1. a\n   - b", "x" * 60_000, "\x00*a*\ud800", ""])
def test_whatever_is_typed_is_well_formed(text):
    fromstring(f"<p>{advice_html(text)}{advice_within(text)}</p>")  # noqa: S314 - our own


def test_the_first_paragraph_goes_on_in_the_item():
    assert advice_within("En.\n\nTo.") == 'En.<p class="advice">To.</p>'
    assert advice_within("- en\n- to").startswith('<ul class="marked">')


def test_a_link_in_advice_can_be_followed_in_the_pdf_and_says_where_it_leads():
    letter = samples.letter()
    marked = replace(letter.areas[0], advice="Se [vejledningen](https://example.dk/sletning).")
    html = letter_html(replace(letter, areas=(marked, *letter.areas[1:])), state=LetterState.ISSUED)

    pdf = PdfReader(io.BytesIO(render_pdf(html)))
    links = [note.get_object() for page in pdf.pages for note in page.get("/Annots", ())]

    [found] = [link for link in links if link["/A"]["/URI"] == "https://example.dk/sletning"]
    assert found["/Contents"] == "https://example.dk/sletning"
