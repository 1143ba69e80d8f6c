"""What staff write becomes paragraphs, emphasis, lists and links, and never anything else, whatever they write."""

import re
import time
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from surveys.markdown import ATTRIBUTES, LONGEST, TAGS, as_html, as_inline_html, as_print_html, as_text
from surveys.questionnaire import parse_questionnaire

LINK = '<a href="https://a.dk/?x=1&amp;y=2" rel="noopener noreferrer">'


def questionnaire_texts():
    file = Path(settings.BASE_DIR, "surveys/questionnaires/2024.toml")
    content = parse_questionnaire(file.read_text(encoding="utf-8"), filename=file.name)
    areas, questions = content.areas, [question for area in content.areas for question in area.questions]
    return [content.intro, *(area.why for area in areas), *(question.help for question in questions)], [
        line for area in areas for line in area.needs
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("Tæl systemerne.", "<p>Tæl systemerne.</p>"),
        ("Første.\n\nAndet.", "<p>Første.</p>\n<p>Andet.</p>"),
        ("Første.\r\n\r\nAndet.", "<p>Første.</p>\n<p>Andet.</p>"),
        ("*vigtigt* og **meget**", "<p><em>vigtigt</em> og <strong>meget</strong></p>"),
        ("- en\n- to", "<ul>\n<li>en</li>\n<li>to</li>\n</ul>"),
        ("3. en\n4. to", '<ol start="3">\n<li>en</li>\n<li>to</li>\n</ol>'),
        ("[Vejledning](https://a.dk/?x=1&y=2)", f"<p>{LINK}Vejledning</a></p>"),
        ("<https://a.dk/?x=1&y=2>", f"<p>{LINK}https://a.dk/?x=1&amp;y=2</a></p>"),
        ("[Skriv](mailto:a@b.dk)", '<p><a href="mailto:a@b.dk" rel="noopener noreferrer">Skriv</a></p>'),
        (r"2 \* 3 \* 4", "<p>2 * 3 * 4</p>"),
        ("snake_case_navn", "<p>snake_case_navn</p>"),
        ("en\u00a0fast afstand", "<p>en\u00a0fast afstand</p>"),
    ],
)
def test_what_a_page_may_carry(text, html):
    assert as_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "# Overskrift",
        "Overskrift\n===",
        "> citat",
        "`kode`",
        "```\nkode\n```",
        "---",
        "| a | b |\n|---|---|",
        "&nbsp; &lt;script&gt; &#60;",
        "<b>fed</b>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!-- skjult -->",
        "<svg/onload=alert(1)>",
        "[1]: https://a.dk",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "[a](file:///etc/passwd)",
        "[a](//ond.dk)",
        "[a](/tilsyn/)",
        "[a](https://)",
        "[a](&#106;avascript:alert(1))",
        "<javascript:alert(1)>",
        "http://bar.dk uden klammer",
    ],
)
def test_anything_else_stands_as_it_was_typed(text):
    assert as_html(text) == f"<p>{escape(text)}</p>".replace("&#x27;", "'")


def test_a_picture_is_no_picture():
    assert as_html("![x](https://a.dk/x.png)") == (
        '<p>!<a href="https://a.dk/x.png" rel="noopener noreferrer">x</a></p>'
    )


@pytest.mark.parametrize("text", ['[a](https://a.dk/"onmouseover=alert(1))', "[a](https://a.dk/<script>)"])
def test_an_address_cannot_leave_its_attribute(text):
    root = fromstring(f"<div>{as_html(text)}</div>")
    assert {name for one in root.iter() for name in one.attrib} <= {"href", "rel"}


def test_no_existing_text_looks_otherwise():
    texts, lines = questionnaire_texts()
    plain = {text: escape(text).replace("&#x27;", "'").replace("&quot;", '"') for text in [*texts, *lines]}
    assert len(texts) > 20
    for text in texts:
        assert as_html(text) == as_print_html(text) == f"<p>{plain[text]}</p>"
        assert as_text(text) == text
    assert [as_inline_html(line) for line in lines] == [plain[line] for line in lines]


def test_a_line_has_no_blocks():
    assert as_inline_html("- 1. **fed** [a](https://a.dk)") == (
        '- 1. <strong>fed</strong> <a href="https://a.dk" rel="noopener noreferrer">a</a>'
    )


def test_paper_has_addresses_and_no_links():
    text = "Se [vejledningen](https://a.dk/b) og <https://c.dk>, eller [skriv](mailto:a@b.dk)."
    assert as_print_html(text) == "<p>Se vejledningen (https://a.dk/b) og https://c.dk, eller skriv (a@b.dk).</p>"


def test_plain_text_is_as_a_person_would_type_it():
    text = (
        "Tæl *alle*\nsystemer, se [listen](https://a.dk).\n\n- drift\n  - eget\n- **test**\n\n1. først\n2. så\n\nSlut."
    )
    assert as_text(text) == (
        "Tæl alle systemer, se listen (https://a.dk).\n\n• drift\n  • eget\n• test\n\n1. først\n2. så\n\nSlut."
    )


@given(st.text(alphabet=st.sampled_from("ab *_[]()<>!&;:/\\\"'`~#-+.1\n\t\x00\x0b\u00a0\u202eæ"), max_size=200))
def test_whatever_is_written_is_well_formed_and_harmless(text):
    """Well-formed XML, which the PDFs ask for; only the named elements, attributes and kinds of address."""
    for html in (as_html(text), as_print_html(text), as_inline_html(text)):
        for one in list(fromstring(f"<div>{html}</div>").iter())[1:]:
            assert one.tag in TAGS
            assert set(one.attrib) <= ATTRIBUTES.get(one.tag, set()) | {"rel"}
            assert re.match(r"https?://|mailto:", one.attrib.get("href", "https://"), re.IGNORECASE)
    assert "<a" not in as_print_html(text)


HOSTILE = ("[", "[a](", "*", "*a ", "*a_ ", "a**b_", "![", "<", "- ", "- a\n", "1. ", "\\", "[[]", "a**", "\n", "((")


@pytest.mark.parametrize("piece", HOSTILE)
def test_fifty_thousand_characters_take_little_time(piece):
    text = (piece * LONGEST)[:LONGEST]
    begun = time.process_time()
    fromstring(f"<div>{as_html(text)}</div>")
    as_text(text)
    assert time.process_time() - begun < 5


def test_a_still_longer_text_is_shown_as_it_is():
    text = "*a* <b> " * LONGEST
    assert as_html(text) == f"<p>{escape(text)}</p>"
    assert (as_inline_html(text), as_text(text)) == (escape(text), text)
