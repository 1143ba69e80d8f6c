"""Small parts of a page that an include cannot do."""

from collections.abc import Iterator

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def elided(page: Page) -> Iterator[int | str]:
    """The page numbers worth showing: first, last and the neighbours, with an ellipsis between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_block_tag
def scroll_table(content: str, caption: str, id: str, css_class: str = "", show_caption: bool = False) -> SafeString:  # noqa: A002
    """A table in a region that scrolls sideways on a narrow screen and can be reached by keyboard."""
    values = {"content": content, "caption": caption, "id": id, "css_class": css_class, "show_caption": show_caption}
    return render_to_string("components/table.html", values)
