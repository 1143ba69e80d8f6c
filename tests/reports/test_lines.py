"""Remembered lines: the bytes are the same without them, and the next letter asks Pango for little."""

import inspect
import re

import pytest

from reports import lines
from reports.enums import LetterState
from reports.html import blank_html, copy_html, letter_html, receipt_html, report_html
from reports.pdf import SHEETS, print_folder, render_pdf
from tests.reports import samples

OWN = "En bemærkning, som kun står i dette brev."


def letter(**changes):
    return letter_html(samples.letter(**changes), state=LetterState.ISSUED)


@pytest.fixture(autouse=True)
def remembering():
    """As in a process that has made its first document: nothing kept, and patches end before the memory does."""
    render_pdf(letter())
    lines.LINES.clear()


@pytest.fixture
def laid_out(monkeypatch):
    """The texts that Pango has been asked to set from nothing, in order."""
    from weasyprint.text import line_break

    texts, create = [], line_break.create_layout

    def listened(text, *given, **more):
        texts.append(text)
        return create(text, *given, **more)

    monkeypatch.setattr(line_break, "create_layout", listened)
    return texts


@pytest.fixture
def without(monkeypatch):
    """Renders as WeasyPrint does by itself."""
    from weasyprint.layout import inline, preferred
    from weasyprint.text import line_break

    def render(html):
        with monkeypatch.context() as patch:
            for module in (inline, preferred):
                patch.setattr(module, "split_first_line", line_break.split_first_line)
            return render_pdf(html)

    return render


DOCUMENTS = {
    "letter": letter,
    "long-words": lambda: letter(comment="x" * 500, recipient="Vesterhavskystens" * 4),
    "all-no": lambda: letter(answers=dict.fromkeys(samples.ANSWERS, (0, 0, 0, 0))),
    "draft": lambda: letter_html(samples.letter(issued=False), state=LetterState.DRAFT),
    "report": lambda: report_html(samples.report()),
    "receipt": lambda: receipt_html(samples.receipt()),
    "copy": lambda: copy_html(samples.copy()),
    "blank": lambda: blank_html(samples.blank()),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_bytes_are_the_same_as_without_memory(name, without):
    html = DOCUMENTS[name]()
    alone = without(html)

    first, again = render_pdf(html), render_pdf(html)

    assert lines.LINES
    assert first == alone
    assert again == alone


def test_drawn_line_does_not_change_for_the_next_letter(without):
    html = letter(comment=OWN)
    render_pdf(letter())

    assert render_pdf(html) == without(html)


def test_next_letter_sets_only_its_own_lines(laid_out):
    render_pdf(letter())
    assert len(laid_out) > 50
    laid_out.clear()

    render_pdf(letter(comment=OWN))

    assert set(laid_out) == {f"I skrev: {OWN}"}


def test_long_texts_are_not_kept(laid_out):
    html = letter(comment="ord " * lines.LONGEST)

    for _ in range(2):
        laid_out.clear()
        render_pdf(html)
        assert any(len(text) > 100 for text in laid_out)
    assert max(len(key[0]) for key in lines.LINES) <= lines.LONGEST


def test_full_memory_is_emptied(monkeypatch, without):
    monkeypatch.setattr(lines, "MOST", 10)

    assert render_pdf(letter()) == without(letter())
    assert 0 < len(lines.LINES) <= 10


def test_key_holds_every_property_that_the_setting_of_a_line_reads():
    from weasyprint.text import fonts, line_break

    source = inspect.getsource(line_break) + inspect.getsource(fonts)

    read = set(re.findall(r"style\['(\w+)'\]", source))

    assert len(read) > 20
    assert read <= set(lines.READ)


def test_our_styles_never_cut_a_line_short():
    styles = "".join((print_folder() / name).read_text(encoding="utf-8") for name in SHEETS)

    assert not re.search("ellipsis|line-clamp", styles)
