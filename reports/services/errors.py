class LetterError(Exception):
    """A letter cannot be made or issued; the message is Danish and says why."""


class ArchiveError(Exception):
    """The survey cannot be archived yet; the message is Danish and says what to do."""


class PublicationError(Exception):
    """The report cannot be published; the message is Danish and says what to do."""


class RequestError(Exception):
    """A request for documents cannot be registered, changed or decided; the message is Danish and says what to do."""
