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
