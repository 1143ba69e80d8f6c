"""A real Chromium against a real server; a console error, a breach of the content security policy,
a failed request or a server error fails the test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect, sync_playwright

from municipalities.models import User

# Chromium would make two hidden pages for its address bar beside each window of ours, at more cost than the window's
# own page. The last list given wins, so what Playwright's own list does for quiet and steadiness is said again.
LEFT_OUT = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={','.join(LEFT_OUT)}",
]
AXE = Path(settings.BASE_DIR, "node_modules", "axe-core", "axe.min.js")
# The law asks for WCAG 2.1 AA; 2.2 and axe's own advice are ours. What axe leaves out by default, a tag brings in.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Costs time only where something fails; the machine may be busy with the other half of the suite.
PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, and Django would refuse the tests' own queries because of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield program
        program.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Watch:
    """What the browser complained of, less what the test said it would."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """The test provokes this on purpose, such as a lost connection or a refused save."""
        self.expected.append(pattern)

    def follow(self, page: Page) -> None:
        page.on("console", lambda message: message.type == "error" and self.problems.append(message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("requestfailed", self.note_failed_request)
        page.on("response", self.note_server_error)

    def note_failed_request(self, request: Request) -> None:
        """An aborted request is one the person left behind by going on."""
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"{request.failure} {request.url}")

    def note_server_error(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"status of {response.status} {response.url}")

    @property
    def unexpected(self) -> list[str]:
        return [one for one in self.problems if not any(re.search(pattern, one) for pattern in self.expected)]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(browser, live_server, watch) -> Iterator[Callable[..., Page]]:
    """Open a page of its own context, signed in as a user or not: open_page(lead, java_script_enabled=False)."""
    contexts = []

    def open_one(user: User | None = None, **options) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="da-DK", **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        context.on("page", watch.follow)
        if user is not None:
            sign_in(context, user, live_server.url)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert watch.unexpected == []


@pytest.fixture
def page(open_page) -> Page:
    """Signed out."""
    return open_page()


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Give the context a session, as signing in does; the sign-in page itself is tested elsewhere."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def axe_violations(page: Page) -> list[str]:
    """Every rule of axe the page breaks, with where; the policy lets no script be injected, so it is evaluated."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run({ runOnly: tags, resultTypes: ['violations'] })", AXE_TAGS)["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
