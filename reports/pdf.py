"""HTML in, PDF out: the only importer of WeasyPrint, always inside functions because it is slow to load.

Every document is PDF/A-2a and PDF/UA-1 at once, and the same HTML gives the same bytes: nothing here reads the
clock, the network or a file outside static/print.
"""

import atexit
import gc
import mimetypes
import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import DataHandler, Request
from xml.etree.ElementTree import fromstring

from django.conf import settings

from reports.finish import finish
from reports.lines import LINES, remembering

FONTS = ("IBMPlexSans-Light.ttf", "IBMPlexSans-Regular.ttf", "IBMPlexSans-SemiBold.ttf")
SHEETS = ("scale.css", "letter.css", "report.css", "forms.css", "case.css")
# To the documents the print folder is the whole file system, so no path of the machine can be named or leak.
ROOT_URL = "file:///"
REPLACEMENT = "¤"
# Characters that people's programs type for us, and what our typeface has instead.
LOOKALIKES = {0x2010: "-", 0x2011: "-", 0x00AD: "", 0x200B: "", 0x200C: "", 0x200D: "", 0xFEFF: "", 0x0D: ""}
# Pango and WeasyPrint keep state in the shared font map; a second thread waits.
_RENDERING = threading.Lock()


class AssetError(Exception):
    """The HTML asks for a file that documents may not use, or that is not there."""


def render_pdf(html: str) -> bytes:
    """Turn a whole HTML page (title and lang set) into a PDF; raises AssetError on any foreign or missing file.

    The page must also be well-formed XML, every element closed: a fault in a template stops here (ParseError).
    """
    from weasyprint.urls import FatalURLFetchingError

    page_class, fetcher, fonts, sheets = _shared()
    with _RENDERING, _uncollected():
        fetcher.refused.clear()
        try:
            document = page_class(printable(html)).render(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/a-2a")
            _refuse_attachments(document)
            pdf = document.write_pdf(pdf_variant="pdf/a-2a", finisher=finish)
        except FatalURLFetchingError as error:
            raise AssetError(str(error)) from error
        if fetcher.refused:
            raise AssetError(f"{fetcher.refused[0]} is not a file of the print folder")
        return pdf


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection: half a million objects would be walked again and again, and nearly all are in use."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def printable(text: str) -> str:
    """Text with only what our embedded typeface can draw: a missing glyph breaks both standards.

    Looking in the machine's other fonts would also make the bytes depend on the machine.
    """
    return _unprintable().sub(_substitute, unicodedata.normalize("NFC", text))


def _substitute(match: re.Match) -> str:
    character = match[0]
    if (plain := LOOKALIKES.get(ord(character))) is not None:
        return plain
    return " " if unicodedata.category(character) in {"Zs", "Zl", "Zp"} else REPLACEMENT


@cache
def _unprintable() -> re.Pattern:
    """Any character that one of our fonts lacks, line breaks and tabs excepted."""
    drawn = set.intersection(*map(_characters, FONTS))
    drawn = {code for code in drawn - LOOKALIKES.keys() if chr(code).isprintable()} | {0x09, 0x0A, 0x20, 0xA0}
    return re.compile(f"[^{''.join(re.escape(chr(code)) for code in sorted(drawn))}]")


def _characters(font: str) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(print_folder() / "fonts" / font, lazy=True) as opened:
        return set(opened.getBestCmap())


def print_folder() -> Path:
    return (Path(settings.BASE_DIR) / "static" / "print").resolve()


@cache
def _shared() -> tuple:
    """What is costly to make and the same for every document: page class, fetcher, fonts and parsed style sheets."""
    from cssselect2 import ElementWrapper
    from weasyprint import CSS, HTML
    from weasyprint.layout import inline, preferred
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.text.line_break import Layout, split_first_line

    # The two modules that ask for lines.
    inline.split_first_line = preferred.split_first_line = remembering(split_first_line, Layout)
    fetcher, fonts = PrintFetcher(print_folder()), FontConfiguration()

    def sheet(*names: str) -> CSS:
        text = "\n".join((print_folder() / name).read_text(encoding="utf-8") for name in names)
        return CSS(string=text, base_url=ROOT_URL, url_fetcher=fetcher, font_config=fonts)

    elements = [sheet("elements.css")]

    class Page(HTML):
        def __init__(self, text: str) -> None:
            """Read by Python's own XML parser, which takes a twentieth of the HTML parser's time."""
            super().__init__(string="<html>", base_url=ROOT_URL, url_fetcher=fetcher)
            root = fromstring(text)  # noqa: S314 - our own template; what people wrote in it is escaped
            self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
            """Not public: should a later WeasyPrint not ask, its own sheet is used and only time is lost."""
            return elements

    # One, because each element is matched against each sheet.
    sheets = [sheet(*SHEETS)]
    # The font map must be let go before the interpreter takes its modules apart.
    atexit.register(_shared.cache_clear)
    atexit.register(LINES.clear)
    # All that is loaded by now stays as long as the process: the collector need not walk it for every document.
    gc.collect()
    gc.freeze()
    return Page, fetcher, fonts, sheets


class PrintFetcher:
    """Serves the files of one folder, and data: addresses; everything else stops the rendering."""

    # WeasyPrint reads this: without it a failed file is left out in silence.
    _fail_on_errors = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        # WeasyPrint swallows every error inside an SVG, so what was refused is also remembered.
        self.refused: list[str] = []

    def __call__(self, url: str) -> object:
        from weasyprint.urls import URLFetcherResponse

        if url.startswith("data:"):
            answer = DataHandler().data_open(Request(url))  # noqa: S310 - data: carries its own bytes
            return URLFetcherResponse(url, answer.read(), dict(answer.headers))
        path = self._path(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def _path(self, url: str) -> Path:
        """The file meant; resolve() follows both .. and symbolic links before the folder is compared."""
        parts = urlsplit(url)
        path = (self.folder / unquote(parts.path).lstrip("/")).resolve()
        if parts.scheme == "file" and not parts.netloc and path.is_relative_to(self.folder) and path.is_file():
            return path
        self.refused.append(url)
        raise AssetError(f"{url} is not a file of the print folder")


def _refuse_attachments(document: object) -> None:
    """A document carries no other files, whatever <link> or <a rel=attachment> asks for."""
    links = (link[0] for page in document.pages for link in page.links)
    if document.metadata.attachments or "attachment" in links:
        raise AssetError("attachments are not allowed")
