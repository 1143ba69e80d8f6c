"""A picture: its size on the screen, and the words a camera or program wrote beside it. Pure.

What is drawn in a picture is not read.
"""

from collections.abc import Iterable
from typing import IO

from PIL import Image

from surveys.uploads.kinds import PIXELS_MOST
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.text import Passage, passage_at

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
    return [passage_at("billedets egenskaber", "\n".join(words), is_content=False)]


def _words(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else ""
