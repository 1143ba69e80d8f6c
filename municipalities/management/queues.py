"""The queues between the processes of the background work."""

from contextlib import suppress
from multiprocessing.connection import wait
from queue import Empty

from django_q.queues import Queue


class LooseQueue(Queue):
    """Waits for a job without holding the queue's lock.

    django-q2's own holds it, so that a process killed while it waits (by the system, short of memory) keeps it for
    ever: no job is done after that, and the cluster does not stop when asked (django-q2, issue 23).
    """

    def get(self) -> object:
        """django-q2 asks without arguments: wait as long as it takes."""
        while True:
            wait([self._reader])
            with suppress(Empty):  # another was faster
                return super().get(block=False)
