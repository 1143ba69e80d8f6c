"""Texts that staff write in Markdown, as a page, a line of one, or paper shows them."""

from django import template
from django.utils.safestring import SafeString

from surveys.markdown import as_html, as_inline_html, as_print_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    return as_html(text)


@register.filter
def markdown_line(text: str) -> SafeString:
    return as_inline_html(text)


@register.filter
def markdown_print(text: str) -> SafeString:
    return as_print_html(text)
