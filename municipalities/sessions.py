"""How long a session lasts: the middleware enforces it, and a page's script asks when it will end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings

STARTED, SEEN = "started", "seen"


@dataclass(frozen=True)
class TimeLeft:
    """Seconds to each end of a session: by idleness, which a visit puts off, and after the longest day."""

    idle: int
    longest: int

    @property
    def seconds(self) -> int:
        return max(0, min(self.idle, self.longest))

    @property
    def can_stay(self) -> bool:
        return self.longest > self.idle


def time_left(session: Mapping, now: float) -> TimeLeft:
    started, seen = session.get(STARTED, now), session.get(SEEN, now)
    return TimeLeft(
        idle=int(settings.SESSION_IDLE_SECONDS - (now - seen)),
        longest=int(settings.SESSION_MAX_SECONDS - (now - started)),
    )


def does_not_prolong(view: Callable) -> Callable:
    """For what a page asks by itself: the person may have left long ago. Stands outermost of the decorators."""
    view.is_background = True
    return view
