"""Every mail to the municipality, with the very words that were sent."""

from collections.abc import Iterator

from django.utils.formats import date_format

from reports.documents import Fact
from reports.enums import EntryKind
from reports.timeline.entries import Annex, Entry, Passage
from surveys.deadlines import COPENHAGEN
from surveys.enums import MailState
from surveys.models import Mail, Response

WORDS = {
    MailState.SENT: "blev sendt",
    MailState.WAITING: "venter på at blive sendt",
    MailState.SENDING: "er ved at blive sendt",
    MailState.FAILED: "kunne ikke sendes",
    MailState.HELD: "blev holdt tilbage",
    MailState.DROPPED: "bortfaldt",
}


def mails(response: Response) -> Iterator[Entry]:
    """One query. A mail stands where it was sent, else where it was written."""
    for mail in response.mails.select_related("recipient", "by"):
        kind = mail.get_kind_display()
        yield Entry(
            key=f"mail-{mail.pk}",
            kind=EntryKind.MAIL,
            pk=mail.pk,
            at=mail.sent_at or mail.created_at,
            title=f"Mailen »{kind}« {WORDS[mail.state]}",
            by=str(mail.by or ""),
            note=f"Til {mail.recipient}, {mail.address}",
            words=Passage(f"mail-{mail.pk}-failure", "årsagen", mail.failure) if mail.failure else None,
            annex=_annex(mail, kind) if mail.sent_at else None,
        )


def _annex(mail: Mail, kind: str) -> Annex:
    """Only a mail that was sent has words of its own."""
    return Annex(
        key=f"mail-{mail.pk}-annex",
        title=f"Mail: {kind}",
        facts=(
            Fact("Til", f"{mail.recipient}, {mail.address}"),
            Fact("Sendt", date_format(mail.sent_at.astimezone(COPENHAGEN), "DATETIME_FORMAT")),
            Fact("Emne", mail.subject),
        ),
        text=mail.body,
    )
