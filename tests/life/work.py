"""The worker's turn, at the hour the story has come to: what is queued, and what the schedule runs."""

from django.utils.module_loading import import_string
from django_q.models import OrmQ, Task

from reports.schedule import REGULAR


def work() -> None:
    """Until nothing is queued any longer; the queue's own rows are read, as the worker does it in its processes."""
    do_queued()
    for regular in REGULAR:
        import_string(regular.func)()
    do_queued()


def do_queued() -> None:
    while rows := list(OrmQ.objects.order_by("pk")):
        for row in rows:
            _do(row.task)
            row.delete()


def _do(task: dict) -> None:
    import_string(task["func"])(*task["args"], **task["kwargs"])
    if hook := task.get("hook"):
        import_string(hook)(Task(args=task["args"], success=True))
