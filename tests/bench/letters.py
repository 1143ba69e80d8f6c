"""Letters the way production makes them, against Chromium printing the same HTML in the same run."""

import re
import shutil
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from django.utils import timezone

from reports.enums import LetterState
from reports.html import letter_html
from reports.pdf import SHEETS, print_folder
from surveys.demo.build import build_demo
from tests.bench.figures import Figure
from tests.bench.letter import issued_letter, select_respondents
from tests.bench.printers import ChromiumPrinter, Printer, WeasyPrinter

PART = "Letters (as issued, survey 2024 of the demo)"
CORES = 2


def as_chromium_reads(css: str, folder: Path) -> str:
    """The print folder in place of our root, and one name instead of each list of pages: it leaves lists out."""
    return re.sub(r"@page ([\w:-]+)(, [\w:-]+)+", r"@page \1", css.replace("file:///", f"file://{folder}/"))


def letter_files(folder: Path) -> list[Path]:
    """Each letter's HTML as a file beside the style sheets and fonts, for Chromium."""
    shutil.copytree(print_folder(), folder, dirs_exist_ok=True)
    for name in SHEETS:
        sheet = folder / name
        sheet.write_text(as_chromium_reads(sheet.read_text(encoding="utf-8"), folder), encoding="utf-8")
    links = "".join(f'<link rel="stylesheet" href="file://{folder}/{name}">' for name in SHEETS)
    files = []
    for pk in select_respondents():
        html = letter_html(issued_letter(pk), state=LetterState.ISSUED)
        files.append(folder / f"{pk}.html")
        files[-1].write_text(html.replace("</head>", f"{links}</head>"), encoding="utf-8")
    return files


def print_at_once(printers: list[Printer], letters: list) -> float:
    """Letters a second when each printer prints all of the letters."""
    start = perf_counter()
    for printer in printers:
        printer.start(letters)
    for printer in printers:
        printer.wait()
    return len(printers) * len(letters) / (perf_counter() - start)


def measure(database: str, is_quick: bool) -> list[Figure]:
    build_demo(timezone.now())
    rounds, batch = (2, 4) if is_quick else (8, 6)
    with tempfile.TemporaryDirectory(prefix="modenhed-letters-") as folder:
        files = letter_files(Path(folder))
        letters = [int(file.stem) for file in files]
        ours = [WeasyPrinter(letters[:3]) for _ in range(CORES)]
        theirs = [ChromiumPrinter(files[:3]) for _ in range(CORES)]
        times: dict[str, list[float]] = {name: [] for name in ("ours", "theirs", "ours_2", "theirs_2")}
        for number in range(rounds):
            place = number * batch % (len(letters) - batch)
            some, same = letters[place : place + batch], files[place : place + batch]
            times["ours"] += ours[0].print(some)
            times["theirs"] += theirs[0].print(same)
            times["ours_2"].append(print_at_once(ours, some))
            times["theirs_2"].append(print_at_once(theirs, same))
        memory = [max(printer.end() for printer in printers) for printers in (ours, theirs)]
    return figures(times, memory)


def figures(times: dict[str, list[float]], memory: list[float]) -> list[Figure]:
    one, chromium = median(times["ours"]), median(times["theirs"])
    two, chromium_two = median(times["ours_2"]), median(times["theirs_2"])
    return [
        Figure(PART, "One process: a letter", one, "ms"),
        Figure(PART, "One process", 1000 / one, "letters/s"),
        Figure(PART, "Two processes", two, "letters/s", at_least=chromium_two),
        Figure(PART, "Peak memory of a process", memory[0], "MB"),
        Figure(PART, "Chromium, one browser: the same letter", chromium, "ms"),
        Figure(PART, "Chromium, one browser", 1000 / chromium, "letters/s"),
        Figure(PART, "Chromium, two browsers", chromium_two, "letters/s"),
        Figure(PART, "Chromium, peak memory of a browser", memory[1], "MB"),
    ]
