"""HTML in, PDF out: what may be fetched, what the bytes are made of, and that they can be read back."""

import gc
import io
import logging
import os
import subprocess
import sys
from contextlib import suppress
from xml.etree.ElementTree import ParseError

import pytest
from pypdf import PdfReader

from reports.pdf import AssetError, PrintFetcher, print_folder, printable, render_pdf

PAGE = '<!DOCTYPE html><html lang="da"><head><title>Prøve</title>{head}</head><body><p>Rødgrød</p>{body}</body></html>'

SVG = "http://www.w3.org/2000/svg"


def page(*, head="", body=""):
    return PAGE.format(head=head, body=body)


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf):
    return "\n".join(sheet.extract_text() for sheet in read(pdf).pages)


def test_page_becomes_tagged_pdf_with_title_and_language():
    document = read(render_pdf(page()))

    assert document.metadata.title == "Prøve"
    assert document.root_object["/Lang"] == "da"
    assert document.root_object["/MarkInfo"]["/Marked"]
    assert "Rødgrød" in document.pages[0].extract_text()


def test_page_that_is_not_well_formed_is_refused():
    with pytest.raises(ParseError):
        render_pdf(page(body="<p>"))


def test_metadata_stream_is_readable_without_unpacking():
    pdf = render_pdf(page())

    assert b'pdfuaid:part="1"' in pdf
    assert b'part="2"' in pdf


def test_only_our_typeface_is_embedded():
    fonts = read(render_pdf(page(body="<p><b>Fed</b></p>"))).pages[0]["/Resources"]["/Font"]

    assert {font.get_object()["/BaseFont"].split("+")[1] for font in fonts.values()} <= {
        "IBM-Plex-Sans",
        "IBM-Plex-Sans-Semi-Bold",
    }


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="file:///etc/passwd"/>',
        '<img alt="x" src="../../../etc/passwd"/>',
        '<img alt="x" src="file:///%2e%2e/%2e%2e/%2e%2e/config/settings.py"/>',
        '<img alt="x" src="findes-ikke.svg"/>',
        '<img alt="x" src="fonts"/>',
        '<img alt="x" src="file://localhost/udkast.svg"/>',
        '<img alt="x" src="http://127.0.0.1:9/billede.png"/>',
        '<img alt="x" src="https://example.com/billede.png"/>',
        '<img alt="x" src="ftp://example.com/billede.png"/>',
        f'<svg xmlns="{SVG}" width="9" height="9"><title>x</title><image href="file:///etc/passwd" width="9"/></svg>',
        '<p style="background: url(https://example.com/spor.png)">x</p>',
        '<object data="file:///etc/passwd">x</object>',
        '<embed src="file:///etc/passwd"/>',
    ],
)
def test_foreign_or_missing_file_stops_the_rendering(body):
    with pytest.raises(AssetError):
        render_pdf(page(body=body))


@pytest.mark.parametrize("href", ["file:///etc/passwd", "scale.css", "https://example.com/x", "data:,hemmeligt"])
def test_attachment_is_refused_as_head_link(href):
    with pytest.raises(AssetError):
        render_pdf(page(head=f'<link rel="attachment" href="{href}"/>'))


@pytest.mark.parametrize("href", ["file:///etc/passwd", "scale.css", "https://example.com/x", "data:,hemmeligt"])
def test_attachment_is_refused_as_anchor(href):
    with pytest.raises(AssetError):
        render_pdf(page(body=f'<p><a rel="attachment" href="{href}">hent</a></p>'))


def test_foreign_style_sheet_stops_the_rendering():
    with pytest.raises(AssetError):
        render_pdf(page(head='<link rel="stylesheet" href="https://example.com/x.css"/>'))


def test_own_file_and_data_address_are_served():
    dot = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"

    pdf = render_pdf(page(body=f'<p><img alt="x" src="udkast.svg"/><img alt="y" src="{dot}"/></p>'))

    assert "UDKAST" in text_of(pdf)


def test_symbolic_link_does_not_lead_out_of_the_folder(tmp_path):
    folder, outside = tmp_path / "print", tmp_path / "hemmelig.txt"
    folder.mkdir()
    outside.write_text("hemmeligt")
    (folder / "uskyldig.txt").symlink_to(outside)
    (folder / "ude").symlink_to(tmp_path, target_is_directory=True)
    fetch = PrintFetcher(folder)

    for url in ("file:///uskyldig.txt", "file:///ude/hemmelig.txt"):
        with pytest.raises(AssetError):
            fetch(url)


def test_fetcher_serves_a_file_with_its_type():
    answer = PrintFetcher(print_folder())("file:///udkast.svg")

    assert answer.content_type == "image/svg+xml"
    assert b"UDKAST" in answer.read()


@pytest.mark.parametrize("html", [page(), page(body='<embed src="file:///etc/passwd"/>')])
def test_garbage_is_collected_again_after_a_document(html):
    with suppress(AssetError):
        render_pdf(html)

    assert gc.isenabled()


def test_same_html_gives_same_bytes():
    html = page(body="<h1>Titel</h1><p>Tekst</p>")

    assert render_pdf(html) == render_pdf(html)


def test_same_html_gives_same_bytes_in_another_process():
    program = (
        "import hashlib, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "from reports.pdf import render_pdf\n"
        f"print(hashlib.sha256(render_pdf({page(body='<h1>Titel</h1>')!r})).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


def test_rendering_logs_nothing_worse_than_progress(caplog):
    with caplog.at_level(logging.WARNING):
        render_pdf(page(body="<h1>Titel</h1>"))

    assert caplog.records == []


def test_renderer_still_asks_for_the_base_styles_we_give_it():
    from weasyprint import HTML

    assert callable(HTML._ua_stylesheets)


def test_headings_become_bookmarks():
    outline = read(render_pdf(page(body="<h1>Først</h1><h2>Derefter</h2>"))).outline

    assert outline[0]["/Title"] == "Først"
    assert outline[1][0]["/Title"] == "Derefter"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ærø", "Ærø"),
        ("A\u030arhus", "Århus"),
        ("e\N{NON-BREAKING HYPHEN}mail", "e-mail"),
        ("1\N{THIN SPACE}000", "1 000"),
        ("ord\N{SOFT HYPHEN}deling\N{ZERO WIDTH SPACE}", "orddeling"),
        ("glad \N{GRINNING FACE}", "glad ¤"),
        ("\x00\x08", "¤¤"),
        ("linje\r\nnæste\tkolonne\N{NO-BREAK SPACE}", "linje\nnæste\tkolonne\N{NO-BREAK SPACE}"),
    ],
)
def test_printable_keeps_what_our_typeface_draws(typed, printed):
    assert printable(typed) == printed
