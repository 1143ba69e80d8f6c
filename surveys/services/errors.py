"""Refusals: the message is Danish, says what is wrong and what to do, and nothing has been written."""

from collections.abc import Sequence

from surveys.checks import Problem
from surveys.cpr import Held
from surveys.enums import TextPlace


class SurveyError(Exception):
    """The survey cannot do what was asked."""


class FrozenSurveyError(SurveyError):
    """What is asked lies fast once the survey has been opened; what was typed stays with the person."""


class StaleError(SurveyError):
    """Someone else changed or removed it meanwhile; nothing was overwritten."""


class FieldError(SurveyError):
    """A rule that one field breaks; `field` is its name in the form."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class PastDeadlineSurveyError(SurveyError):
    """The survey's deadline, as typed, has passed."""


class ResponseError(Exception):
    """The response cannot do what was asked."""


class MeasuringError(Exception):
    """No measurement can be asked for as it stands."""


class ConflictError(Exception):
    """A conflict of interest cannot be declared or ended as asked."""


class SubstitutionError(Exception):
    """A substitute cannot be named as asked; `field` says which part of it is wrong."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class AssignmentError(ResponseError):
    """A case cannot be given to the one who was chosen; nothing was given to anyone."""

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.details = list(details)


class NotEditableError(ResponseError):
    """The response is submitted, being approved or withdrawn; what was typed stays with the person."""


class PastDeadlineError(ResponseError):
    """The deadline that was typed leaves no time."""


class UnlockedError(Exception):
    """A fault in the calling code, never shown: the state it judged by may be stale."""


class IncompleteError(ResponseError):
    """Checks before submission found problems; they are carried along for the page."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("Besvarelsen kan ikke indsendes endnu.")
        self.problems = list(problems)


class HeldBackError(ResponseError):
    """A text may hold a CPR number; what may be shown of it is carried along for the page."""

    def __init__(self, held: Held, place: TextPlace = TextPlace.MESSAGE) -> None:
        super().__init__(
            "Teksten rummer måske et CPR-nummer. Se efter." if held.asks else "Teksten rummer et CPR-nummer. Fjern det."
        )
        self.held, self.place = held, place
