"""Refusals: the message is Danish, says what is wrong and what to do, and nothing has been written."""

from collections.abc import Sequence

from surveys.checks import Problem


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
