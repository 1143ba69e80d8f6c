"""Charts as SVG text, for pages and for PDFs alike.

Each opens with its <title>, the only alternative text that PDF tags and screen readers both read. Looks are
attributes, never a style: pages forbid inline styles. Shape and words carry the meaning; colour only helps.
"""

from collections.abc import Sequence
from math import ceil

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.documents import Bar

ACCENT, INK, MUTED = "#0b5563", "#1b1f23", "#565e66"
FONT = "IBM Plex Sans, sans-serif"
STEPS = 4  # from Nej, no step reached, to Ja, all four
MOST_SQUARES = 120
ROW = 22  # points from one bar to the next


# A quarter of the disc for each step from Nej, clockwise from the top; radius 5 about (6, 6).
QUARTERS = {
    1: '<path d="M6 6V1a5 5 0 0 1 5 5z"/>',
    2: '<path d="M6 6V1a5 5 0 0 1 0 10z"/>',
    3: '<path d="M6 6V1a5 5 0 1 1-5 5z"/>',
    4: '<circle cx="6" cy="6" r="5"/>',
}


def answer_disc(choice: int | None) -> SafeString:
    """A disc filled by quarters, from Nej (empty) to Ja (full); the answer's words stand beside it."""
    reached = choice or 0
    ring = f'<circle cx="6" cy="6" r="5.4" fill="none" stroke="{ACCENT}" stroke-width="1"/>'
    filled = QUARTERS.get(reached, "").replace("/>", f' fill="{ACCENT}"/>')
    return _svg(9, 9, f"{reached} af {STEPS} trin", [ring, filled], scale=0.75)


def squares(counted: int, of: int, *, per_row: int = 24, pitch: float = 10.5) -> SafeString:
    """One square a respondent, the counted ones filled; above 120 respondents a bar cut in two."""
    if of > MOST_SQUARES:
        return share(counted, of, width=per_row * pitch)
    marks = _squares(counted, of, per_row=per_row, pitch=pitch, top=0, ink=ACCENT, paper="#fff")
    return _svg(per_row * pitch, ceil(of / per_row) * pitch, _said(counted, of), marks)


def cover(figures: Sequence[tuple[int, int]], *, width: float = 487) -> SafeString:
    """A row of squares a figure, in white on the cover's colour."""
    longest = min(max([of for _, of in figures] + [1]), MOST_SQUARES)
    pitch = width / max(longest, 24)
    marks = []
    for row, (counted, of) in enumerate(figures):
        shown = min(of, MOST_SQUARES)
        filled = round(counted * shown / of) if of else 0
        marks += _squares(
            filled, shown, per_row=MOST_SQUARES, pitch=pitch, top=row * pitch * 2.2, ink="#fff", paper=ACCENT
        )
    said = "; ".join(_said(counted, of) for counted, of in figures)
    return _svg(width, len(figures) * pitch * 2.2, f"De fem tal: {said}", marks)


def _said(counted: int, of: int) -> str:
    return f"{counted} ud af {of}"


def _squares(counted: int, of: int, *, per_row: int, pitch: float, top: float, ink: str, paper: str) -> list[str]:
    side = pitch * 0.7
    return [
        f'<rect x="{number % per_row * pitch + 0.5:.4g}" y="{top + number // per_row * pitch + 0.5:.4g}"'
        f' width="{side:.4g}" height="{side:.4g}" stroke="{ink}" stroke-width=".8"'
        f' fill="{ink if number < counted else paper}"/>'
        for number in range(of)
    ]


def share(counted: int, of: int, *, width: float = 240, height: float = 9) -> SafeString:
    """A bar filled to the share that counts."""
    filled = width * counted / of if of else 0
    marks = [
        f'<rect x=".5" y=".5" width="{width - 1:g}" height="{height - 1:g}" fill="#fff" stroke="{ACCENT}"'
        ' stroke-width=".8"/>',
        f'<rect x=".5" y=".5" width="{max(filled - 1, 0):.2f}" height="{height - 1:g}" fill="{ACCENT}"/>',
    ]
    return _svg(width, height, _said(counted, of), marks)


def distribution(bars: Sequence[Bar], *, title: str, width: float = 382, labels: float = 200) -> SafeString:
    """A row a step of the scale: words, bar, number; bars that count are filled, the others only drawn."""
    most = max([bar.count for bar in bars] + [1])
    room = width - labels - 24
    marks = [mark for row, bar in enumerate(bars) for mark in _bar(bar, row * ROW, labels, room * bar.count / most)]
    said = ", ".join(f"{bar.label}: {bar.count}" for bar in bars)
    return _svg(width, len(bars) * ROW, f"{title}. {said}", marks)


def _bar(bar: Bar, top: float, left: float, length: float) -> tuple[str, str, str]:
    ink, weight, paper = (INK, 600, ACCENT) if bar.counts else (MUTED, 400, "#fff")
    return (
        _text(0, top + 14, bar.label, fill=ink),
        f'<rect x="{left + 0.5:g}" y="{top + 4:g}" width="{max(length, 0.8):.2f}" height="13" stroke="{ACCENT}"'
        f' stroke-width=".8" fill="{paper}"/>',
        _text(left + length + 7, top + 14, str(bar.count), fill=ink, weight=weight),
    )


def _text(x: float, y: float, text: str, *, fill: str, weight: int = 400) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="{FONT}" font-size="10" font-weight="{weight}"'
        f' fill="{fill}">{escape(text)}</text>'
    )


def _svg(width: float, height: float, title: str, marks: Sequence[str], *, scale: float = 1) -> SafeString:
    return mark_safe(  # noqa: S308 - numbers and our own marks; the words are escaped here
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:g}pt" height="{height:g}pt"'
        f' viewBox="0 0 {width / scale:g} {height / scale:g}"><title>{escape(title)}</title>{"".join(marks)}</svg>'
    )
