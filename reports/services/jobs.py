"""Long work as rows: each item is one letter, done once however often the worker is handed it."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_q.models import Task
from django_q.tasks import async_task

from municipalities.models import User
from reports.enums import ItemState, JobKind
from reports.letters import LetterContent
from reports.models import LetterJob, LetterJobItem
from reports.selectors.letters import select_letter
from reports.services.drafts import draft_letter
from reports.services.errors import LetterError
from reports.services.finishing import UNMADE, attempt
from reports.services.letters import draft_pdf, issue_letter
from reports.services.locking import require_open_case
from surveys.models import Response, Survey

# A job in which nothing has been finished for this long has lost its place in the queue.
STUCK_AFTER = timedelta(minutes=10)


@transaction.atomic
def start_job(*, survey: Survey, kind: JobKind, responses: Iterable[Response], by: User) -> LetterJob:
    """Write the job and its items, and hand them to the worker once they are committed.

    Raises LetterError in an archived survey, where letters are gathered but no longer made.
    """
    if kind != JobKind.COLLECT:
        require_open_case(survey)
    job = LetterJob.objects.create(survey=survey, kind=kind, created_by=by)
    LetterJobItem.objects.bulk_create(LetterJobItem(job=job, response=response) for response in responses)
    transaction.on_commit(lambda: hand_out(job))
    return job


def hand_out(job: LetterJob) -> None:
    """Queue what is waiting; an item that is queued twice is still done once."""
    for pk in job.items.filter(state=ItemState.WAITING).values_list("pk", flat=True):
        async_task(
            "reports.services.jobs.run_item",
            pk,
            group=f"letter-job-{job.pk}",
            hook="reports.services.jobs.note_outcome",
        )


def hand_out_stuck() -> None:
    """Run by the schedule: queue again what waits in jobs that stand still.

    Redis loses the job of a killed worker, and a queue that was down when the job was made never had it.
    """
    last = Coalesce(Max("items__finished_at"), "created_at")
    standing = LetterJob.objects.annotate(last=last).filter(last__lte=timezone.now() - STUCK_AFTER)
    for job in standing.filter(pk__in=LetterJobItem.objects.filter(state=ItemState.WAITING).values("job")):
        hand_out(job)


def run_item(pk: int) -> None:
    """Do one item; where it cannot be done, the reason is written on it."""
    with transaction.atomic():
        item = LetterJobItem.objects.select_for_update(of=("self",)).select_related("job").get(pk=pk)
        if item.state != ItemState.WAITING:
            return
        item.pdf, item.error = attempt(partial(WORK[item.job.kind], item), what=f"Letter job item {pk}")
        item.state = ItemState.FAILED if item.error else ItemState.DONE
        item.finished_at = timezone.now()
        item.save(update_fields=["state", "error", "pdf", "finished_at"])


def note_outcome(task: Task) -> None:
    """The queue lets a failed task go, whatever failed it: its item must not wait for ever."""
    if not task.success:
        waiting = LetterJobItem.objects.filter(pk=task.args[0], state=ItemState.WAITING)
        waiting.update(state=ItemState.FAILED, error=UNMADE, finished_at=timezone.now())


def _draft(item: LetterJobItem) -> None:
    draft_letter(response=item.response, by=item.job.created_by)


def _issue(item: LetterJobItem) -> None:
    letter = item.response.letters.drafts().first()
    if letter is None:
        raise LetterError("Der er intet godkendt brev at udsende.")
    issue_letter(letter=letter, by=item.job.created_by)


def _collect(item: LetterJobItem) -> bytes:
    """The issued bytes where there are any, else today's draft with its watermark."""
    return letter_bytes(item.response)


WORK = {JobKind.DRAFT: _draft, JobKind.ISSUE: _issue, JobKind.COLLECT: _collect}


def letter_bytes(response: Response) -> bytes:
    """The stored bytes of the issued letter, else a draft. Raises LetterError where nothing was submitted."""
    issued = response.letters.issued().first()
    return bytes(issued.pdf) if issued else draft_bytes(response)


def draft_bytes(response: Response) -> bytes:
    """The draft as it is stored, else as it would be made now; always with the watermark."""
    draft = response.letters.drafts().first()
    if draft:
        return draft_pdf(LetterContent.from_json(draft.content))
    if response.current_submission_id is None:
        raise LetterError("Kommunen har ikke indsendt en besvarelse, så der er intet at skrive om.")
    return draft_pdf(select_letter(response))


@transaction.atomic
def retry_failed(*, job: LetterJob, by: User) -> None:
    """Put failed items back in the queue; like the two below without those a conflict keeps the person from."""
    _put_back(job, ItemState.FAILED, by)


@transaction.atomic
def cancel_job(*, job: LetterJob, by: User) -> None:
    """Leave what has not been begun undone; what is being done now is finished."""
    job.items.visible_to(by).filter(state=ItemState.WAITING).update(
        state=ItemState.CANCELLED, finished_at=timezone.now()
    )


@transaction.atomic
def resume_job(*, job: LetterJob, by: User) -> None:
    """Go on with what was cancelled, and with what a stopped worker left."""
    _put_back(job, ItemState.CANCELLED, by)


def _put_back(job: LetterJob, state: ItemState, by: User) -> None:
    job.items.visible_to(by).filter(state=state).update(state=ItemState.WAITING, error="", finished_at=None)
    transaction.on_commit(lambda: hand_out(job))
