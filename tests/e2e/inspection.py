"""What is asked of every page, at every width."""

from collections.abc import Callable, Iterable

from playwright.sync_api import Page

from tests.e2e.conftest import axe_violations, sideways
from tests.e2e.visits import Visit

# A desktop, a tablet, a telephone; and the width of WCAG's criterion 1.4.10, Reflow.
WIDTHS = (1280, 768, 360)
NARROWEST = 320
HEIGHT = 900


def faults(page: Page) -> list[str]:
    """Everything wrong with the page that is open."""
    found = [] if page.title() else ["no title"]
    if page.locator("html").get_attribute("lang") != "da":
        found.append("the language is not Danish")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} h1")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found += [f"at {width}: {violation}" for violation in axe_violations(page)]
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    if wider := sideways(page):
        found.append(f"at {NARROWEST}: {wider} pixels too wide")
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return found


def walk(open_page: Callable[..., Page], visits: Iterable[Visit]) -> dict[str, list[str]]:
    """Open each address as its person; the faults of each page that has any."""
    pages: dict = {}
    found = {}
    for visit in visits:
        if visit.user not in pages:
            pages[visit.user] = open_page(visit.user)
        pages[visit.user].goto(visit.address)
        found[str(visit)] = faults(pages[visit.user])
    return {name: wrong for name, wrong in found.items() if wrong}
