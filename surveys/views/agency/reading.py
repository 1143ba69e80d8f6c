"""Which submission the agency reads, what it is compared with, what that gives the page, and the notes beside it."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from surveys.dane_compared import select_beside
from surveys.models import Response, Submission
from surveys.notes import select_notes
from surveys.reading import count_headlines, select_areas


def reading_context(request: HttpRequest, found: Response) -> dict:
    """The address may name a submission, one to compare it with (0 for none), and ask for changed answers only."""
    submissions = list(found.submissions.select_related("submitted_by").order_by("-number"))
    shown, against = _chosen(request, found, submissions)
    notes = select_notes(found, request.user)
    areas = select_areas(shown, against=against, notes=notes.by_question) if shown else []
    counted, headlines = count_headlines(areas)
    changed = [answer for area in areas for answer in area.changed]
    shows_changed = bool(changed) and request.GET.get("vis") == "aendrede"
    return {
        "submissions": submissions,
        "shown": shown,
        "against": against,
        "is_current": bool(shown and shown.pk == found.current_submission_id),
        "areas": areas,
        "counted": counted,
        "headlines": headlines,
        "changed": changed,
        "changed_words": _changed_words(len(changed), against) if against else "",
        "shows_changed": shows_changed,
        "measured": select_beside(found, shown, timezone.now()) if shown else None,
        "notes": notes,
        "notes_url": reverse("surveys:notes", args=[found.survey.slug, found.municipality.code]),
    }


def _chosen(
    request: HttpRequest, found: Response, submissions: Sequence[Submission]
) -> tuple[Submission | None, Submission | None]:
    """The current submission unless another is asked for, against the one before it; of any two the later is read."""
    by_number = {str(one.number): one for one in submissions}
    current = next((one for one in submissions if one.pk == found.current_submission_id), None)
    shown = by_number.get(request.GET.get("indsendelse", ""), current)
    if shown is None:
        return None, None
    asked = request.GET.get("mod", "")
    if asked == "0":
        return shown, None
    against = by_number.get(asked, by_number.get(str(shown.number - 1)))
    if against is None or against == shown:
        return shown, None
    earlier, later = sorted((shown, against), key=lambda one: one.number)
    return later, earlier


def _changed_words(number: int, against: Submission) -> str:
    if not number:
        return f"Ingen svar er ændret siden indsendelse nr. {against.number}"
    return f"{number} svar er ændret siden indsendelse nr. {against.number}"
