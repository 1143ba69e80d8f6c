"""What was said about one answer: question, reply, correction and end, each on its own day."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format

from reports.documents import Link, PaperFile
from reports.enums import EntryKind
from reports.timeline.entries import Annex, Entry, FileList, Group, Item, Passage
from surveys.enums import FollowUpState, MessageKind
from surveys.merge import Value
from surveys.models import FollowUpFile, FollowUpMessage, Response
from surveys.working_copy import answer_label

WORDS = {
    MessageKind.QUESTION: "tilsynet spurgte",
    MessageKind.REPLY: "kommunen svarede",
    MessageKind.CORRECTION: "kommunen rettede svaret",
}
OUTCOMES = {
    FollowUpState.UPHELD: "afsluttet, svaret står ved magt",
    FollowUpState.CORRECTED: "afsluttet, svaret er rettet",
}


def follow_ups(response: Response) -> Iterator[Entry]:
    """Two queries: messages, and their files. A file that is not sent belongs to no message, so it is not told."""
    messages = FollowUpMessage.objects.filter(follow_up__response=response)
    related = ("follow_up__question__area", "by", "submission")
    for one in messages.select_related(*related).prefetch_related("files"):
        key, name = f"follow-up-{one.pk}", f"Opfølgning nr. {one.follow_up.number}"
        place = [response.survey.slug, response.municipality.code, one.follow_up.number]
        yield Entry(
            key=key,
            kind=EntryKind.FOLLOW_UP,
            pk=one.pk,
            at=one.at,
            title=f"{name}: {WORDS.get(one.kind) or OUTCOMES[one.follow_up.state]}",
            by=str(one.by),
            note=_note(one),
            words=Passage(f"{key}-words", "teksten", one.text) if one.text else None,
            link=Link(f"Se opfølgning nr. {one.follow_up.number}", reverse("surveys:agency_follow_up", args=place)),
            annex=_annex(key, name, one),
        )


def _note(one: FollowUpMessage) -> str:
    """Says what was so then: which submission counts today, a later entry tells, or it is left out with that one."""
    note = f"Spørgsmålet »{one.follow_up.question.text}«"
    if one.answer_by:
        note += f". Svar senest {date_format(one.answer_by)}"
    if one.submission:
        number = one.submission.number
        note += f". Fra da af gjaldt indsendelse nr. {number} i stedet for nr. {number - 1}"
    return note


def _annex(key: str, name: str, one: FollowUpMessage) -> Annex | None:
    """The proposal stands as the answers of a submission do: what may be left out there must be possible here."""
    files, proposal = tuple(map(_file, one.files.all())), Value(one.choice, one.not_relevant)
    if not files and not proposal.is_answered:
        return None
    return Annex(
        key=f"{key}-annex",
        title=f"{name}: {one.get_kind_display()}",
        groups=(_proposed(key, one, answer_label(proposal)),) if proposal.is_answered else (),
        files=FileList(f"{key}-files", "listen over filer", files) if files else None,
    )


def _proposed(key: str, one: FollowUpMessage, label: str) -> Group:
    question = one.follow_up.question
    item = Item(f"{key}-proposal", "det foreslåede svar", f"{question.text} Foreslået svar:", label)
    return Group(question.area.order, question.area.title, (item,))


def _file(row: FollowUpFile) -> PaperFile:
    return PaperFile(row.name, row.size, row.sha256)
