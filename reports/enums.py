from django.db import models


class LetterState(models.TextChoices):
    DRAFT = "draft", "Udkast"
    APPROVED = "approved", "Godkendt"
    ISSUED = "issued", "Udsendt"
    SUPERSEDED = "superseded", "Erstattet"


class JobKind(models.TextChoices):
    """Long work a person waits for: drafting or issuing many letters, or collecting all as one ZIP."""

    DRAFT = "draft", "Udkast til breve"
    ISSUE = "issue", "Udsendelse af breve"
    COLLECT = "collect", "Samling af alle breve"


class ItemState(models.TextChoices):
    WAITING = "waiting", "Venter"
    DONE = "done", "Færdig"
    FAILED = "failed", "Mislykket"
    CANCELLED = "cancelled", "Annulleret"


class EntryKind(models.TextChoices):
    """What an entry in a case is about, in the order they stand where two have the same time."""

    SURVEY = "survey", "Tilsynet"
    CASE = "case", "Sagen"
    RESPONSE = "response", "Besvarelsen"
    CPR = "cpr", "CPR-kontrol"
    MEASUREMENT = "measurement", "Måling"
    SUBMISSION = "submission", "Indsendelse"
    DEADLINE = "deadline", "Længere frist"
    FOLLOW_UP = "follow_up", "Opfølgning"
    NOTE = "note", "Intern note"
    LETTER = "letter", "Brev"
    PUBLICATION = "publication", "Offentliggørelse"
    MAIL = "mail", "Mail"
    REQUEST = "request", "Aktindsigt"


class RequestLaw(models.TextChoices):
    """By which law someone asks to see a case's documents."""

    PUBLIC = "public", "Offentlighedsloven (enhver)"
    PARTY = "party", "Forvaltningsloven (part i sagen)"


class FormalKind(models.TextChoices):
    """A letter that an act of the case itself causes, beside the guidance letter."""

    OPENING = "opening", "Åbningsbrev"
    REMINDER = "reminder", "Formel påmindelse"
    EXTENSION = "extension", "Svar om længere frist"
    RETURN = "return", "Tilbagesendelse"


class FormalState(models.TextChoices):
    """A draft is made of a text no lawyer has gone through; the municipality does not see it."""

    WAITING = "waiting", "Dannes"
    DRAFT = "draft", "Udkast"
    ISSUED = "issued", "Udsendt"
    FAILED = "failed", "Mislykket"
    DROPPED = "dropped", "Bortfaldet"
