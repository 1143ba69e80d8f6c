"""One person's files are read one at a time, since a heavy one keeps a process of the portal busy until it is given up.

Two at once, or a crowd sent by a script, would otherwise leave nobody to serve the others.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

from surveys.uploads.limits import RefusedFileError

# Longer than any file is read for; after that a turn whose process was killed is over.
TURN_SECONDS = 30
# A second click meets an ordinary file, which is read in less than this.
WAIT_SECONDS, LOOK_SECONDS = 3, 0.25


@contextmanager
def takes_turn(user_pk: int) -> Iterator[None]:
    """Raises RefusedFileError "busy" where another of the person's files is still being read."""
    key = f"reads-a-file:{user_pk}"
    last = time.monotonic() + WAIT_SECONDS
    while not cache.add(key, True, TURN_SECONDS):
        if time.monotonic() > last:
            raise RefusedFileError("busy")
        time.sleep(LOOK_SECONDS)
    try:
        yield
    finally:
        cache.delete(key)
