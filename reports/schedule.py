"""What the worker does by the clock. It lives in the topmost app, which may know the work of all."""

from dataclasses import dataclass

from django_q.models import Schedule


@dataclass(frozen=True)
class Regular:
    name: str
    func: str
    minutes: int


REGULAR = (
    Regular("send_due", "surveys.services.due.send_due", 1),
    Regular("hand_out_letters", "reports.services.jobs.hand_out_stuck", 5),
    Regular("hand_out_formal_letters", "reports.services.formal_making.hand_out_stuck", 5),
    Regular("measure_due", "surveys.services.measuring.measure_due", 1),
    Regular("sweep_files", "surveys.services.evidence.sweep_files", 10),
)
# A success each minute would crowd out the results of other work; failures are kept whatever this says.
QUIET = "{'q_options': {'save': False}}"


def write_schedule() -> None:
    """Bring the worker's schedule in line with the table; running it again changes nothing, nor the next time."""
    for regular in REGULAR:
        fields = {
            "func": regular.func,
            "schedule_type": Schedule.MINUTES,
            "minutes": regular.minutes,
            "kwargs": QUIET,
            "repeats": -1,
        }
        Schedule.objects.update_or_create(name=regular.name, defaults=fields)
