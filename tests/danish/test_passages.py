"""What is not found is not checked, so the finding of texts has its own tests."""

import pytest

from tests.danish.passages import catalogue_passages, python_passages, script_passages, template_passages
from tests.danish.spelling import GAP, unknown_words, words_of


def found(reader, tmp_path, name, source):
    path = tmp_path / name
    path.write_text(source, encoding="utf-8")
    return [(passage.where, " ".join(passage.text.split())) for passage in reader(path, name)]


@pytest.mark.parametrize(
    ("source", "passages"),
    [
        ("<h1>Svar</h1>\n<p>To\nlinjer</p>", [("a.html:1", "Svar"), ("a.html:2", "To"), ("a.html:3", "linjer")]),
        ('<a title="Luk" href="x"><img alt="Kort"></a>', [("a.html:1", "Luk"), ("a.html:1", "Kort")]),
        ('<button aria-label="Søg" data-busy="Vi søger"></button>', [("a.html:1", "Søg"), ("a.html:1", "Vi søger")]),
        ("{% comment %}\nhidden\n{% endcomment %}{# hidden #}<!-- hidden --><p>Her</p>", [("a.html:3", "Her")]),
        ("<script>var x</script><code>hidden</code><p>Her</p>", [("a.html:1", "Her")]),
        ("{% if a %}Ja{% else %}Nej{% endif %}", [("a.html:1", "Ja Nej")]),
        ('{% include "x/y.html" with title="Tilbage" %}', [("a.html:1", "Tilbage")]),
        ('{{ a|default:"ikke sat" }}', [("a.html:1", "ikke sat"), ("a.html:1", GAP)]),
        ('{% if a|date:"j. F Y på" %}{% endif %}', []),
    ],
)
def test_template_passages_are_what_a_reader_sees_or_hears(tmp_path, source, passages):
    assert found(template_passages, tmp_path, "a.html", source) == passages


def test_template_passages_read_mails_as_they_stand(tmp_path):
    assert found(template_passages, tmp_path, "a.txt", "Kære {{ name }}\n{% if a %}Hej{% endif %}") == [
        ("a.txt:1", f"Kære {GAP}"),
        ("a.txt:2", "Hej"),
    ]


@pytest.mark.parametrize(
    ("source", "passages"),
    [
        ('"""Rule på dansk."""\nx = "Gør det"', [("a.py:2", "Gør det")]),
        ('x = "Svaret er gemt"', [("a.py:1", "Svaret er gemt")]),
        ('f(label="Navn", name="navn")', [("a.py:1", "Navn")]),
        ('raise ValidationError("Skriv tallet", code="number")', [("a.py:1", "Skriv tallet")]),
        ('form.add_error("email", "Skriv igen")', [("a.py:1", "Skriv igen")]),
        ('messages.success(request, "Gemt")', [("a.py:1", "Gemt")]),
        ('models.CharField("titel", max_length=3)', [("a.py:1", "titel")]),
        ('class A(models.TextChoices):\n    X = "key", "Kladde"', [("a.py:2", "Kladde")]),
        ('f"{n} svar er {a} dage gamle"', [("a.py:1", f"{GAP} svar er {GAP} dage gamle")]),
        ('"%(n)s dage på"', []),
        ('x = "%(n)s dage på"', [("a.py:1", f"{GAP} dage på")]),
        ('x = r"[a-zæøå]+"', []),
        ('f(error_messages={"required": "Skriv navnet"})', [("a.py:1", "Skriv navnet")]),
    ],
)
def test_python_passages_are_strings_that_are_shown_or_danish(tmp_path, source, passages):
    assert found(python_passages, tmp_path, "a.py", source) == passages


def test_script_passages_are_danish_strings(tmp_path):
    source = "// it's på dansk\nconst a = 'click';\nb = `Gemt på ${name}`;"

    assert found(script_passages, tmp_path, "a.js", source) == [("a.js:3", f"Gemt på {GAP}")]


def test_catalogue_passages_are_the_translations(tmp_path):
    source = """msgid ""
msgstr ""
"Project-Id-Version: x\\n"

#: a.py:1
msgid "Hello %(name)s"
msgstr ""
"Hej %(name)s. "
"Velkommen"

msgid "one"
msgid_plural "many"
msgstr[0] "en"
msgstr[1] "mange"
"""

    assert found(catalogue_passages, tmp_path, "a.po", source) == [
        ("a.po:2", ""),
        ("a.po:7", f"Hej {GAP}. Velkommen"),
        ("a.po:13", "en"),
        ("a.po:14", "mange"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Et cpr-nummer, 2 gange.", ["Et", "cpr", "nummer", "gange"]),
        ("Se https://example.org/a eller skriv til a@example.org", ["Se", "eller", "skriv", "til"]),
        ("Kør manage.py verify_all --force på /srv/data", ["Kør", "på"]),
        (f"svar{GAP}ene og {GAP}s svar", ["og", "svar"]),
        ("ja/nej", ["ja", "nej"]),
    ],
)
def test_words_of_leaves_out_what_is_no_word(text, words):
    assert words_of(text) == words


def test_unknown_words_finds_the_misspelled_and_accepts_our_list():
    assert unknown_words(["Komunen har sendt besvarelsen til tilsynnet.", "En mailgateway og DNSSEC"]) == {
        "Komunen",
        "tilsynnet",
    }


def test_a_listed_word_may_begin_a_sentence_but_an_acronym_keeps_its_capitals():
    assert unknown_words(["Mailgateways", "mailgateways", "Dnssec"]) == {"Dnssec"}
