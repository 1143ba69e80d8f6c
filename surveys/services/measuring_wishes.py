"""Wishes for a measurement: a person's, and those the schedule makes while a survey is open. The worker grants them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django_q.tasks import async_task

from municipalities.models import MailDomain, Municipality, User
from surveys.enums import MeasurementState, ResponseState, SurveyState
from surveys.measurements import is_over
from surveys.measuring_plan import next_due
from surveys.models import DomainMeasurement, Response
from surveys.services.errors import MeasuringError

# A domain is left alone for so long after it was measured, or was tried.
REST = timedelta(minutes=15)
OVER = "Tilsynet er lukket, så vi måler ikke igen. I kan stadig se de målinger, der er lavet."


@dataclass(frozen=True)
class Asked:
    """What became of a request: domains to be measured now, those that were waiting already, and those at rest."""

    new: int = 0
    waiting: int = 0
    rests_until: datetime | None = None


@transaction.atomic
def ask_measurements(*, municipality: Municipality, by: User, now: datetime | None = None) -> Asked:
    """Ask for every approved domain. What is waiting is not asked for twice, and what was just measured rests.

    Raises MeasuringError where no domain is approved, or no survey that asked the municipality is open any more.
    """
    now = now or timezone.now()
    if is_over(municipality):
        raise MeasuringError(OVER)
    approved = municipality.mail_domains.filter(approved_at__isnull=False)
    # Locked in one order, so that two who press at once take turns.
    domains = [row.domain for row in approved.select_for_update(of=("self",)).order_by("pk")]
    if not domains:
        raise MeasuringError("I har ingen godkendte maildomæner, så der er ikke noget at måle.")
    found = DomainMeasurement.objects.filter(municipality=municipality, domain__in=domains)
    pending = {row.domain: row for row in found.pending()}
    touched = _last_touched(found)
    asked = [_ask(municipality, domain, pending.get(domain), touched.get(domain), by, now) for domain in domains]
    rests = [one for one in asked if isinstance(one, datetime)]
    if True in asked:
        transaction.on_commit(_ask_worker, robust=True)
    return Asked(asked.count(True), asked.count(False), max(rests, default=None))


def _last_touched(found: Iterable[DomainMeasurement]) -> dict[str, datetime]:
    """When each domain's servers were last spoken to."""
    rows = found.order_by().values_list("domain").annotate(started=Max("started_at"), measured=Max("measured_at"))
    return {domain: max(times) for domain, *both in rows if (times := [at for at in both if at])}


def _ask(
    municipality: Municipality,
    domain: str,
    pending: DomainMeasurement | None,
    touched: datetime | None,
    by: User,
    now: datetime,
) -> bool | datetime:
    """True where it is to be measured now, False where it was going to be, or until when it rests."""
    if pending and (pending.state == MeasurementState.RUNNING or pending.due_at <= now):
        return False
    if touched and now < touched + REST:
        return touched + REST
    if pending and _bring_forward(pending, by, now):
        return True
    # The schedule, which locks nothing, may write the same wish at this very moment.
    wishes = DomainMeasurement.objects.pending()
    asked = {"asked_by": by, "asked_at": now, "due_at": now}
    return wishes.get_or_create(municipality=municipality, domain=domain, defaults=asked)[1]


def _bring_forward(pending: DomainMeasurement, by: User, now: datetime) -> bool:
    """False where the worker has taken the wish up, or away, since it was read."""
    waiting = DomainMeasurement.objects.filter(pk=pending.pk, state=MeasurementState.WAITING)
    return bool(waiting.update(due_at=now, asked_by=by))


def _ask_worker() -> None:
    """A queue that is down costs nothing but time: the schedule finds the rows."""
    async_task("surveys.services.measuring.measure_due")


def plan_measurements(now: datetime) -> int:
    """Write the regular wishes that have come due; returns how many. Three queries, and one more where any has.

    Only real municipalities: the demo's domains do not exist.
    """
    start = _measured_from()
    domains = MailDomain.objects.filter(municipality__in=start, approved_at__isnull=False)
    asked = DomainMeasurement.objects.filter(municipality__in=start).order_by()
    last = {
        (municipality, domain): at
        for municipality, domain, at in asked.values_list("municipality", "domain").annotate(at=Max("asked_at"))
    }
    due = [
        row
        for row in domains
        if next_due(row.domain, max(start[row.municipality_id], row.approved_at), last.get(_key(row))) <= now
    ]
    # What is pending already stays as it is; so does what another run writes at this very moment.
    DomainMeasurement.objects.bulk_create([_wish(row, now) for row in due], ignore_conflicts=True)
    return len(due)


def _measured_from() -> dict[int, datetime]:
    """The municipalities with a response in an open survey, and when the latest of these opened."""
    responses = Response.objects.filter(survey__state=SurveyState.OPEN, municipality__is_demo=False)
    rows = responses.exclude(state=ResponseState.WITHDRAWN).order_by("survey__opened_at")
    return dict(rows.values_list("municipality", "survey__opened_at"))


def _key(row: MailDomain) -> tuple[int, str]:
    return (row.municipality_id, row.domain)


def _wish(row: MailDomain, now: datetime) -> DomainMeasurement:
    return DomainMeasurement(municipality_id=row.municipality_id, domain=row.domain, asked_at=now, due_at=now)


def drop_unlisted() -> int:
    """A wish for a domain that was taken off the list, or is no longer approved, is not granted; results stay."""
    listed = MailDomain.objects.filter(
        municipality=OuterRef("municipality"), domain=OuterRef("domain"), approved_at__isnull=False
    )
    waiting = DomainMeasurement.objects.filter(state=MeasurementState.WAITING).exclude(Exists(listed))
    return waiting.delete()[0]
