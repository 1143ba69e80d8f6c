"""A file that waits, for an hour at most, while its sender says whether it holds a CPR number.

Only its bytes are kept, outside the evidence and under a name nobody can guess. What else there is to know travels in
the page, signed, so that nothing is stored of a name that may hold a number.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import IO

from django.core import signing

from surveys.enums import TextPlace
from surveys.uploads import store
from surveys.uploads.examining import Examined

SALT = "surveys.uploads.holding"


@dataclass(frozen=True)
class Waiting:
    """Whose the file is, which answer it is for, and what was found out about it."""

    user: int
    response: int
    question: str
    name: str
    kind: str
    asked: tuple[str, ...]
    held_as: str
    sha256: str


def hold(file: IO[bytes], examined: Examined, *, user: int, response: int, question: str) -> str:
    """The text for the page's hidden field."""
    stored = store.hold(file, user=user)
    asked = tuple(str(place) for place in examined.asked)
    waiting = Waiting(user, response, question, examined.name, examined.kind.key, asked, stored.name, stored.sha256)
    return signing.dumps(asdict(waiting), salt=SALT)


def read(text: str) -> Waiting | None:
    """None where the hour has passed, or where the text is not ours."""
    with suppress(signing.BadSignature):
        found = signing.loads(text, salt=SALT, max_age=store.WAITS_SECONDS)
        return Waiting(**found | {"asked": tuple(TextPlace(place) for place in found["asked"])})
    return None


@contextmanager
def take(waiting: Waiting) -> Iterator[IO[bytes] | None]:
    """The file, if it is still there; whatever becomes of it, it waits no longer."""
    try:
        file = store.open_held(waiting.held_as)
        if file is None:
            yield None
            return
        with file:
            yield file
    finally:
        store.drop_held(user=waiting.user)
