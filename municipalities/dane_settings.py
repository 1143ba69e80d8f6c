"""How this portal measures DANE, from its settings; the library itself knows no settings."""

from __future__ import annotations

from django.conf import settings

from municipalities.dane.measuring import Limits, Measuring


def measuring_from_settings() -> Measuring:
    """One host takes as long as its greeting may, and a minute for the rest; a domain as long as the library says."""
    usual = Limits()
    host_seconds = max(usual.host_seconds, settings.DANE_GREETING_SECONDS + 60)
    return Measuring(
        resolvers=settings.DANE_RESOLVERS,
        signed_name=settings.DANE_SIGNED_NAME,
        bogus_name=settings.DANE_BOGUS_NAME,
        ehlo=settings.DANE_EHLO,
        port=settings.DANE_PORT,
        runs=settings.DANE_RUNS,
        may_be_local=settings.DANE_ALLOW_LOCAL,
        limits=Limits(
            greeting_seconds=settings.DANE_GREETING_SECONDS,
            host_seconds=host_seconds,
        ),
    )
