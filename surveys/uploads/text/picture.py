"""A picture: its size on the screen, and the words a camera or program wrote beside it. Pure.

What is drawn in a picture is not read. Words stand in many places that no library reads all of, so the bytes themselves
are read; only what is packed needs the library.
"""

import re
from collections.abc import Iterable
from typing import IO

from PIL import Image

from surveys.uploads.kinds import PIXELS_MOST
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.text import Passage, passage_at

# Bytes that stand for readable text, long enough to hold a CPR number; Windows writes two bytes a character.
PLAIN = re.compile(rb"[\x20-\x7e\x80-\xff]{10,}")
WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){10,}|(?:\x00[\x20-\x7e]){10,}")
# Counted below; Pillow would only warn.
Image.MAX_IMAGE_PIXELS = None


def picture_passages(file: IO[bytes]) -> Iterable[Passage]:
    """The size stands first in the file, so a picture that would unpack to gigabytes is never unpacked."""
    try:
        with Image.open(file, formats=("PNG", "JPEG")) as image:
            if image.width * image.height > PIXELS_MOST:
                raise RefusedFileError("pixels")
            words = [_words(one) for one in image.info.values()]
            image.verify()
    except (OSError, SyntaxError, ValueError):
        raise RefusedFileError("unreadable") from None
    file.seek(0)
    words += _written(file.read())
    return [passage_at("billedets egenskaber", "\n".join(words), is_content=False)]


def _written(content: bytes) -> Iterable[str]:
    yield from (found[0].decode("latin-1") for found in PLAIN.finditer(content))
    yield from (found[0].replace(b"\0", b"").decode("latin-1") for found in WIDE.finditer(content))


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""
