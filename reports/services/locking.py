"""What every act on a letter begins with: the lock, and that there is something to write about."""

from municipalities.models import User
from reports.models import Letter
from reports.services.errors import LetterError
from surveys.handlers import KEPT_FROM, is_kept_from
from surveys.models import Response, Survey
from surveys.services.locking import is_archived

COUNTED_STATES = ("submitted", "accepted")


def lock_response(response: Response) -> Response:
    """One act at a time on one municipality's letters: a double click waits here, and then finds it done."""
    return (
        Response.objects.select_related("survey", "municipality", "current_submission", "case_handler")
        .select_for_update(of=("self",))
        .get(pk=response.pk)
    )


def require_open_case(survey: Survey | int) -> None:
    """Asked once the lock is held, which archiving takes too."""
    if is_archived(survey):
        raise LetterError("Tilsynet er arkiveret. Breve kan ikke længere laves, ændres, godkendes eller udsendes.")


def require_impartial(response: Response, by: User) -> None:
    """Also for the worker: a conflict of interest may have been declared after the work was ordered."""
    if is_kept_from(by, response):
        raise LetterError(KEPT_FROM)


def require_submitted(response: Response) -> None:
    if response.current_submission is None:
        raise LetterError("Kommunen har ikke indsendt en besvarelse, så der er intet at skrive om.")
    if response.state not in COUNTED_STATES:
        raise LetterError(f"Besvarelsen er »{response.state_label}«. Der kan skrives et brev, når den er indsendt.")


def require_current(letter: Letter) -> None:
    """A letter speaks of the submission that counts, and no other."""
    require_submitted(letter.response)
    if letter.submission_id != letter.response.current_submission_id:
        raise LetterError("Kommunen har indsendt nye svar, siden udkastet blev lavet. Lav udkastet igen.")
