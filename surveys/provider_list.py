"""Reads what is said of mail providers. It is no municipality's, so everyone who reads responses reads all of it."""

from surveys.models import ProviderAdvice


def select_provider_list() -> list[ProviderAdvice]:
    """One query: by provider, then by how the servers' names end, with who changed each last."""
    return list(ProviderAdvice.objects.select_related("changed_by").order_by("provider", "suffix"))


def find_provider_advice(pk: int) -> ProviderAdvice | None:
    """One query."""
    return ProviderAdvice.objects.select_related("changed_by").filter(pk=pk).first()
