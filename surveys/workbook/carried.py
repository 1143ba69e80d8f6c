"""What an uploaded workbook said, carried in the page of its preview until it is confirmed; the server keeps nothing.

Signed, so that it is what was previewed, and bound to the person and the response, for a short time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple

from django.core import signing

from municipalities.models import User
from surveys.models import Response
from surveys.services.workbooks import FilledRow

SALT = "surveys.workbook.preview"
MAX_AGE_SECONDS = 2 * 60 * 60


class StalePreviewError(Exception):
    """The page is too old, or not this person's page of this response."""


def carry(rows: Sequence[FilledRow], letters: Mapping[str, str], *, user: User, response: Response) -> str:
    carried = {"to": [user.pk, response.pk], "letters": dict(letters), "rows": [astuple(row) for row in rows]}
    return signing.dumps(carried, salt=SALT, compress=True)


def unpack(text: str, *, user: User, response: Response) -> tuple[list[FilledRow], dict[str, str]]:
    try:
        carried = signing.loads(text, salt=SALT, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        raise StalePreviewError from None
    if carried["to"] != [user.pk, response.pk]:
        raise StalePreviewError
    return [FilledRow(*row) for row in carried["rows"]], carried["letters"]
