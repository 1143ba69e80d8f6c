"""The response's way from state to state, its deadline, and what someone said is no CPR number."""

from collections.abc import Iterator

from django.utils.formats import date_format

from reports.enums import EntryKind
from reports.timeline.entries import Entry, Passage
from surveys.enums import ExtensionState, ResponseState
from surveys.models import Extension, Response

TITLES = {
    ResponseState.DRAFT: "Ledelsen sendte besvarelsen tilbage til den ansvarlige",
    ResponseState.READY: "Besvarelsen blev gjort klar til ledelsens godkendelse",
    ResponseState.RETURNED: "Besvarelsen blev sendt tilbage til kommunen",
    ResponseState.ACCEPTED: "Besvarelsen blev godkendt",
    ResponseState.WITHDRAWN: "Kommunen blev udtaget af tilsynet",
}
ANSWERS = {
    ExtensionState.GRANTED: "Længere frist blev imødekommet",
    ExtensionState.CHANGED: "Længere frist blev imødekommet med en anden dato",
    ExtensionState.REFUSED: "Længere frist blev afslået",
}


def moves(response: Response) -> Iterator[Entry]:
    """One query. A submission tells of its own move."""
    for event in response.events.exclude(to_state=ResponseState.SUBMITTED).select_related("by"):
        key = f"move-{event.pk}"
        yield Entry(
            key=key,
            kind=EntryKind.RESPONSE,
            pk=event.pk,
            at=event.at,
            title=TITLES.get(event.to_state, event.get_to_state_display()),
            by=str(event.by or ""),
            words=Passage(f"{key}-reason", "begrundelsen", event.reason) if event.reason else None,
        )


def extensions(response: Response) -> Iterator[Entry]:
    """One query; the request and the answer are two entries, each on its own day."""
    for one in response.extensions.select_related("asked_by", "decided_by"):
        yield _asked(one)
        if one.decided_at:
            yield _decided(one)


def _asked(one: Extension) -> Entry:
    key = f"extension-{one.pk}"
    return Entry(
        key=key,
        kind=EntryKind.DEADLINE,
        pk=one.pk,
        at=one.asked_at,
        title=f"Kommunen bad om frist til {date_format(one.wanted)}",
        by=str(one.asked_by),
        words=Passage(f"{key}-reason", "begrundelsen", one.reason),
    )


def _decided(one: Extension) -> Entry:
    key = f"extension-{one.pk}-answer"
    return Entry(
        key=key,
        kind=EntryKind.DEADLINE,
        pk=one.pk,
        at=one.decided_at,
        title=ANSWERS[one.state],
        by=str(one.decided_by),
        note=f"Ny frist: {date_format(one.granted)}" if one.granted else "",
        words=Passage(f"{key}-reason", "begrundelsen", one.answer) if one.answer else None,
    )


def cpr_denials(response: Response) -> Iterator[Entry]:
    """One query. Only those behind something submitted: the agency is not shown what someone is still writing."""
    submitted = response.submissions.order_by("-number").values("submitted_at")[:1]
    denials = response.cpr_denials.filter(at__lte=submitted).select_related("by", "question")
    for denial in denials:
        yield Entry(
            key=f"cpr-{denial.pk}",
            kind=EntryKind.CPR,
            pk=denial.pk,
            at=denial.at,
            title="Kommunen svarede nej til, at en tekst har et CPR-nummer",
            by=str(denial.by or ""),
            note=f"{denial.get_place_display()} til spørgsmålet »{denial.question.text}«",
        )
