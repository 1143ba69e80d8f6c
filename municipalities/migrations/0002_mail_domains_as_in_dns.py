"""Mail domains that were listed with Danish letters get the form that DNS has, and new ones are compared with."""

import idna
from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def rewrite(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """One that is no domain, or is listed in the other form too, stays for a person to look at."""
    domains = apps.get_model("municipalities", "MailDomain").objects
    for row in domains.all():
        try:
            name = idna.encode(row.domain.strip().removesuffix("."), uts46=True).decode("ascii").lower()
        except UnicodeError:
            continue
        is_taken = domains.filter(municipality=row.municipality_id, domain=name).exclude(pk=row.pk).exists()
        if name != row.domain and not is_taken:
            domains.filter(pk=row.pk).update(domain=name)


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0001_initial")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
