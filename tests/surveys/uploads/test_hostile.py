"""Files made to bring a reader down; each is refused within its limits, and the portal goes on."""

import io
import time
import zlib

import pytest

from surveys.uploads.examining import LIMITS
from surveys.uploads.inspection import JOB
from surveys.uploads.limits import MIB, RefusedFileError
from surveys.uploads.sandbox import read_limited
from tests.factories.files import make_docx


def pdf(*objects):
    """Numbered from 1; the first is the catalogue. Sound but for what the objects say."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Root 1 0 R /Size %d >>\n" % (size, rows, size)
    return body + table + b"startxref\n%d\n%%%%EOF" % len(body)


def stream(content):
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


CATALOGUE, PAGES = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources " + FONT + b" >>"


def page(content):
    return pdf(CATALOGUE, PAGES, PAGE, stream(content))


HOSTILE = {
    "a page of 500 MB": lambda: page(bytes(500 * MIB)),
    "pages that are their own children": lambda: pdf(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"),
    "a page that draws without end": lambda: page(b"BT /F1 9 Tf (x) Tj ET\n" * 3_000_000),
    "deep brackets": lambda: pdf(CATALOGUE, PAGES, b"<< /A " + b"[" * 200_000),
    "deep elements": lambda: make_docx("x", parts={"word/a.xml": "<a>" * 5_000_000}),
}


def read(content):
    return read_limited(JOB, io.BytesIO(content), LIMITS)


def test_the_hostile_files_are_sound_but_for_one_thing():
    assert read(page(b"BT /F1 9 Tf (Borger 311236-9995) Tj ET"))["verdict"] == "stopped"


@pytest.mark.slow
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_time(what):
    content = HOSTILE[what]()
    started = time.monotonic()

    with pytest.raises(RefusedFileError) as refused:
        read(content)

    assert refused.value.code in {"unreadable", "too_heavy", "bomb"}
    assert time.monotonic() - started < LIMITS.seconds + 5
