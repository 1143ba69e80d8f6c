"""The little Markdown that staff may write: paragraphs, emphasis, lists and links. Pure; what comes out is safe HTML.

Nothing else is switched on, so a character that means something else in Markdown stays as it was typed. The library
lets no HTML through, and what it gives is sanitised once more. The result is also well-formed XML, for the PDFs.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

RULES = ("list", "emphasis", "link", "autolink", "escape")
ADDRESS = re.compile(r"(https?://[^\s/]|mailto:[^\s@]+@)", re.IGNORECASE)
TAGS = {"p", "em", "strong", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
# A longer text is shown as it was typed: no page of ours has one, and the time for a hostile one must have an end.
LONGEST = 50_000
# Neither HTML nor XML has them, and some of them turn the reading direction of what follows.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "maxNesting": 20}).enable(list(RULES))
    parser.validateLink = lambda url: ADDRESS.match(url) is not None
    return parser


class _Paper(RendererHTML):
    """Nobody follows a link on paper, so its address stands behind its words."""

    def link_open(self, tokens: Sequence[Token], place: int, *rest: object) -> str:
        return ""

    def link_close(self, tokens: Sequence[Token], place: int, *rest: object) -> str:
        opened = _opening(tokens, place)
        words, address = "".join(token.content for token in tokens[opened + 1 : place]), _address(tokens[opened])
        return "" if address in words else f" ({escape(address)})"


SCREEN, PAPER = _parser(), _parser()
PAPER.renderer = _Paper(PAPER)


@lru_cache(maxsize=2048)
def as_html(text: str) -> SafeString:
    """Paragraphs and lists, for a page."""
    return _blocks(SCREEN, text)


@lru_cache(maxsize=2048)
def as_inline_html(text: str) -> SafeString:
    """One line: emphasis and links alone, for within an element of the page's own."""
    text = _cleaned(text)
    html = escape(text) if len(text) > LONGEST else _sanitised(SCREEN.renderInline(text))
    return mark_safe(html)  # noqa: S308 - sanitised or escaped above


@lru_cache(maxsize=2048)
def as_print_html(text: str) -> SafeString:
    """As as_html(), for a PDF: addresses in full, and no links."""
    return _blocks(PAPER, text)


@lru_cache(maxsize=2048)
def as_text(text: str) -> str:
    """As a person would type it where there is no markup, such as in a cell of a workbook."""
    text = _cleaned(text)
    if len(text) > LONGEST:
        return text
    return _plain(SCREEN.parse(text)).strip()


def _blocks(parser: MarkdownIt, text: str) -> SafeString:
    text = _cleaned(text)
    html = f"<p>{escape(text)}</p>" if len(text) > LONGEST else _sanitised(parser.render(text))
    return mark_safe(html.strip())  # noqa: S308 - sanitised or escaped above


def _cleaned(text: str) -> str:
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _sanitised(html: str) -> str:
    """nh3 writes HTML, whose one named space XML does not know."""
    cleaned = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return cleaned.replace("&nbsp;", "\u00a0")


def _opening(tokens: Sequence[Token], place: int) -> int:
    """Links hold no links, so the nearest opening is the one."""
    return next(number for number in range(place, -1, -1) if tokens[number].type == "link_open")


def _address(token: Token) -> str:
    return str(token.attrGet("href") or "").removeprefix("mailto:")


def _plain(tokens: Sequence[Token]) -> str:
    """Blocks parted by an empty line, items of a list by a line break."""
    parts, marks = [], []
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            marks.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            marks.pop()
            parts.append("" if marks else "\n")
        elif token.type == "list_item_open":
            parts.append("  " * (len(marks) - 1) + ("• " if marks[-1] is None else f"{marks[-1]}. "))
            marks[-1] = None if marks[-1] is None else marks[-1] + 1
        elif token.type == "inline":
            parts.append(_plain_line(token.children or []) + ("\n" if marks else "\n\n"))
    return "".join(parts)


def _plain_line(tokens: Sequence[Token]) -> str:
    parts = []
    for place, token in enumerate(tokens):
        if token.type == "link_close":
            opened = _opening(tokens, place)
            words, address = "".join(one.content for one in tokens[opened + 1 : place]), _address(tokens[opened])
            parts.append("" if address in words else f" ({address})")
        else:
            parts.append(token.content)
    return " ".join("".join(parts).split())
