"""The two kinds of people and the roles each may have; nobody holds both kinds."""

from django.db import models


class UserKind(models.TextChoices):
    MUNICIPAL = "municipal", "Kommune"
    AGENCY = "agency", "Tilsynsmyndighed"


class Role(models.TextChoices):
    """A person's role in one municipality."""

    LEAD = "lead", "Ansvarlig (DPO)"
    APPROVER = "approver", "Godkender (ledelse)"
    CONTRIBUTOR = "contributor", "Bidragyder"
    READER = "reader", "Læser"


class StaffRole(models.TextChoices):
    """A person's role at the agency; one person may have several."""

    CASE_HANDLER = "case_handler", "Sagsbehandler"
    MANAGER = "manager", "Leder"
    AUDITOR = "auditor", "Revisor"
    ADMINISTRATOR = "administrator", "Administrator"
