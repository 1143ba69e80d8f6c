"""A full disk, told to the sender as something to try again later, and to those who run the portal as what it is."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from surveys.uploads.limits import RefusedFileError

logger = logging.getLogger(__name__)
FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def needs_room() -> Iterator[None]:
    """Raises RefusedFileError "no_room"; what was half written is for the caller to take away."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        logger.error("There is no room on the disk for an uploaded file.")
        raise RefusedFileError("no_room") from None
