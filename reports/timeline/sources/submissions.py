"""Each submission with its answers, comments and the list of its files; the files themselves are named, not carried."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.urls import reverse

from reports.documents import Fact, Link, PaperFile
from reports.enums import EntryKind
from reports.timeline.entries import Annex, Entry, FileList, Group, Item, Passage
from surveys.merge import Value
from surveys.models import Response, Submission, SubmittedAnswer, SubmittedEvidence
from surveys.working_copy import answer_label


def submissions(response: Response) -> Iterator[Entry]:
    """Three queries: submissions, all their answers, all their files."""
    answers: dict[int, list[SubmittedAnswer]] = defaultdict(list)
    of_response = {"submission__response": response}
    rows = SubmittedAnswer.objects.filter(**of_response).select_related("question__area")
    for answer in rows.order_by("question__order"):
        answers[answer.submission_id].append(answer)
    files: dict[int, list[SubmittedEvidence]] = defaultdict(list)
    for file in SubmittedEvidence.objects.filter(**of_response).select_related("evidence").order_by("evidence__pk"):
        files[file.submission_id].append(file)
    address = reverse("surveys:response", args=[response.survey.slug, response.municipality.code])
    for one in response.submissions.select_related("submitted_by", "correction"):
        yield Entry(
            key=f"submission-{one.pk}",
            kind=EntryKind.SUBMISSION,
            pk=one.pk,
            at=one.submitted_at,
            title=_title(one),
            by=str(one.submitted_by or "Import"),
            note=f"SHA-256 {one.digest}",
            link=Link(f"Læs indsendelse nr. {one.number}", f"{address}?indsendelse={one.number}"),
            annex=_annex(one, answers[one.pk], files[one.pk]),
        )


def _title(one: Submission) -> str:
    """A correction carries the mark of a late submission over, but is not late itself."""
    if hasattr(one, "correction"):
        return f"Kommunens rettelse blev indsendelse nr. {one.number}"
    return f"Kommunen indsendte besvarelsen (nr. {one.number}){', efter fristen' if one.is_late else ''}"


def _annex(one: Submission, answers: Iterable[SubmittedAnswer], files: list[SubmittedEvidence]) -> Annex:
    key = f"submission-{one.pk}"
    by_area: dict = {}
    for answer in answers:
        by_area.setdefault(answer.question.area, []).append(answer)
    return Annex(
        key=f"{key}-annex",
        title=f"Indsendelse nr. {one.number}",
        facts=(Fact("Kontrolsum (SHA-256)", one.digest),),
        groups=tuple(
            Group(
                area.order, area.title, tuple(_item(key, area.order, place, row) for place, row in enumerate(rows, 1))
            )
            for area, rows in by_area.items()
        ),
        files=FileList(f"{key}-files", "listen over filer", tuple(map(_file, files))) if files else None,
    )


def _item(submission: str, area: int, place: int, row: SubmittedAnswer) -> Item:
    key, number = f"{submission}-answer-{row.question_id}", f"{area}.{place}"
    return Item(
        key=key,
        name=f"svaret på {number}",
        heading=f"{number} {row.question.text}",
        value=answer_label(Value(row.choice, row.not_relevant)),
        comment=Passage(f"{key}-comment", f"kommentaren til {number}", row.comment) if row.comment else None,
    )


def _file(row: SubmittedEvidence) -> PaperFile:
    return PaperFile(row.evidence.name, row.evidence.size, row.sha256)
