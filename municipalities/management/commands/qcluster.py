from django_q import cluster
from django_q.management.commands import qcluster

from municipalities.management.queues import LooseQueue


class Command(qcluster.Command):
    help = "Do the background work until stopped."

    def handle(self, *args, **options) -> None:
        """The cluster makes its queues by this name, and takes no other way."""
        cluster.Queue = LooseQueue
        super().handle(*args, **options)
