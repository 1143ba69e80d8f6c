"""The first advice by mail provider: only what a public page says, each with the page and the day it was seen."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SEEN = date(2026, 11, 30)
EXCHANGE = "Microsoft Exchange Online"
ADVICE = (
    (
        "mail.protection.outlook.com",
        EXCHANGE,
        "cannot",
        "Servere med det navn ligger i et domæne uden DNSSEC, så DANE kan ikke holde på dem. Microsoft har nye navne, "
        "der kan. Bed jeres leverandør om at slå DNSSEC og DANE til for domænet i Exchange Online og flytte MX-posten.",
        "https://techcommunity.microsoft.com/t5/exchange-team-blog/"
        "implementing-inbound-smtp-dane-with-dnssec-for-exchange-online/ba-p/3939694",
    ),
    (
        "mx.microsoft",
        EXCHANGE,
        "can",
        "Servere med det navn kan bruge DANE. Holder det ikke, så bed jeres leverandør om at se efter, at både DNSSEC "
        "og DANE er slået til for domænet i Exchange Online, og at jeres eget domæne er signeret.",
        "https://techcommunity.microsoft.com/blog/exchange/"
        "modernizing-dns-security-for-exchange-online-mail-flow/4514248",
    ),
    (
        "l.google.com",
        "Google Workspace",
        "ask",
        "En offentlig oversigt viser, at Googles mailservere hverken er signeret med DNSSEC eller har TLSA-poster. "
        "Spørg leverandøren, om det er ændret. Google vejleder selv om MTA-STS, som er noget andet end DANE.",
        "https://domaincheckup.net/domain/gmail.com",
    ),
    (
        "mimecast.com",
        "Mimecast",
        "ask",
        "Mimecast beskriver DANE for mail, der sendes ud. Spørg leverandøren, om DANE også kan slås til for mail, "
        "der kommer ind.",
        "https://mimecastsupport.zendesk.com/hc/en-us/articles/38295371196563",
    ),
    (
        "seppmail.cloud",
        "SEPPmail",
        "can",
        "Leverandøren skriver, at serverne har TLSA-poster, og at DANE følger med, når jeres eget domæne er signeret "
        "med DNSSEC.",
        "https://docs.seppmail.com/en/cloud/c05_sca_04_tls_use_in_cloud.html",
    ),
)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What staff have written of a provider meanwhile stays."""
    for suffix, provider, standing, text, source_url in ADVICE:
        apps.get_model("surveys", "ProviderAdvice").objects.get_or_create(
            suffix=suffix,
            defaults={
                "provider": provider,
                "standing": standing,
                "text": text,
                "source_url": source_url,
                "as_of": SEEN,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0018_measurement")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
