"""Processes that print letters when told to: ours with WeasyPrint, and one that drives a Chromium."""

import multiprocessing
import resource
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from tests.bench.timing import milliseconds

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Linux counts in KB, macOS in bytes.
MAXRSS_PER_MB = 1024 if sys.platform != "darwin" else 1024 * 1024


class Printer:
    """A process of its own, warm before it is measured."""

    serve: Callable[[Connection], None]

    def __init__(self, warm_up: Sequence) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, far_end = context.Pipe()
        self.process = context.Process(target=type(self).serve, args=(far_end,))
        self.process.start()
        far_end.close()
        self.print(warm_up)

    def start(self, letters: Sequence) -> None:
        self.connection.send(list(letters))

    def wait(self) -> list[float]:
        return self.connection.recv()

    def print(self, letters: Sequence) -> list[float]:
        """Milliseconds for each letter."""
        self.start(letters)
        return self.wait()

    def end(self) -> float:
        """Stop the process; returns its peak memory in MB."""
        self.connection.send(None)
        peak = self.connection.recv()
        self.process.join()
        return peak


def answer(connection: Connection, print_one: Callable[[object], object], peak: Callable[[], float]) -> None:
    while (letters := connection.recv()) is not None:
        connection.send([milliseconds(lambda letter=letter: print_one(letter)) for letter in letters])
    connection.send(peak())


def serve_weasyprint(connection: Connection) -> None:
    import django  # Django must be set up in this process before anything of ours is imported

    django.setup()
    from tests.bench.letter import print_letter

    answer(connection, print_letter, lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MAXRSS_PER_MB)


def serve_chromium(connection: Connection) -> None:
    from playwright.sync_api import sync_playwright  # not needed in the other processes

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGUMENTS)
        page = browser.new_page()

        def print_one(file: Path) -> bytes:
            # Going to each file anew took twice the time: style sheets and fonts were read again.
            if page.url == "about:blank":
                page.goto(file.as_uri())
            page.set_content(file.read_text(encoding="utf-8"))
            return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)

        answer(connection, print_one, browser_memory)
        browser.close()


def browser_memory() -> float:
    """MB of this process's browser now, what its processes share counted once; 0 without Linux's /proc."""
    return sum(_peak_of(pid) for pid in _descendants("self") if "chrom" in _name(pid))


def _descendants(pid: str) -> list[str]:
    files = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for file in files for child in file.read_text().split()]
    return [*children, *(grandchild for child in children for grandchild in _descendants(child))]


def _name(pid: str) -> str:
    return Path(f"/proc/{pid}/comm").read_text()


def _peak_of(pid: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class WeasyPrinter(Printer):
    serve = staticmethod(serve_weasyprint)


class ChromiumPrinter(Printer):
    serve = staticmethod(serve_chromium)
