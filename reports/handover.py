"""Letters for Digital Post and the case system: the PDFs and what they are, in one ZIP (docs/handover.md)."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reports.formal import FormalContent
from reports.letters import LetterContent

VERSION = 2
METADATA = "metadata.json"
GUIDANCE = "guidance"


@dataclass(frozen=True)
class HandedOver:
    """One letter with what the receiving system is told of it."""

    file: str
    kind: str
    recipient_cvr: str
    recipient: str
    title: str
    journal_number: str
    number: int
    dated: date
    pdf: bytes

    @property
    def row(self) -> dict:
        """The hash is taken of the bytes that are put in."""
        return {
            "file": self.file,
            "kind": self.kind,
            "recipient_cvr": self.recipient_cvr,
            "recipient": self.recipient,
            "title": self.title,
            "journal_number": self.journal_number,
            "number": self.number,
            "dated": self.dated.isoformat(),
            "sha256": hashlib.sha256(self.pdf).hexdigest(),
        }


def guidance(code: str, content: LetterContent, pdf: bytes) -> HandedOver:
    """A guidance letter to the municipality of that code."""
    return HandedOver(
        file=f"{code}-{content.number}.pdf",
        kind=GUIDANCE,
        recipient_cvr=content.cvr,
        recipient=content.recipient,
        title=f"Vejledningsbrev til {content.recipient}: {content.survey_title}",
        journal_number=content.journal_number,
        number=content.number,
        dated=content.dated,
        pdf=pdf,
    )


def formal(code: str, content: FormalContent, pdf: bytes) -> HandedOver:
    """A letter that an act of the case caused; numbered beside the guidance letters."""
    return HandedOver(
        file=f"{code}-{content.kind.value}-{content.number}.pdf",
        kind=content.kind.value,
        recipient_cvr=content.cvr,
        recipient=content.recipient,
        title=content.title,
        journal_number=content.journal_number,
        number=content.number,
        dated=content.dated,
        pdf=pdf,
    )


def write_handover(*, survey: str, is_demo: bool, letters: Iterable[HandedOver]) -> bytes:
    """A ZIP of issued letters."""
    target, rows = BytesIO(), []
    # A PDF is compressed already, so the ZIP only stores it.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for letter in letters:
            archive.writestr(letter.file, letter.pdf)
            rows.append(letter.row)
        metadata = {"version": VERSION, "survey": survey, "is_demo": is_demo, "letters": rows}
        archive.writestr(METADATA, json.dumps(metadata, ensure_ascii=False, indent=2) + "\n")
    return target.getvalue()
