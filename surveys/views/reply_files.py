"""What a reply's form says of files: one to add, to take off, or to let go because of a CPR number."""

from dataclasses import dataclass

from municipalities.middleware import MunicipalityRequest
from surveys.models import FollowUp
from surveys.numbers import read_number
from surveys.services.evidence import SoundFile
from surveys.services.follow_up_files import add_reply_file, remove_reply_file
from surveys.uploads import holding, store
from surveys.uploads.examining import Examined, FileRefusedError, examine
from surveys.uploads.refusals import MESSAGES
from surveys.uploads.turns import takes_turn

UNREAD = "Vi kan ikke læse tekst i den, så se selv efter, om den rummer CPR-numre."


@dataclass(frozen=True)
class Intake:
    """What became of a file: words for the page, its row if it was added, or that it waits for the person's answer."""

    done: str = ""
    added: int | None = None
    waiting: str = ""
    examined: Examined | None = None


def take_in(request: MunicipalityRequest, here: FollowUp) -> Intake:
    """Raises FileRefusedError and RefusedFileError with the reasons, ResponseError where the follow-up is closed."""
    if "remove" in request.POST:
        remove_reply_file(follow_up=here, pk=read_number(request.POST["remove"]) or 0)
        return Intake(done="Filen er fjernet.")
    if {"not_cpr_file", "is_cpr_file"} & set(request.POST):
        return _take_held(request, here)
    if request.FILES.get("file"):
        return _upload(request, here)
    if "add" in request.POST:
        raise FileRefusedError([MESSAGES["missing"]])
    return Intake()


def _upload(request: MunicipalityRequest, here: FollowUp) -> Intake:
    """Nothing is stored before the file has been looked over, and what may hold a CPR number waits for a Nej."""
    received = request.FILES["file"]
    with takes_turn(request.user.pk):
        examined = examine(received)
    if examined.asked:
        place = {"user": request.user.pk, "response": here.response_id, "question": _place(here)}
        return Intake(waiting=holding.hold(received, examined, **place), examined=examined)
    file = SoundFile(examined.name, examined.kind.key)
    row = add_reply_file(follow_up=here, file=file, stored=store.save(received), by=request.user)
    unread = "" if examined.has_text else f" {UNREAD}"
    return Intake(done=f"Filen »{examined.name}« er tilføjet.{unread}", added=row.pk)


def _take_held(request: MunicipalityRequest, here: FollowUp) -> Intake:
    """A Nej puts the file that waited beside the reply; anything else lets it go."""
    waiting = holding.read(request.POST.get("held", ""))
    if waiting is None or (waiting.user, waiting.response, waiting.question) != (
        request.user.pk,
        here.response_id,
        _place(here),
    ):
        raise FileRefusedError([MESSAGES["waited"]])
    with holding.take(waiting) as file:
        if "not_cpr_file" not in request.POST:
            return Intake(done="Filen er ikke gemt. Fjern nummeret, og vælg filen igen.")
        if file is None:
            raise FileRefusedError([MESSAGES["waited"]])
        sound = SoundFile(waiting.name, waiting.kind, waiting.asked)
        row = add_reply_file(follow_up=here, file=sound, stored=store.save(file), by=request.user)
    return Intake(done=f"Filen »{waiting.name}« er tilføjet.", added=row.pk)


def _place(here: FollowUp) -> str:
    """No question's key has a slash in it."""
    return f"follow-up/{here.number}"
