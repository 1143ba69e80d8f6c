from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Min, OuterRef, Q, Subquery


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Until now a letter was made with its survey's newest advice, and what has been used stays as it is."""
    versions = apps.get_model("surveys", "AdviceVersion").objects
    newest = versions.filter(survey=OuterRef("submission__response__survey")).order_by("-number").values("pk")[:1]
    letters = apps.get_model("reports", "Letter").objects
    for pk, version in letters.annotate(newest=Subquery(newest)).values_list("pk", "newest"):
        letters.filter(pk=pk).update(advice_version=version)
    used = versions.filter(Q(letters__isnull=False) | Q(publications__isnull=False)).annotate(
        lettered=Min("letters__created_at"), published=Min("publications__published_at")
    )
    for version in used:
        version.used_at = min(at for at in (version.lettered, version.published) if at)
        version.save(update_fields=["used_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0008_letter_advice_version"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
