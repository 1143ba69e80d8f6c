"""Files for a reply: put beside the follow-up until it is sent, in turn with sending and closing it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from municipalities.models import User
from surveys.models import CprDenial, FollowUp, FollowUpFile
from surveys.services.evidence import SoundFile, stays_if_all_goes_well
from surveys.services.follow_ups import lock_follow_up, require_open
from surveys.uploads import store
from surveys.uploads.examining import FileRefusedError
from surveys.uploads.kinds import KINDS, RESPONSE_MOST
from surveys.uploads.limits import MIB
from surveys.uploads.store import Stored

FULL = (
    f"Opfølgningerne på en besvarelse må højst have filer for {RESPONSE_MOST // MIB} MB i alt, og der er ikke plads "
    "til filen. Fjern en anden fil først, eller gør denne mindre."
)


def add_reply_file(
    *, follow_up: FollowUp, file: SoundFile, stored: Stored, by: User, now: datetime | None = None
) -> FollowUpFile:
    """A file already in the store, which is taken out again unless this succeeds. The same file twice is one.

    Raises ResponseError where the follow-up is closed, FileRefusedError where there is no room.
    """
    with stays_if_all_goes_well(stored) as stays, transaction.atomic():
        follow_up, now = lock_follow_up(follow_up), now or timezone.now()
        require_open(follow_up)
        if same := follow_up.files.unsent().filter(name=file.name, sha256=stored.sha256).first():
            return same
        _require_room(follow_up, stored)
        row = FollowUpFile.objects.create(
            follow_up=follow_up,
            name=file.name,
            media_type=KINDS[file.kind].media_type,
            size=stored.size,
            sha256=stored.sha256,
            stored_as=stored.name,
            added_by=by,
            added_at=now,
        )
        CprDenial.objects.bulk_create(
            CprDenial(response=follow_up.response, question=follow_up.question, place=place, by=by, at=now)
            for place in file.denied
        )
        stays.append(row)
    return row


@transaction.atomic
def remove_reply_file(*, follow_up: FollowUp, pk: int) -> None:
    """Take off a file that is not sent, with its bytes; one that is gone or sent meanwhile is left as it is."""
    follow_up = lock_follow_up(follow_up)
    if file := follow_up.files.unsent().filter(pk=pk).first():
        file.delete()
        transaction.on_commit(lambda: store.delete(file.stored_as))


def _require_room(follow_up: FollowUp, stored: Stored) -> None:
    files = FollowUpFile.objects.filter(follow_up__response=follow_up.response)
    if (files.aggregate(total=Sum("size"))["total"] or 0) + stored.size > RESPONSE_MOST:
        raise FileRefusedError([FULL])
