from django.core.management.base import BaseCommand

from surveys.services.due import send_due


class Command(BaseCommand):
    help = "Send what is due: reminders, and mails that wait. The worker's schedule does it each minute. Exit code 0."

    def handle(self, *args, **options) -> None:
        number = send_due()
        self.stderr.write(f"Sendt: {number} {'mail' if number == 1 else 'mails'}.")
