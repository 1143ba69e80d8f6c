"""The words of a survey that are data: the scale, the states, where a value came from."""

from django.db import models


class Choice(models.IntegerChoices):
    """The ordered scale; an answer counts when its choice is at or above the question's threshold.

    Only the upper two labels are known from the agency's publication; the lower three are ours (docs/rules.md).
    """

    YES = 4, "Ja"
    MOST = 3, "Delvist – mere end 2/3 gennemført"
    SOME = 2, "Delvist – mellem 1/3 og 2/3 gennemført"
    FEW = 1, "Delvist – mindre end 1/3 gennemført"
    NO = 0, "Nej"


NOT_RELEVANT_LABEL = "Ikke relevant"
UNANSWERED_LABEL = "Ikke besvaret"


class Level(models.TextChoices):
    """What a letter says about one answer."""

    IN_PLACE = "in_place", "På plads"
    ON_THE_WAY = "on_the_way", "På vej"
    NOT_IN_PLACE = "not_in_place", "Ikke på plads"


class SurveyState(models.TextChoices):
    DRAFT = "draft", "Under forberedelse"
    OPEN = "open", "Åbent"
    CLOSED = "closed", "Lukket"
    PUBLISHED = "published", "Offentliggjort"
    ARCHIVED = "archived", "Arkiveret"


class ResponseState(models.TextChoices):
    DRAFT = "draft", "Kladde"
    READY = "ready", "Klar til godkendelse"
    SUBMITTED = "submitted", "Indsendt"
    RETURNED = "returned", "Sendt tilbage"
    ACCEPTED = "accepted", "Godkendt"
    WITHDRAWN = "withdrawn", "Udtaget"


class Source(models.TextChoices):
    """How a saved value came in; kept on every revision."""

    PAGE = "page", "Portalen"
    IMPORT = "import", "Import"
    WORKBOOK = "workbook", "Regneark"
    FOLLOW_UP = "follow_up", "Opfølgning"
    DEMO = "demo", "Demo"


class Difference(models.TextChoices):
    """How a question stands to the one with the same key in an earlier survey."""

    SAME = "same", "Uændret"
    REWORDED = "reworded", "Omformuleret"
    COUNTS_OTHERWISE = "counts_otherwise", "Tæller anderledes"
    NEW = "new", "Nyt"
    GONE = "gone", "Udgået"


class TextPlace(models.TextChoices):
    """Where a text that might hold a CPR number stood."""

    COMMENT = "comment", "Kommentar"
    FILE_NAME = "file_name", "Filnavn"
    FILE_TEXT = "file_text", "Fil"
    MESSAGE = "message", "Opfølgning"


class MailKind(models.TextChoices):
    """What a mail to a municipality is about."""

    INVITATION = "invitation", "Invitation"
    REMINDER = "reminder", "Påmindelse"
    READY = "ready", "Klar til godkendelse"
    SENT_BACK = "sent_back", "Tilbage til den ansvarlige"
    RECEIPT = "receipt", "Kvittering"
    RETURNED = "returned", "Sendt tilbage af tilsynet"
    EXTENSION = "extension", "Svar om frist"
    LETTER = "letter", "Nyt brev"
    FOLLOW_UP = "follow_up", "Opfølgning"


class MailState(models.TextChoices):
    WAITING = "waiting", "Venter"
    SENDING = "sending", "Sendes"
    SENT = "sent", "Sendt"
    FAILED = "failed", "Ikke sendt"
    HELD = "held", "Holdt tilbage"
    DROPPED = "dropped", "Bortfaldet"


class ExtensionState(models.TextChoices):
    """Of a municipality's request for a later deadline."""

    ASKED = "asked", "Venter på svar"
    GRANTED = "granted", "Imødekommet"
    CHANGED = "changed", "Anden dato"
    REFUSED = "refused", "Afslået"


class SampleMethod(models.TextChoices):
    """How it was chosen whom a survey asks."""

    ALL = "all", "Alle kommuner"
    LIST = "list", "Efter en liste"
    RANDOM = "random", "Tilfældigt udtræk"


class FollowUpState(models.TextChoices):
    """Whose turn it is in a follow-up on one answer, or how it ended."""

    ASKED = "asked", "Venter på kommunen"
    ANSWERED = "answered", "Venter på tilsynet"
    UPHELD = "upheld", "Svaret står ved magt"
    CORRECTED = "corrected", "Svaret er rettet"


class MessageKind(models.TextChoices):
    """What was said in a follow-up."""

    QUESTION = "question", "Spørgsmål"
    REPLY = "reply", "Svar"
    CORRECTION = "correction", "Rettelse"
    CLOSING = "closing", "Afslutning"


class MeasurementState(models.TextChoices):
    """Of a measurement of a mail domain, from wish to result."""

    WAITING = "waiting", "Venter"
    RUNNING = "running", "Måles"
    DONE = "done", "Målt"
    FAILED = "failed", "Kunne ikke måles"


class ProviderStanding(models.TextChoices):
    """Whether DANE can be had on the servers whose names end so."""

    CANNOT = "cannot", "Kan ikke bruge DANE"
    CAN = "can", "Kan bruge DANE"
    ASK = "ask", "Spørg leverandøren"


class DaneGroup(models.TextChoices):
    """How a submitted DANE answer stands to what was measured; the values stand in addresses."""

    OVERSTATED = "ja-holder-ikke", "Svaret er Ja, men målingen holder ikke"
    UNDERSTATED = "nej-holder", "Svaret er ikke Ja, men målingen holder"
    APART = "uafgjort", "Målingen kan ikke holdes op mod svaret"
    AGREES = "enige", "Svar og måling siger det samme"
