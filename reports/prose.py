"""Advice as a letter prints it: the Markdown of surveys/markdown.py, with links to follow that can be read on paper.

A text without any mark comes out as it did before there was Markdown: one paragraph, its line breaks kept.
"""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from reports.documents import Link
from surveys.markdown import LONGEST, SCREEN, UNWANTED

PARAGRAPH = '<p class="advice">'


class _Letter(RendererHTML):
    """Only web addresses become links, as with the guidance elsewhere; every address is printed."""

    def paragraph_open(self, tokens: Sequence[Token], place: int, *rest: object) -> str:
        return "" if tokens[place].hidden else PARAGRAPH

    def paragraph_close(self, tokens: Sequence[Token], place: int, *rest: object) -> str:
        return "" if tokens[place].hidden else "</p>"

    def bullet_list_open(self, tokens: Sequence[Token], place: int, *rest: object) -> str:
        return '<ul class="marked">'

    def ordered_list_open(self, tokens: Sequence[Token], place: int, *rest: object) -> str:
        return '<ol class="marked">'

    def link_open(self, tokens: Sequence[Token], place: int, *rest: object) -> str:
        closed = next(number for number in range(place, len(tokens)) if tokens[number].type == "link_close")
        link = _link(tokens, place, closed)
        return f'<a href="{escape(link.url)}" title="{escape(link.title or link.url)}">' if link.is_web else ""

    def link_close(self, tokens: Sequence[Token], place: int, *rest: object) -> str:
        opened = next(number for number in range(place, -1, -1) if tokens[number].type == "link_open")
        link = _link(tokens, opened, place)
        address = link.shown if link.is_web else link.url.removeprefix("mailto:")
        return _behind(link.title, address) + ("</a>" if link.is_web else "")

    def hardbreak(self, *rest: object) -> str:
        return "\n"

    def softbreak(self, *rest: object) -> str:
        return "\n"


def _link(tokens: Sequence[Token], opened: int, closed: int) -> Link:
    words = "".join(token.content for token in tokens[opened + 1 : closed])
    return Link(words, str(tokens[opened].attrGet("href") or ""))


def _behind(words: str, address: str) -> str:
    """The address as it stands behind a link's words, unless they are the address."""
    if not words:
        return escape(address)
    return "" if address in words else f" ({escape(address)})"


RENDERER = _Letter(SCREEN)


@lru_cache(maxsize=2048)
def advice_html(text: str) -> SafeString:
    """Paragraphs and lists, well-formed; everything that is no mark of ours is escaped."""
    text = UNWANTED.sub("", text)
    if len(text) > LONGEST:
        return mark_safe(f"{PARAGRAPH}{escape(text)}</p>")  # noqa: S308 - escaped
    return mark_safe(RENDERER.render(SCREEN.parse(text), SCREEN.options, {}))  # noqa: S308 - the parser takes no HTML


def advice_within(text: str) -> SafeString:
    """As advice_html(), for the end of a list item: the first paragraph goes on where the item's own words stand."""
    html = advice_html(text)
    if not html.startswith(PARAGRAPH):
        return html
    first, _, rest = html.removeprefix(PARAGRAPH).partition("</p>")
    return mark_safe(first + rest)  # noqa: S308 - as advice_html()
