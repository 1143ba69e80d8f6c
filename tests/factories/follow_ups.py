"""Follow-ups on answers, through the services, with as little to say as will do."""

import io
from datetime import date, timedelta

from municipalities.models import User
from surveys.merge import Value
from surveys.models import FollowUp, FollowUpFile, FollowUpMessage, Response
from surveys.services.corrections import send_correction
from surveys.services.evidence import SoundFile
from surveys.services.follow_up_files import add_reply_file
from surveys.services.follow_ups import Said, open_follow_up, reply
from surveys.uploads import store
from surveys.uploads.kinds import KINDS, ending_of
from tests.factories.surveys import today

QUESTION = "Hvilke systemer mangler?"


def make_follow_up(
    response: Response, by: User, question: str = "deletion-headline", *, text: str = QUESTION, day: date | None = None
) -> FollowUp:
    day = day or today() + timedelta(days=14)
    return open_follow_up(response=response, question_key=question, by=by, said=Said(text), answer_by=day)


def make_reply(follow_up: FollowUp, by: User, text: str = "Kun ét.") -> FollowUpMessage:
    files = follow_up.files.unsent().values_list("pk", flat=True)
    said = reply(follow_up=follow_up, by=by, said=Said(text), seen=follow_up.messages.count(), files=files)
    follow_up.refresh_from_db()
    return said


def make_correction(follow_up: FollowUp, by: User, new: Value) -> FollowUpMessage:
    said = send_correction(follow_up=follow_up, by=by, new=new, seen=follow_up.messages.count())
    follow_up.refresh_from_db()
    return said


def put_reply_file(
    follow_up: FollowUp, by: User, name: str = "oversigt.txt", content: bytes = b"Et system."
) -> FollowUpFile:
    kind = next(kind.key for kind in KINDS.values() if ending_of(name) in kind.endings)
    return add_reply_file(
        follow_up=follow_up, file=SoundFile(name, kind), stored=store.save(io.BytesIO(content)), by=by
    )
