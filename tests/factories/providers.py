"""What is said of a mail provider, through the service."""

from datetime import timedelta

from django.utils import timezone

from municipalities.enums import StaffRole
from municipalities.models import User
from surveys.enums import ProviderStanding
from surveys.models import ProviderAdvice
from surveys.services.provider_advice import add_provider_advice
from tests.factories.municipalities import make_staff


def provider_fields(suffix: str = "mail.leverandoer.example", **fields) -> dict:
    return {
        "suffix": suffix,
        "provider": "Leverandør",
        "standing": ProviderStanding.CANNOT,
        "text": "Flyt postkasserne til servere, der kan bruge DANE.",
        "source_url": "https://leverandoer.example/dane",
        "as_of": timezone.localdate() - timedelta(days=30),
        **fields,
    }


def make_provider(suffix: str = "mail.leverandoer.example", *, by: User | None = None, **fields) -> ProviderAdvice:
    return add_provider_advice(fields=provider_fields(suffix, **fields), by=by or make_staff(StaffRole.MANAGER))
