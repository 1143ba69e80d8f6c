"""What the migrations do to rows that are there already."""

from importlib import import_module

from django.apps import apps

from municipalities.models import MailDomain

rewrite = import_module("municipalities.migrations.0002_mail_domains_as_in_dns").rewrite


def listed(municipality):
    return sorted(municipality.mail_domains.values_list("domain", flat=True))


def test_domains_with_danish_letters_become_what_dns_has(municipality):
    for domain in ("blåbærgrød.example", "Stor.example", "proeve.example"):
        MailDomain.objects.create(municipality=municipality, domain=domain)
    rewrite(apps, None)
    rewrite(apps, None)
    assert listed(municipality) == ["proeve.example", "stor.example", "xn--blbrgrd-fxak7p.example"]


def test_what_is_no_domain_or_listed_twice_stays(municipality):
    domains = ["no domain!", "xn--blbrgrd-fxak7p.example", "blåbærgrød.example"]
    for domain in domains:
        MailDomain.objects.create(municipality=municipality, domain=domain)
    rewrite(apps, None)
    assert listed(municipality) == sorted(domains)
