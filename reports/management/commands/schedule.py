from django.core.management.base import BaseCommand

from reports.schedule import write_schedule


class Command(BaseCommand):
    help = "Write what the worker does by the clock into the database; done by set-up, harmless to repeat. Exit code 0."

    def handle(self, *args, **options) -> None:
        write_schedule()
