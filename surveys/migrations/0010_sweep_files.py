"""A schedule that clears away files nobody waits for any more; the worker runs it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FUNCTION = "surveys.services.evidence.sweep_files"
MINUTES = 10


def add_schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schedules = apps.get_model("django_q", "Schedule").objects.using(schema_editor.connection.alias)
    schedules.get_or_create(name="sweep_files", defaults={"func": FUNCTION, "schedule_type": "I", "minutes": MINUTES})


def remove_schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("django_q", "Schedule").objects.using(schema_editor.connection.alias).filter(
        name="sweep_files"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("surveys", "0009_approval_by_default"), ("django_q", "0018_task_success_index")]

    operations = [migrations.RunPython(add_schedule, remove_schedule)]
