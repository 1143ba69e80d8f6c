from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """A letter was superseded when the next one to the same municipality was issued."""
    letters = apps.get_model("reports", "Letter").objects
    following = letters.filter(response=OuterRef("response"), number__gt=OuterRef("number")).order_by("number")
    letters.filter(state="superseded").update(
        superseded_at=Coalesce(Subquery(following.values("issued_at")[:1]), "issued_at")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_letter_superseded_at"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
